"""Intervals: exact where the network has the quantile, ordered everywhere."""

from __future__ import annotations

from math import exp, log, log1p
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstmcast.errors import UsageError
from lstmcast.inference.quantiles import interval, mean_of, sort_quantiles
from lstmcast.model.spec import QUANTILES

NORMAL = NormalDist(mu=100, sigma=15)

finite = st.floats(-1e100, 1e100)
quantile_sets = st.sampled_from(
    [QUANTILES, (0.1, 0.5, 0.9), (0.5, 0.9), (0.2, 0.5), (0.01, 0.3, 0.5, 0.501)]
)
levels_of_any_size = st.floats(0, 100, exclude_min=True, exclude_max=True)


def normal_forecast() -> np.ndarray:
    return np.array([NORMAL.inv_cdf(quantile) for quantile in QUANTILES])


def test_sorting_uncrosses_and_keeps_other_axes_apart() -> None:
    values = np.array([[[3, 1, 2]], [[9, 7, 8]]], dtype=np.float32)
    np.testing.assert_array_equal(sort_quantiles(values), [[[1, 2, 3]], [[7, 8, 9]]])
    assert sort_quantiles(values).dtype == np.float64


@pytest.mark.parametrize(("level", "low", "high"), [(80, 2, 6), (90, 1, 7), (95, 0, 8), (50, 3, 5)])
def test_a_quantile_of_the_network_is_taken_as_it_is(level: float, low: int, high: int) -> None:
    values = np.random.default_rng(0).normal(size=(4, 3, 9)).cumsum(axis=-1)
    lower, upper = interval(values, QUANTILES, [level])
    np.testing.assert_array_equal(lower[0], values[..., low])
    np.testing.assert_array_equal(upper[0], values[..., high])


@pytest.mark.parametrize("level", [1, 20, 60, 70, 85, 93, 96, 99, 99.9])
def test_a_normal_forecast_has_normal_intervals(level: float) -> None:
    lower, upper = interval(normal_forecast(), QUANTILES, [level])
    tail = (100 - level) / 200
    assert lower[0] == pytest.approx(NORMAL.inv_cdf(tail))
    assert upper[0] == pytest.approx(NORMAL.inv_cdf(1 - tail))


def test_levels_come_in_the_order_asked_for() -> None:
    lower, upper = interval(np.zeros((5, 2, 9)), QUANTILES, [95, 80, 85.5])
    assert lower.shape == upper.shape == (3, 5, 2)
    first, second = (interval(normal_forecast(), QUANTILES, order)[0] for order in ([95, 80], [80]))
    assert first[1] == second[0]


def test_no_levels_make_no_bounds() -> None:
    lower, upper = interval(np.zeros((5, 2, 9)), QUANTILES, [])
    assert lower.shape == upper.shape == (0, 5, 2)


@given(
    data=st.data(),
    quantiles=quantile_sets,
    levels=st.lists(levels_of_any_size, min_size=1, max_size=6),
)
def test_wider_levels_never_give_narrower_intervals(
    data: st.DataObject, quantiles: tuple[float, ...], levels: list[float]
) -> None:
    values = sort_quantiles(data.draw(arrays(np.float64, (2, len(quantiles)), elements=finite)))
    median = values[:, quantiles.index(0.5)]
    lower, upper = interval(values, quantiles, sorted(levels))
    assert np.isfinite([lower, upper]).all()
    assert (np.diff(lower, axis=0) <= 0).all()
    assert (np.diff(upper, axis=0) >= 0).all()
    assert (lower <= median).all()
    assert (upper >= median).all()


@pytest.mark.parametrize("level", [0, 100, -5, 101, float("nan"), float("inf")])
def test_a_level_outside_0_to_100_is_a_usage_error(level: float) -> None:
    with pytest.raises(UsageError, match="not between 0 and 100") as caught:
        interval(np.zeros(9), QUANTILES, [80, level])
    assert "--level" in (caught.value.hint or "")


