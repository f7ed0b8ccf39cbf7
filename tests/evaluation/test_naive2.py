"""Naive2 repeats the last value, in the shape of the season where there is one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN

from lstmcast.evaluation.naive2 import (
    _autocorrelations,
    are_seasonal,
    naive2,
    seasonal_indices,
)

FloatArray = npt.NDArray[np.float64]
SHAPE = np.array([0.5, 1.0, 2.0, 0.5])  # has a mean of one


def repeated(cycles: int, level: float = 100.0) -> FloatArray:
    """Return a series that is nothing but its season."""
    return level * np.tile(SHAPE, cycles)


def test_a_season_is_found_and_put_back() -> None:
    history = repeated(6)[:-3]  # ends with the first step of a cycle
    assert are_seasonal(history[None], 4).all()
    np.testing.assert_allclose(seasonal_indices(history[None], 4)[0], SHAPE)
    np.testing.assert_allclose(
        naive2(history[None], 5, 4)[0], 100 * np.roll(SHAPE, -1)[[0, 1, 2, 3, 0]]
    )


@pytest.mark.parametrize("season", [3, 4])
def test_the_level_is_that_of_the_last_value(season: int) -> None:
    """A trend does not go on: what is carried forward is the last value, seasonally adjusted."""
    shape = 1 + 0.3 * np.sin(2 * np.pi * np.arange(season) / season)
    history = np.linspace(100, 120, 20 * season) * np.tile(shape, 20)
    made = naive2(history[None], 2 * season, season)[0]
    np.testing.assert_allclose(made[:season], made[season:])
    np.testing.assert_allclose(made, 120 * np.tile(shape, 2), rtol=0.02)


@pytest.mark.parametrize(
    ("history", "season"),
    [
        ([5.0, 1.0, 7.0], 1),
        ([*repeated(3)[:-1], 7.0][-11:], 4),  # fewer than three cycles
        ([2.0] * 20, 4),
        ([0.0, 0.0, 0.0, 9.0] * 6 + [7.0], 4),  # an index of zero: no multiplicative season
        ([-1.0, 1.0, -2.0, 2.0] * 6 + [7.0], 4),
    ],
)
def test_without_a_season_it_is_naive(history: list[float], season: int) -> None:
    assert naive2(np.array([history]), 3, season)[0].tolist() == [history[-1]] * 3


def test_noise_is_not_seasonal() -> None:
    """About one series in ten passes a test at 90 %."""
    noise = np.random.default_rng(0).normal(size=(2000, 60))
    assert are_seasonal(noise, 4).mean() == pytest.approx(0.1, abs=0.03)


def test_a_season_beyond_what_r_looks_at_is_none() -> None:
    pattern = np.tile(1 + np.arange(24.0), 10)
    assert not are_seasonal(pattern[None], 24).any()  # 10 log10(240) < 24
    assert are_seasonal(np.tile(pattern, 2)[None], 24).all()


def test_missing_values_are_left_out() -> None:
    history = repeated(8)
    history[[2, 9, 17, 31]] = NAN
    np.testing.assert_allclose(seasonal_indices(history[None], 4)[0], SHAPE)
    np.testing.assert_allclose(naive2(history[None], 4, 4)[0], 100 * SHAPE)
    assert naive2(np.array([[1.0, 3.0, NAN]]), 2, 1).tolist() == [[3.0, 3.0]]
    assert naive2(np.full((1, 3), NAN), 2, 1).tolist() == [[0.0, 0.0]]
    assert naive2(np.empty((1, 0)), 2, 1).tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("exponent", [-300, -30, 0, 30, 300])
def test_size_does_not_matter(exponent: int) -> None:
    history = np.random.default_rng(1).uniform(1, 2, size=(3, 48)) * np.tile(SHAPE, 12)
    factor = 2.0**exponent
    np.testing.assert_array_equal(naive2(history * factor, 6, 4), naive2(history, 6, 4) * factor)


def test_each_history_is_forecast_by_itself() -> None:
    random = np.random.default_rng(2)
    histories = np.concatenate([random.uniform(1, 2, size=(4, 40)), repeated(10)[None]])
    histories[1, 7] = NAN
    together = naive2(histories, 5, 4)
    for place, history in enumerate(histories):
        np.testing.assert_allclose(naive2(history[None], 5, 4)[0], together[place], rtol=1e-14)


def test_autocorrelations_with_gaps_are_those_of_r() -> None:
    """By hand, with R's divisors: acf(c(1, 2, NA, 4, 3), na.action = na.pass, lag.max = 1)."""
    found = _autocorrelations(np.array([[1.0, 2.0, NAN, 4.0, 3.0]]), 1)
    rest = np.array([-1.5, -0.5, 0.0, 1.5, 0.5])
    whole = (rest**2).sum() / 4  # four values
    first = (rest[0] * rest[1] + rest[3] * rest[4]) / (2 + 1)  # two pairs, lag one
    assert found[0, 0] == pytest.approx(first / whole)
