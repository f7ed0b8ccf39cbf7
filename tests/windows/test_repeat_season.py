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

from lstmcast.windows.scaling import repeat_best_season, repeat_season

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


def test_each_window_repeats_the_season_that_fits_it() -> None:
    random = np.random.default_rng(0)
    steps = np.arange(60)
    weekly = random.normal(size=12)[steps % 12]
    daily = random.normal(size=4)[steps % 4] + 0.1 * steps  # far repetitions are further off
    past = np.stack([weekly, daily, weekly])
    forecast, lags = repeat_best_season(past, 6, (12, 4, 1))
    assert lags.tolist() == [12, 4, 12]
    np.testing.assert_array_equal(forecast[[0, 2]], repeat_season(past[[0, 2]], 6, (12, 4, 1)))
    np.testing.assert_array_equal(forecast[[1]], repeat_season(past[[1]], 6, (4, 12, 1)))


def test_a_window_too_short_to_tell_takes_the_preferred_season_that_it_holds() -> None:
    past = np.full((2, 60), NAN)
    past[0, -3:] = [1.0, 2.0, 3.0]
    past[1, -8:] = np.arange(8.0)
    _, lags = repeat_best_season(past, 6, (12, 4, 1))
    assert lags.tolist() == [12, 4]


@given(seed=st.integers(0, 2**31), rows=st.integers(1, 6))
def test_the_choice_is_the_windows_own(seed: int, rows: int) -> None:
    random = np.random.default_rng(seed)
    past = random.normal(size=(rows, 30))
    past[random.random(past.shape) < 0.3] = NAN
    together, lags = repeat_best_season(past, 5, (6, 3, 1))
    for row in range(rows):
        alone, lag = repeat_best_season(past[[row]], 5, (6, 3, 1))
        np.testing.assert_array_equal(alone[0], together[row])
        assert lag[0] == lags[row]


@pytest.mark.parametrize("lags", [(12,), (12, 1), (1,)])
def test_with_one_season_there_is_nothing_to_choose(lags: tuple[int, ...]) -> None:
    past = np.random.default_rng(0).normal(size=(5, 40))
    past[past > 1] = NAN
    forecast, chosen = repeat_best_season(past, 7, lags)
    assert chosen.tolist() == [lags[0]] * 5
    np.testing.assert_array_equal(forecast, repeat_season(past, 7, lags))
