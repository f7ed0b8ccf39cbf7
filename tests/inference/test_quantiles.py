"""Intervals: exact where the network has the quantile, ordered everywhere."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstmcast.errors import UsageError
from lstmcast.inference.quantiles import interval, sort_quantiles
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
