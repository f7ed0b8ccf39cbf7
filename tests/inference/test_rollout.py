"""Forecasts beyond the trained horizon: consistent, ordered and never too sure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.errors import UsageError
from lstmcast.inference.quantiles import sort_quantiles
from lstmcast.inference.rollout import roll_out

H, MEDIAN = 4, 2
OFFSETS = np.array([-3.0, -1.0, 0.0, 1.5, 4.0])


def next_numbers(window: np.ndarray, _ahead: int = 0) -> np.ndarray:
    """Count on from the last value; intervals widen with the square root of the step."""
    steps = np.arange(1, H + 1)[:, None]
    return window[:, -1, None, None] + steps + np.sqrt(steps) * OFFSETS


def noisy(window: np.ndarray, _ahead: int = 0) -> np.ndarray:
    """Return crossing quantiles that depend on every value of the window."""
    weights = np.sin(np.arange(window.shape[1] * H * 5)).reshape(window.shape[1], -1)
    return (np.nan_to_num(window) @ weights / window.shape[1]).reshape(-1, H, 5)


HISTORY = np.array([[np.nan, 1.0, 2.0, 3.0, 4.0], [7.0, np.nan, np.nan, 8.0, 9.0]])


@pytest.mark.parametrize("horizon", [1, 3, H])
def test_within_the_trained_horizon_it_is_the_network_itself(horizon: int) -> None:
    forecast = roll_out(noisy, HISTORY, horizon=horizon, median=MEDIAN)
    np.testing.assert_array_equal(forecast, sort_quantiles(noisy(HISTORY))[:, :horizon])


@pytest.mark.parametrize("horizon", [1, H, H + 1, 3 * H])
def test_the_network_is_asked_once_per_block(horizon: int) -> None:
    windows: list[np.ndarray] = []
    ahead: list[int] = []

    def remember(window: np.ndarray, steps: int) -> np.ndarray:
        windows.append(window)
        ahead.append(steps)
        return next_numbers(window)

    forecast = roll_out(remember, HISTORY, horizon=horizon, median=MEDIAN)
    assert forecast.shape == (2, horizon, 5)
    assert len(windows) == -(-horizon // H)
    assert {window.shape for window in windows} == {HISTORY.shape}
    assert ahead == list(range(0, horizon, H))


def test_the_median_path_becomes_history() -> None:
    forecast = roll_out(next_numbers, HISTORY, horizon=10, median=MEDIAN)
    np.testing.assert_allclose(forecast[0, :, MEDIAN], np.arange(5, 15))
    np.testing.assert_allclose(forecast[1, :, MEDIAN], np.arange(10, 20))


def test_a_history_shorter_than_a_block_holds_the_newest_steps() -> None:
    forecast = roll_out(next_numbers, HISTORY[:, -2:], horizon=3 * H, median=MEDIAN)
    np.testing.assert_allclose(forecast[0, :, MEDIAN], np.arange(5, 17))


def test_the_spread_of_a_random_walk_goes_on_with_the_square_root_of_the_step() -> None:
    horizon = 5 * H
    forecast = roll_out(next_numbers, HISTORY, horizon=horizon, median=MEDIAN)
    offsets = forecast - forecast[:, :, MEDIAN, None]
    expected = np.sqrt(np.arange(1, horizon + 1))[:, None] * OFFSETS
    np.testing.assert_allclose(offsets, np.broadcast_to(expected, offsets.shape))


@given(shorter=st.integers(1, 20), longer=st.integers(1, 20), seed=st.integers(0, 2**31))
def test_a_longer_horizon_only_appends(shorter: int, longer: int, seed: int) -> None:
    shorter, longer = sorted((shorter, longer))
    history = np.random.default_rng(seed).normal(size=(3, 6))
    short = roll_out(noisy, history, horizon=shorter, median=MEDIAN)
    long = roll_out(noisy, history, horizon=longer, median=MEDIAN)
    np.testing.assert_array_equal(long[:, :shorter], short)


@given(scale=st.floats(1e-6, 1e6), seed=st.integers(0, 2**31))
def test_widths_do_not_shrink_at_a_border_and_quantiles_do_not_cross(
    scale: float, seed: int
) -> None:
    history = scale * np.random.default_rng(seed).normal(size=(3, 6))
    forecast = roll_out(noisy, history, horizon=4 * H, median=MEDIAN)
    assert (np.diff(forecast, axis=-1) >= 0).all()
    widths = np.abs(forecast - forecast[:, :, MEDIAN, None])
    rounding = 1e-12 * np.abs(forecast).max()
    for border in range(H, 4 * H, H):
        assert (widths[:, border:] >= widths[:, border - 1, None] - rounding).all()


@pytest.mark.parametrize("horizon", [0, -3])
def test_a_horizon_below_one_is_a_usage_error(horizon: int) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        roll_out(noisy, HISTORY, horizon=horizon, median=MEDIAN)
