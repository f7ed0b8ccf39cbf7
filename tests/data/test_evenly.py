"""A few of many places: all that there are, or as many as wanted, at even distances."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.evenly import choose_evenly


@given(st.integers(0, 5000), st.integers(2, 600))
def test_places_are_different_and_evenly_spread_from_first_to_last(count: int, most: int) -> None:
    chosen = choose_evenly(count, most)
    assert len(chosen) == min(count, most)
    if count <= most:
        assert chosen.tolist() == list(range(count))
        return
    assert (chosen[0], chosen[-1]) == (0, count - 1)
    gaps = np.diff(chosen)
    assert gaps.min() >= 1
    assert gaps.max() - gaps.min() <= 1
