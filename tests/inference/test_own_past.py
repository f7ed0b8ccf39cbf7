"""The distribution of a series' own past: what it is made of, and what it is good for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.inference.own_past import distribution_of_past, steps_of_past
from lstmcast.model.spec import QUANTILES

FloatArray = npt.NDArray[np.float64]


def poisson(rate: FloatArray | float, steps: int, seed: int = 0) -> FloatArray:
    random = np.random.default_rng(seed)
    return random.poisson(np.broadcast_to(rate, steps)).astype(float)


def test_without_time_it_is_the_histogram() -> None:
    """All rules agree where the past repeats itself at every scale."""
    values = np.tile([0.0, 0.0, 0.0, 0.0, 2.0], 60)
    made = distribution_of_past(values, QUANTILES, horizon=3, season=1)
    np.testing.assert_allclose(made.mean, 0.4, atol=0.01)
    assert made.quantiles[0].tolist() == [0, 0, 0, 0, 0, 0, 2, 2, 2]


def test_only_values_that_occurred() -> None:
    values = poisson(0.5, 200) * 6
    made = distribution_of_past(values, QUANTILES, horizon=9, season=7)
    assert set(made.quantiles.ravel()) <= set(values)
    assert (np.diff(made.quantiles, axis=1) >= 0).all()
    assert ((values.min() <= made.mean) & (made.mean <= values.max())).all()


@pytest.mark.parametrize("season", [1, 7])
def test_a_new_level_is_followed(season: int) -> None:
    values = np.concatenate([poisson(0.2, 150), poisson(1.5, 50)])
    made = distribution_of_past(values, QUANTILES, horizon=1, season=season)
    assert made.mean[0] > 0.9
    assert values.mean() < 0.7


def test_a_season_is_found_where_there_is_one() -> None:
    rate = np.tile([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 3.0], 30)
    values = poisson(rate, len(rate))
    made = distribution_of_past(values, QUANTILES, horizon=14, season=7)
    assert made.mean[[6, 13]].min() > 1.5
    assert made.mean[:6].max() < 0.6
    np.testing.assert_array_equal(made.mean[:7], made.mean[7:])
    flat = distribution_of_past(poisson(0.5, 210), QUANTILES, horizon=7, season=7)
    assert np.ptp(flat.mean) < 0.5


def test_phases_count_from_the_end() -> None:
    rate = np.tile([3.0, 0.1, 0.1, 0.1], 50)
    values = poisson(rate, len(rate))
    for dropped in range(4):
        history = values[: len(values) - dropped]
        made = distribution_of_past(history, QUANTILES, horizon=4, season=4)
        assert int(np.argmax(made.mean)) == dropped


@settings(max_examples=40, deadline=None)
@given(
    length=st.integers(1, 120),
    gaps=st.floats(0, 0.6),
    season=st.sampled_from([1, 3, 7, 40]),
    horizon=st.integers(1, 40),
    seed=st.integers(0, 2**31),
)
def test_a_longer_horizon_only_appends(
    length: int, gaps: float, season: int, horizon: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    values = random.poisson(0.8, length).astype(float)
    values[:-1][random.random(length - 1) < gaps] = NAN
    short = distribution_of_past(values, QUANTILES, horizon=horizon, season=season)
    long = distribution_of_past(values, QUANTILES, horizon=horizon + 37, season=season)
    np.testing.assert_array_equal(short.quantiles, long.quantiles[:horizon])
    np.testing.assert_array_equal(short.mean, long.mean[:horizon])
    assert np.isfinite(short.mean).all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 999), exponent=st.integers(-60, 60))
def test_a_unit_changes_nothing_else(seed: int, exponent: int) -> None:
    values = poisson(0.6, 80, seed)
    factor = 2.0**exponent
    made = distribution_of_past(values, QUANTILES, horizon=5, season=7)
    scaled = distribution_of_past(factor * values, QUANTILES, horizon=5, season=7)
    np.testing.assert_array_equal(scaled.quantiles, factor * made.quantiles)
    np.testing.assert_allclose(scaled.mean, factor * made.mean, rtol=1e-12)


@pytest.mark.parametrize("value", [0.0, 7.0])
def test_a_constant_stays(value: float) -> None:
    made = distribution_of_past(np.full(30, value), QUANTILES, horizon=2, season=4)
    assert (made.quantiles == value).all()
    assert (made.mean == value).all()


def test_how_far_back() -> None:
    assert steps_of_past(1) == steps_of_past(12) == 400
    assert steps_of_past(168) == 6 * 168


@pytest.mark.parametrize("rate", [0.2, 0.5, 1.0])
def test_mean_and_upper_quantiles_are_right_on_average(rate: float) -> None:
    """Over many series the mean is that of the truth, and quantiles hold what they promise."""
    random = np.random.default_rng(1)
    truth = random.poisson(rate, (60, 212)).astype(float)
    made = [distribution_of_past(row[:200], QUANTILES, horizon=12, season=7) for row in truth]
    means = np.array([each.mean for each in made])
    assert abs(means.mean() - rate) < 0.05 * rate + 0.01
    np.testing.assert_allclose(np.sqrt(((means - rate) ** 2).mean()), 0, atol=0.3 * rate**0.5)
    quantiles = np.array([each.quantiles for each in made])
    for level in (0.75, 0.9, 0.95):
        held = (truth[:, 200:] <= quantiles[..., QUANTILES.index(level)]).mean()
        assert held > level - 0.04