def test_the_median_alone_makes_no_interval() -> None:
    with pytest.raises(UsageError, match="median only"):
        interval(np.zeros((2, 1)), (0.5,), [80])
    assert interval(np.zeros((2, 1)), (0.5,), [])[0].shape == (0, 2)


def double_exponential(level: float) -> float:
    return log(2 * level) if level < 0.5 else -log(2 * (1 - level))


def count_quantiles(rate: float, *, dispersion: float, zeros: float) -> list[float]:
    """Return quantiles of a negative binomial with more zeros, by its probabilities.

    ``dispersion`` is variance / mean, one for a Poisson distribution; of all mass a share of
    ``zeros`` is moved to zero.
    """
    made, value, size = [], 0, rate / max(dispersion - 1, 1e-9)
    mass = exp(-size * log1p(rate / size))
    reached = zeros + (1 - zeros) * mass
    for level in QUANTILES:
        while reached < level:
            mass *= (size + value) / (value + 1) * rate / (size + rate)
            value += 1
            reached += (1 - zeros) * mass
        made.append(float(value))
    return made


@given(levels=quantile_sets, mean=st.floats(-1e3, 1e3), size=st.floats(0, 1e3))
def test_the_mean_of_a_symmetric_distribution(
    levels: tuple[float, ...], mean: float, size: float
) -> None:
    values = np.array([mean + size * double_exponential(level) for level in levels])
    symmetric = all(
        abs(level + other - 1) < 1e-12 for level, other in zip(levels, levels[::-1], strict=True)
    )
    if symmetric:
        assert mean_of(values, levels) == pytest.approx(mean, abs=1e-9 * (abs(mean) + size + 1))
        normal = np.array([mean + size * NORMAL.inv_cdf(level) for level in levels])
        centre = mean + size * 100
        assert mean_of(normal, levels) == pytest.approx(
            centre, abs=1e-9 * (abs(centre) + size * 100 + 1)
        )
    same = mean_of(np.full(len(levels), mean), levels)
    np.testing.assert_allclose(same, mean, rtol=1e-12, atol=1e-300)


def test_the_mean_of_one_that_leans() -> None:
    """Half of a double exponential: the tail and all between is exact above the median."""
    exponential = np.array([-log(1 - level) for level in QUANTILES])
    assert mean_of(exponential, QUANTILES) == pytest.approx(1, rel=0.02)
    lognormal = np.array([exp(0.8 * NormalDist().inv_cdf(level)) for level in QUANTILES])
    assert mean_of(lognormal, QUANTILES) == pytest.approx(exp(0.32), rel=0.01)
    straight = np.trapezoid(lognormal, QUANTILES) / (QUANTILES[-1] - QUANTILES[0])
    assert abs(mean_of(lognormal, QUANTILES) - exp(0.32)) < abs(straight - exp(0.32)) / 5


@pytest.mark.parametrize(
    ("dispersion", "zeros", "bias", "worst"),
    [(1.0, 0.0, 0.02, 0.35), (3.0, 0.0, 0.04, 0.3), (1.0, 0.5, 0.1, 0.5)],
    ids=["Poisson", "negative binomial", "zero-inflated"],
)
def test_the_mean_of_counts_is_right_on_average(
    dispersion: float, zeros: float, bias: float, worst: float
) -> None:
    """Nine quantiles of a count say little of its mean; over many rates errors cancel."""
    rates = np.linspace(0.5, 5, 181)
    quantiles = [count_quantiles(rate, dispersion=dispersion, zeros=zeros) for rate in rates]
    errors = mean_of(np.array(quantiles), QUANTILES) - (1 - zeros) * rates
    assert abs(errors.mean()) < bias
    assert np.abs(errors).max() < worst


def test_means_keep_other_axes_apart() -> None:
    values = np.random.default_rng(0).normal(size=(4, 3, 9)).cumsum(axis=-1)
    made = mean_of(values, QUANTILES)
    assert made.shape == (4, 3)
    assert made[2, 1] == mean_of(values[2, 1], QUANTILES)
    assert mean_of(np.array([[5.0]]), (0.5,)).tolist() == [5.0]
