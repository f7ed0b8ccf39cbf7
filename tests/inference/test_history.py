"""The newest window of a series, and where it was taken when it had to move back."""

from __future__ import annotations

import numpy as np
import pytest
from builders import NAN, series_set
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.inference.history import newest_pasts, newest_windows
from lstmcast.windows.sampling import WindowShape, gather_past

SHAPE = WindowShape(lookback=6, horizon=3, season=4, lags=(4, 1))


@given(gap=st.integers(0, 30), seed=st.integers(0, 2**31))
def test_an_empty_window_moves_back_by_whole_seasons(gap: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=45)
    values[45 - gap :] = NAN
    data, zero, cutoff = series_set(values), np.array([0]), np.array([45])
    windows, ends = newest_pasts(data, zero, cutoff, SHAPE)
    np.testing.assert_array_equal(windows, gather_past(data, zero, ends, 6))
    np.testing.assert_array_equal(windows, newest_windows(data, zero, cutoff, SHAPE))
    assert not np.isnan(windows).all()
    moved = int(cutoff[0] - ends[0])
    assert moved % 4 == 0
    assert moved == 0 or gap - moved + 4 >= 6  # a season later it would have been empty


def test_each_window_moves_by_itself() -> None:
    data = series_set(np.arange(30.0), [1.0, *[NAN] * 20, 3.0])
    series, cutoffs = np.array([0, 1, 1]), np.array([30, 21, 22])
    kept = cutoffs.copy()
    _, ends = newest_pasts(data, series, cutoffs, SHAPE)
    assert ends.tolist() == [30, 5, 22]
    np.testing.assert_array_equal(cutoffs, kept)


def test_without_a_value_there_is_no_window() -> None:
    with pytest.raises(ValueError, match="no value before step 2"):
        newest_pasts(series_set([NAN, NAN, 1.0]), np.array([0]), np.array([2]), SHAPE)
