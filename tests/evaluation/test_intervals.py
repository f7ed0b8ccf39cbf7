"""Scores of intervals and quantiles equal plain loops, and scikit-learn's pinball loss."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mean_pinball_loss

from lstmcast.evaluation import intervals, means

FloatArray = npt.NDArray[np.float64]
quarters = st.integers(-20, 20).map(lambda number: number / 4)
triples = st.lists(st.tuples(quarters | st.just(NAN), quarters, quarters), min_size=1, max_size=6)


def columns(case: list[tuple[float, float, float]]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return actual values, lower and upper bounds, [1, N] each."""
    actual, first, second = np.array(case).T[:, None]
    return actual, np.minimum(first, second), np.maximum(first, second)


@given(case=triples, level=st.sampled_from([50.0, 80.0, 95.0, 99.9]))
def test_winkler_by_its_three_cases(case: list[tuple[float, float, float]], level: float) -> None:
    actual, lower, upper = columns(case)
    found = intervals.winkler_scores(actual, lower, upper, level)[0]
    alpha = 1 - level / 100
    for score, a, low, high in zip(found, actual[0], lower[0], upper[0], strict=True):
        expected = high - low
        if a < low:
            expected += 2 / alpha * (low - a)
        if a > high:
            expected += 2 / alpha * (a - high)
        assert score == pytest.approx(NAN if math.isnan(a) else expected, nan_ok=True)


@given(case=triples)
def test_inside_and_widths(case: list[tuple[float, float, float]]) -> None:
    actual, lower, upper = columns(case)
    inside, widths = intervals.inside(actual, lower, upper), intervals.widths(actual, lower, upper)
    bounds = zip(actual[0], lower[0], upper[0], inside[0], widths[0], strict=True)
    for a, low, high, share, width in bounds:
        if math.isnan(a):
            assert math.isnan(share)
            assert math.isnan(width)
        else:
            assert share == (low <= a <= high)
            assert width == high - low


@given(case=triples, quantile=st.sampled_from([0.01, 0.1, 0.5, 0.9, 0.975]))
def test_pinball_is_that_of_scikit_learn(
    case: list[tuple[float, float, float]], quantile: float
) -> None:
    actual, made, _ = columns(case)
    losses = intervals.pinball_losses(actual, made, quantile)
    seen = ~np.isnan(actual)
    np.testing.assert_array_equal(np.isnan(losses), ~seen)
    if seen.any():
        expected = mean_pinball_loss(actual[seen], made[seen], alpha=quantile)
        assert means.over_all(losses) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(quantile=st.floats(0.05, 0.95))
def test_pinball_is_least_at_the_quantile(quantile: float) -> None:
    actual = np.arange(1001.0)[None]
    found = {
        shift: means.over_all(intervals.pinball_losses(actual, actual * 0 + made, quantile))
        for shift in (-40, 0, 40)
        for made in [1000 * quantile + shift]
    }
    assert found[0] < min(found[-40], found[40])


def test_huge_bounds_have_finite_scores() -> None:
    huge = np.array([[1.7e308]])
    for figure in (
        intervals.winkler_scores(huge, -huge, -huge / 2, 95),
        intervals.widths(huge, -huge, huge),
        intervals.pinball_losses(huge, -huge, 0.9),
    ):
        assert np.isfinite(figure).all()
        assert (figure > 1e307).all()
