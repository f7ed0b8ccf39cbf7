"""Specs of networks drawn by hypothesis; apart from ``builders``, which run without it too."""

from __future__ import annotations

from hypothesis import strategies as st

from lstmcast.model.spec import CovariateSpec


@st.composite
def covariate_specs(draw: st.DrawFn) -> CovariateSpec:
    """Draw which covariates a network sees, none of them included."""
    numbers, levels = st.integers(0, 3), st.lists(st.integers(1, 4), max_size=2).map(tuple)
    return CovariateSpec(
        known=draw(numbers),
        past=draw(numbers),
        static=draw(numbers),
        known_levels=draw(levels),
        past_levels=draw(levels),
        static_levels=draw(levels),
        width=draw(st.integers(1, 6)),
        channels=draw(st.integers(1, 3)),
    )
