"""Quantiles stretched about their median: in order, and the median where it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstmcast.inference.calibration import UNCALIBRATED, Calibration, calibrate

MEDIAN = 2  # of five quantiles
FACTORS = st.lists(
    st.tuples(*[st.floats(1 / 3, 3)] * 5), min_size=1, max_size=4
)  # fmt: skip
FORECASTS = arrays(np.float64, (3, 6, 5), elements=st.floats(-1e12, 1e12)).map(
    lambda made: np.sort(made, axis=-1)
)


def test_factors_by_hand() -> None:
    made = np.array([[[-4.0, -1.0, 0.0, 2.0, 3.0], [9.0, 9.5, 10.0, 12.0, 14.0]]])
    calibration = Calibration(factors=((0.5, 3.0, 1.0, 2.0, 1.0), (2.0, 1.0, 1.0, 0.5, 1.5)))
    found = calibrate(made, calibration, median=MEDIAN)
    assert found.tolist() == [[[-3.0, -2.0, 0.0, 3.0, 4.0], [8.0, 9.5, 10.0, 11.0, 16.0]]]


def test_without_factors_nothing_is_touched() -> None:
    made = np.array([[[3.0, 1.0, 2.0]]])  # not even sorted
    assert calibrate(made, UNCALIBRATED, median=1) is made
    assert Calibration() == UNCALIBRATED


def test_beyond_the_last_step_its_factors_serve() -> None:
    made = np.broadcast_to([-2.0, -1.0, 0.0, 1.0, 2.0], (1, 7, 5))
    found = calibrate(made, Calibration(factors=((1.0,) * 5, (2.0,) * 5)), median=MEDIAN)
    assert found[0, :, -1].tolist() == [2.0] + [4.0] * 6
    np.testing.assert_array_equal(
        calibrate(made[:, :3], Calibration(factors=((1.0,) * 5, (2.0,) * 5)), median=MEDIAN),
        found[:, :3],
    )


@settings(max_examples=150)
@given(made=FORECASTS, factors=FACTORS)
def test_quantiles_never_cross_and_the_median_stays(made: Any, factors: Any) -> None:
    found = calibrate(made, Calibration(factors=tuple(factors)), median=MEDIAN)
    assert (np.diff(found, axis=-1) >= 0).all()
    np.testing.assert_array_equal(found[..., MEDIAN], made[..., MEDIAN])


@settings(max_examples=100)
@given(made=FORECASTS, factors=FACTORS, more=st.floats(1, 2))
def test_larger_factors_never_make_an_interval_narrower(
    made: Any, factors: Any, more: float
) -> None:
    wider = tuple(tuple(more * factor for factor in step) for step in factors)
    before, after = (
        calibrate(made, Calibration(factors=each), median=MEDIAN)
        for each in (tuple(factors), wider)
    )
    assert (after[..., 3:] >= before[..., 3:]).all()
    assert (after[..., :2] <= before[..., :2]).all()


@settings(max_examples=100)
@given(made=FORECASTS, factors=FACTORS, scale=st.floats(1e-3, 1e3), shift=st.floats(-1e3, 1e3))
def test_it_follows_a_shift_and_a_factor(
    made: Any, factors: Any, scale: float, shift: float
) -> None:
    calibration = Calibration(factors=tuple(factors))
    expected = scale * calibrate(made, calibration, median=MEDIAN) + shift
    found = calibrate(scale * made + shift, calibration, median=MEDIAN)
    size = scale * np.abs(made).max() + abs(shift)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12 * size)


def test_numbers_without_end_are_left_for_the_caller_to_find() -> None:
    made = np.array([[[-1e308, 0.0, 0.0, 1.0, 1e308]]])
    found = calibrate(made, Calibration(factors=((3.0,) * 5,)), median=MEDIAN)
    assert found[0, 0, [0, -1]].tolist() == [-np.inf, np.inf]


@pytest.mark.parametrize(
    ("factors", "wrong"),
    [
        (((1.0, 1.0), (1.0,)), "one factor for each quantile"),
        (((1.0, 0.0),), "above zero"),
        (((1.0, -2.0),), "above zero"),
        (((float("nan"),),), "above zero"),
        (((float("inf"),),), "above zero"),
    ],
)
def test_what_is_no_calibration(factors: tuple[tuple[float, ...], ...], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        Calibration(factors=factors)


def test_it_fits_as_many_quantiles_as_it_has() -> None:
    assert UNCALIBRATED.fits(9)
    assert Calibration(factors=((1.0, 1.0, 1.0),)).fits(3)
    assert not Calibration(factors=((1.0, 1.0, 1.0),)).fits(5)
