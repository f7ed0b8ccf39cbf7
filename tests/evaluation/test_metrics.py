"""Every measure equals a plain loop, and scikit-learn where it has the same one."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mean_absolute_error as sklearn_mae
from sklearn.metrics import root_mean_squared_error as sklearn_rmse

from lstmcast.evaluation import means, metrics
from lstmcast.evaluation.intervals import interval_coverage

FloatArray = npt.NDArray[np.float64]
cells = st.integers(-20, 20).map(lambda number: number / 4)


def points(actual: list[float], forecast: list[float]) -> list[tuple[float, float]]:
    """Return the pairs whose actual value was observed."""
    return [(a, f) for a, f in zip(actual, forecast, strict=True) if not math.isnan(a)]


def mean(values: list[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def assert_agree(found: float | None, expected: float | None) -> None:
    """Check to 1e-12; NaN in an array and None in a loop both mean "undefined"."""
    if expected is None:
        assert found is None or math.isnan(found)
    else:
        assert found == pytest.approx(expected, rel=1e-12)


def mean_over_series(each: list[float | None]) -> float | None:
    return mean([value for value in each if value is not None])


def loop_smape(actual: list[list[float]], forecast: list[list[float]]) -> float | None:
    def share(a: float, f: float) -> float:
        return 0.0 if a == f == 0 else 200 * abs(a - f) / (abs(a) + abs(f))

    pairs = [points(a, f) for a, f in zip(actual, forecast, strict=True)]
    return mean_over_series([mean([share(a, f) for a, f in each]) for each in pairs])


def loop_mape(actual: list[list[float]], forecast: list[list[float]]) -> float | None:
    pairs = [points(a, f) for a, f in zip(actual, forecast, strict=True)]
    return mean_over_series(
        [mean([100 * abs(a - f) / abs(a) for a, f in each if a]) for each in pairs]
    )


def loop_scale(history: list[float], season: int) -> float | None:
    pairs = zip(history[season:], history, strict=False)
    return mean([abs(a - b) for a, b in pairs if not math.isnan(a) and not math.isnan(b)])


def loop_mase(
    actual: list[list[float]], forecast: list[list[float]], scale: list[float | None]
) -> float | None:
    each = []
    for a_row, f_row, unit in zip(actual, forecast, scale, strict=True):
        error = mean([abs(a - f) for a, f in points(a_row, f_row)])
        each.append(error / unit if unit and error is not None else None)
    return mean_over_series(each)


@st.composite
def scored(draw: st.DrawFn) -> tuple[FloatArray, FloatArray, list[list[float]]]:
    """Return actual values with gaps, forecasts, and histories of any length."""
    series, steps = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    gappy = cells | st.just(NAN)
    rows = st.lists(gappy, min_size=steps, max_size=steps)
    full = st.lists(cells, min_size=steps, max_size=steps)
    actual = draw(st.lists(rows, min_size=series, max_size=series))
    made = draw(st.lists(full, min_size=series, max_size=series))
    past = st.lists(gappy, max_size=15)
    history = draw(st.lists(past, min_size=series, max_size=series))
    return np.array(actual), np.array(made), history


@given(case=scored())
def test_plain_errors(case: tuple[FloatArray, FloatArray, list[list[float]]]) -> None:
    actual, made, _ = case
    seen = ~np.isnan(actual)
    if not seen.any():
        return
    mae = metrics.mean_absolute_error(actual, made)
    rmse = metrics.root_mean_squared_error(actual, made)
    assert_agree(mae, sklearn_mae(actual[seen], made[seen]))
    assert_agree(rmse, sklearn_rmse(actual[seen], made[seen]))


@given(case=scored())
def test_errors_by_series(case: tuple[FloatArray, FloatArray, list[list[float]]]) -> None:
    actual, made, _ = case
    for found, a_row, f_row in zip(
        means.over_steps(metrics.absolute_errors(actual, made)), actual, made, strict=True
    ):
        pairs = points(a_row.tolist(), f_row.tolist())
        assert_agree(found, mean([abs(a - f) for a, f in pairs]))


@given(case=scored())
def test_smape(case: tuple[FloatArray, FloatArray, list[list[float]]]) -> None:
    actual, made, _ = case
    found = metrics.symmetric_percentage_error(actual, made)
    assert_agree(found, loop_smape(actual.tolist(), made.tolist()))
    assert found is None or 0 <= found <= 200


@given(case=scored())
def test_bias(case: tuple[FloatArray, FloatArray, list[list[float]]]) -> None:
    actual, made, _ = case
    pairs = points(actual.ravel().tolist(), made.ravel().tolist())
    assert_agree(metrics.mean_error(actual, made), mean([f - a for a, f in pairs]))


@given(case=scored())
def test_mape_leaves_out_zeros(case: tuple[FloatArray, FloatArray, list[list[float]]]) -> None:
    actual, made, _ = case
    counted = metrics.worth_a_share(actual, np.ones(len(actual)))
    assert (counted == (np.isfinite(actual) & (actual != 0))).all()
    found = metrics.percentage_error(actual, made, counted)
    assert_agree(found, loop_mape(actual.tolist(), made.tolist()))


@given(case=scored())
def test_wape(case: tuple[FloatArray, FloatArray, list[list[float]]]) -> None:
    actual, made, _ = case
    pairs = points(actual.ravel().tolist(), made.ravel().tolist())
    size = math.fsum(abs(a) for a, _ in pairs)
    errors = math.fsum(abs(a - f) for a, f in pairs)
    found = metrics.weighted_percentage_error(actual, made)
    assert_agree(found, 100 * errors / size if size else None)


@given(case=scored(), scale=st.floats(0.5, 8))
def test_rmsse(case: tuple[FloatArray, FloatArray, list[list[float]]], scale: float) -> None:
    actual, made, _ = case
    each = []
    for a_row, f_row in zip(actual.tolist(), made.tolist(), strict=True):
        square = mean([(a - f) ** 2 for a, f in points(a_row, f_row)])
        each.append(None if square is None else math.sqrt(square) / scale)
    found = metrics.root_mean_squared_scaled_error(actual, made, np.full(len(actual), scale))
    assert_agree(found, mean_over_series(each))


@given(case=scored(), season=st.integers(1, 8))
def test_mase(case: tuple[FloatArray, FloatArray, list[list[float]]], season: int) -> None:
    actual, made, history = case
    scale = np.array([metrics.seasonal_scale(np.array(past), season) for past in history])
    expected_scale = [loop_scale(past, season) for past in history]
    for found, expected in zip(scale, expected_scale, strict=True):
        assert_agree(found, expected)
    found = metrics.mean_absolute_scaled_error(actual, made, scale)
    assert found is None or math.isfinite(found)
    assert_agree(found, loop_mase(actual.tolist(), made.tolist(), expected_scale))


@given(case=scored(), width=cells)
def test_coverage(case: tuple[FloatArray, FloatArray, list[list[float]]], width: float) -> None:
    actual, made, _ = case
    lower, upper = made - abs(width), made + abs(width)
    each = []
    for a_row, low_row, high_row in zip(actual, lower, upper, strict=True):
        pairs = zip(a_row.tolist(), low_row.tolist(), high_row.tolist(), strict=True)
        each.append(mean([1.0 * (low <= a <= high) for a, low, high in pairs if not math.isnan(a)]))
    found = interval_coverage(actual, lower, upper)
    assert_agree(found, mean_over_series(each))


def test_series_count_alike_whatever_their_gaps() -> None:
    """A mean of means: a series with one observed step weighs as much as one with three."""
    actual = np.array([[1.0, NAN, NAN], [0.0, 0.0, 0.0]])
    made = np.array([[2.0, 9.0, 9.0], [4.0, 4.0, 4.0]])
    assert metrics.mean_absolute_scaled_error(actual, made, np.array([1.0, 2.0])) == 1.5
    assert metrics.mean_absolute_error(actual, made) == 13 / 4
    assert interval_coverage(actual, made - 1, made + 1) == 0.5
    smape = metrics.symmetric_percentage_error(actual, made)
    assert smape == pytest.approx((200 / 3 + 200) / 2)


@pytest.mark.parametrize(
    "scale", [np.zeros(2), np.full(2, NAN), np.array([0.0, NAN]), np.array([NAN, float("inf")])]
)
def test_no_scale_no_mase(scale: FloatArray) -> None:
    ones = np.ones((2, 3))
    assert metrics.mean_absolute_scaled_error(ones, 2 * ones, scale) is None


def test_series_without_a_scale_are_left_out() -> None:
    made = np.array([[1.0], [2.0], [6.0]])
    scale = np.array([0.0, NAN, 2.0])
    assert metrics.mean_absolute_scaled_error(np.zeros((3, 1)), made, scale) == 3.0


def test_nothing_observed_is_none() -> None:
    nothing = np.full((2, 3), NAN)
    made = np.ones((2, 3))
    assert metrics.symmetric_percentage_error(nothing, made) is None
    assert metrics.mean_absolute_scaled_error(nothing, made, np.ones(2)) is None
    assert interval_coverage(nothing, made, made) is None


@pytest.mark.parametrize(
    ("history", "season", "expected"),
    [
        ([], 1, NAN),
        ([1.0], 1, NAN),
        ([1.0, 2.0], 2, NAN),
        ([3.0, 3.0, 3.0], 1, 0.0),
        ([0.1 + 0.2, 0.3, 0.1 + 0.2, NAN, 0.3], 1, 0.0),  # differs by rounding alone
        ([1e-300, 3e-300], 1, 2e-300),
        ([1.0, NAN, 2.0, NAN], 1, NAN),
        ([1.0, 5.0, 2.0, 9.0], 2, 2.5),
        ([1.0, NAN, 2.0, 9.0], 2, 1.0),
    ],
)
def test_scale_by_hand(history: list[float], season: int, expected: float) -> None:
    found = metrics.seasonal_scale(np.array(history), season)
    assert found == pytest.approx(expected, nan_ok=True)


def test_owa_is_the_mean_of_two_shares() -> None:
    assert metrics.overall_weighted_average((10.0, 1.5), (20.0, 1.0)) == (0.5 + 1.5) / 2
    assert metrics.overall_weighted_average((10.0, None), (20.0, None)) is None
    assert metrics.overall_weighted_average((10.0, 1.0), (0.0, 1.0)) is None


def test_skill() -> None:
    reference = np.array([2.0, NAN, 4.0])
    assert metrics.skill_score(np.array([1.0, NAN, 0.5]), reference) == 0.75
    assert metrics.skill_score(2 * reference, reference) == -1
    assert metrics.skill_score(reference, 0 * reference) is None
    assert metrics.skill_score(reference, NAN * reference) is None


def test_what_is_next_to_nothing_beside_its_series_is_zero() -> None:
    """0.1 + 0.2 - 0.3 is a zero in a series of ones, and a value in a series of its like."""
    noise = np.array([[0.1 + 0.2 - 0.3], [0.1 + 0.2 - 0.3], [0.0]])
    counted = metrics.worth_a_share(noise, np.array([1.0, 1e-16, 0.0]))
    assert counted.tolist() == [[False], [True], [False]]


HUGE = 1.7e308


@pytest.mark.parametrize("actual", [HUGE, -HUGE, 1e-320, 0.0])
@pytest.mark.parametrize("made", [HUGE, -HUGE, 1e-320, 0.0])
@pytest.mark.parametrize("scale", [HUGE, 1e-320])
def test_no_error_is_too_large_for_a_number(actual: float, made: float, scale: float) -> None:
    truth, forecast = np.full((2, 3), actual), np.full((2, 3), made)
    scales = np.full(2, scale)
    counted = metrics.worth_a_share(truth, np.zeros(2))
    figures = [
        metrics.mean_absolute_error(truth, forecast),
        metrics.root_mean_squared_error(truth, forecast),
        metrics.mean_error(truth, forecast),
        metrics.percentage_error(truth, forecast, counted),
        metrics.symmetric_percentage_error(truth, forecast),
        metrics.weighted_percentage_error(truth, forecast),
        metrics.mean_absolute_scaled_error(truth, forecast, scales),
        metrics.root_mean_squared_scaled_error(truth, forecast, scales),
    ]
    assert all(figure is None or math.isfinite(figure) for figure in figures)
    if actual == made:
        assert {figure for figure in figures if figure is not None} == {0.0}
