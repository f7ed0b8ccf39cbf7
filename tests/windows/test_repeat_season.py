"""The repeated season equals a loop over windows and steps that reads as the rule does."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstmcast.windows.scaling import repeat_season

FloatArray = npt.NDArray[np.float64]


def naive_repeat(window: list[float], horizon: int, lags: tuple[int, ...]) -> list[float]:
    """Repeat the season of one window, step by step."""
    forecast = []
    for ahead in range(horizon):
        position = len(window) + ahead
        found = 0.0
        for lag in (*lags, 1):
            same_phase = [
                window[step]
                for step in range(position - lag, -1, -lag)
                if step < len(window) and not math.isnan(window[step])
            ]
            if same_phase:
                found = same_phase[0]
                break
        forecast.append(found)
    return forecast


@given(
    past=arrays(
        np.int64, st.tuples(st.integers(1, 3), st.integers(1, 24)), elements=st.integers(-9, 9)
    ).map(lambda window: np.where(window < -5, NAN, window)),
    horizon=st.integers(1, 30),
    lags=st.lists(st.integers(1, 30), min_size=1, max_size=3, unique=True),
)
def test_equals_the_loop(past: FloatArray, horizon: int, lags: list[int]) -> None:
    made = repeat_season(past, horizon, tuple(lags))
    expected = [naive_repeat(window, horizon, tuple(lags)) for window in past.tolist()]
    np.testing.assert_array_equal(made, expected)


@pytest.mark.parametrize(
    ("past", "lags", "expected"),
    [
        ([1, 2, 3, 4], (2,), [3, 4, 3, 4, 3]),
        ([1, 2, 3, NAN], (2,), [3, 2, 3, 2, 3]),
        ([NAN, NAN, 7, NAN], (4, 2), [7, 7, 7, 7, 7]),
        ([5, NAN, 7, NAN], (4,), [5, 7, 7, 7, 5]),
        ([5, 6], (12,), [6, 6, 6, 6, 6]),
        ([NAN, NAN], (1,), [0, 0, 0, 0, 0]),
    ],
)
def test_by_hand(past: list[float], lags: tuple[int, ...], expected: list[float]) -> None:
    assert repeat_season(np.array([past]), 5, lags).tolist() == [expected]
