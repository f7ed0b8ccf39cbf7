"""What forecasts keep to: bounds, and whole numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import seasonal_panel, series_set
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstmcast.data.bounds import Bounds
from lstmcast.data.series import SeriesKey
from lstmcast.inference.forecast import Forecasts, summarise
from lstmcast.inference.limits import limits_of
from lstmcast.model.spec import QUANTILES

COUNTS = [0.0, 3.0, 1.0] * 5
REAL = [0.5, 3.0, 1.25] * 5
BELOW = [-1.0, 3.0, 1.0] * 5


def made_of(values: np.ndarray, mean: float = np.nan) -> Forecasts:
    return Forecasts(quantiles=values, mean=np.full(values.shape[:2], mean))


def test_zero_is_the_least_of_what_was_never_below() -> None:
    data = series_set(COUNTS, BELOW)
    assert limits_of(data).least.tolist() == [0, -np.inf]
    assert limits_of(data, allow_negative=True).least.tolist() == [-np.inf, -np.inf]
    assert limits_of(data).most.tolist() == [np.inf, np.inf]


@pytest.mark.parametrize("allow_negative", [True, False])
def test_a_lower_bound_takes_the_place_of_zero(allow_negative: bool) -> None:
    bounds = [Bounds(target="y", min=-5.0)]
    limits = limits_of(series_set(COUNTS, BELOW), bounds, allow_negative=allow_negative)
    assert limits.least.tolist() == [-5, -5]


def test_an_upper_bound_alone_leaves_zero() -> None:
    limits = limits_of(series_set(COUNTS, BELOW), [Bounds(target="y", max=2.0)])
    assert limits.least.tolist() == [0, -np.inf]
    assert limits.most.tolist() == [2, 2]


def test_whole_numbers_are_found_out_unless_told() -> None:
    data = series_set(COUNTS, REAL)
    for told, whole, mean in [
        (None, [True, False], [False, False]),
        (True, [True, True], [True, True]),
        (False, [False, False], [False, False]),
    ]:
        limits = limits_of(data, [Bounds(target="y", integer=told)])
        assert limits.whole.tolist() == whole
        assert limits.whole_mean.tolist() == mean
    assert not limits_of(data).whole.any()  # nothing is known of the target


def test_each_target_has_its_own() -> None:
    data = series_set(REAL, REAL)
    data = replace(data, keys=(SeriesKey((), "a"), SeriesKey((), "b")))
    limits = limits_of(data, [Bounds(target="b", max=1.5), Bounds(target="a", min=2.0)])
    assert limits.least.tolist() == [2, 0]
    assert limits.most.tolist() == [np.inf, 1.5]
    swapped = limits.select(np.array([1, 0]))
    assert swapped.most.tolist() == [1.5, np.inf]


def test_whole_numbers_lie_within_bounds_that_are_none() -> None:
    bounds = [Bounds(target="y", min=0.5, max=3.5, integer=True)]
    limits = limits_of(series_set(REAL), bounds)
    values = np.array([[0.2, 0.7, 2.4, 3.4, 9.0]])
    assert limits.keep(values).tolist() == [[1, 1, 2, 3, 3]]


@given(
    quantiles=arrays(np.float64, (1, 4, 9), elements=st.floats(-50, 50)),
    low=st.floats(-40, 0),
    width=st.floats(2, 60),
    integer=st.booleans(),
    actual=st.integers(-40, 20),
)
def test_intervals_hold_as_much_as_before(
    quantiles: np.ndarray, low: float, width: float, integer: bool, actual: int
) -> None:
    """A whole number within the bounds is inside wherever it was; order stays."""
    quantiles = np.sort(quantiles, axis=-1)
    bounds = Bounds(target="y", min=low, max=low + width, integer=integer)
    data = series_set(REAL)
    kept, free = (
        summarise(
            made_of(quantiles),
            QUANTILES,
            data,
            levels=(50.0, 80.0, 99.0),
            limits=limits_of(data, each, allow_negative=True),
        )
        for each in ([bounds], [])
    )
    ends = np.stack([*kept.lower[::-1], kept.point, *kept.upper])
    assert (np.diff(ends, axis=0) >= 0).all()
    assert ((bounds.least <= ends) & (ends <= bounds.most)).all()
    assert not integer or (ends == np.rint(ends)).all()
    if bounds.least <= actual <= bounds.most:
        before = (free.lower <= actual) & (actual <= free.upper)
        assert ((kept.lower <= actual) & (actual <= kept.upper))[before].all()


def test_quantiles_are_cut_as_intervals_are() -> None:
    data = series_set(COUNTS, REAL)
    limits = limits_of(data, [Bounds(target="y", max=2.5)])
    made = np.random.default_rng(0).normal(size=(2, 3, 9)).cumsum(axis=-1)
    made -= made[..., [4]] - 1.3
    kept = limits.keep(made)
    summary = summarise(made_of(made), QUANTILES, data, levels=(80.0,), limits=limits)
    np.testing.assert_array_equal(kept[..., 2], summary.lower[0])
    np.testing.assert_array_equal(kept[..., 4], summary.point)
    np.testing.assert_array_equal(kept[..., 6], summary.upper[0])
    whole = limits_of(data, [Bounds(target="y", max=2.5, integer=True)])
    assert whole.keep(made).max() == 2


def test_a_mean_of_counts_is_no_count() -> None:
    data = series_set(COUNTS)
    made = made_of(np.zeros((1, 2, 9)), mean=0.3)
    for integer, point in [(None, 0.3), (False, 0.3), (True, 0.0)]:
        limits = limits_of(data, [Bounds(target="y", integer=integer)])
        summary = summarise(made, QUANTILES, data, levels=(80.0,), limits=limits)
        assert (summary.point == point).all()


def test_seasonal_data_without_bounds_are_left_alone() -> None:
    data = seasonal_panel(30)
    made = np.sort(np.random.default_rng(0).normal(50, 5, (1, 4, 9)), axis=-1)
    limits = limits_of(data, [Bounds(target="y")])
    np.testing.assert_array_equal(limits.keep(made), made)
