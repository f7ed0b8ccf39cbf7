"""Intervals that learn: back to their level after the noise has doubled, and bounded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.evaluation.adaptive import WIDEST, adapt

LEVELS = (80.0, 95.0)
SCORES = np.array([1.2816, 1.96])


def simulate(noise: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return misses [T, 2] of intervals made for a noise of one, and the factors [T + 1, 2]."""
    random = np.random.default_rng(seed)
    missed = np.zeros((0, 2))
    for deviation in noise:
        factors = adapt(missed, LEVELS)[-1]
        errors = np.abs(random.normal(scale=deviation, size=24))
        missed = np.vstack([missed, (errors[:, None] > factors * SCORES).mean(axis=0)])
    return missed, adapt(missed, LEVELS)


@pytest.mark.parametrize("seed", range(5))
def test_coverage_returns_to_the_level_after_the_noise_has_doubled(seed: int) -> None:
    missed, factors = simulate(np.repeat([1.0, 2.0], [40, 160]), seed)
    assert missed[40:45].mean(axis=0) == pytest.approx([0.5, 0.3], abs=0.2)
    assert missed[100:].mean(axis=0) == pytest.approx([0.2, 0.05], abs=0.03)
    assert factors[-1] == pytest.approx([2.0, 2.0], rel=0.25)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_right_stays_about_as_it_is(seed: int) -> None:
    missed, factors = simulate(np.ones(200), seed)
    assert missed.mean(axis=0) == pytest.approx([0.2, 0.05], abs=0.02)
    assert factors == pytest.approx(np.ones_like(factors), abs=0.25)


@given(st.lists(st.floats(0, 1), max_size=300))
def test_factors_are_bounded_and_their_move_is_what_was_missed(shares: list[float]) -> None:
    factors = adapt(np.array(shares).reshape(-1, 1), (80.0,))[:, 0]
    assert len(factors) == len(shares) + 1
    assert factors[0] == 1
    assert (factors >= 0.999 / WIDEST).all()
    assert (factors <= 1.001 * WIDEST).all()
    if len(shares) and factors.max() < WIDEST * 0.999 and factors.min() > 1.001 / WIDEST:
        off = np.log(factors[-1]) / (0.15 * len(shares))
        assert np.mean(shares) - 0.2 == pytest.approx(off, abs=1e-9)


def test_nights_that_tell_nothing_change_nothing() -> None:
    factors = adapt(np.array([[1.0], [np.nan], [np.nan]]), (80.0,))[:, 0]
    assert factors[1] > factors[0]
    assert (factors[1:] == factors[1]).all()
