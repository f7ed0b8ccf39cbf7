"""The report on the held-out horizon, checked by hand and at its edges."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from builders import MONTHLY, NAN, series_set
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.holdout import score_holdout
from lstmcast.evaluation.scores import HoldoutReport
from lstmcast.inference.forecast import ForecastSet


def forecast_of(known: SeriesSet, point: npt.ArrayLike, width: float = 1.0) -> ForecastSet:
    made = np.asarray(point, dtype=np.float64)
    spread = width * np.arange(1, 3)[:, None, None]
    return ForecastSet(
        keys=known.keys,
        calendar=MONTHLY,
        ordinals=np.zeros(made.shape, dtype=np.int64),
        point=made,
        levels=(80.0, 97.5),
        lower=made - spread,
        upper=made + spread,
    )


def test_by_hand() -> None:
    """Season 2; scales are mean |2|, |2| = 2 and mean |1|, |3| = 2."""
    known = series_set([1.0, 2.0, 3.0, 4.0], [0.0, 5.0, 1.0, 8.0])
    actual = np.array([[4.0, 6.0], [2.0, NAN]])
    report = score_holdout(
        known, actual, forecast_of(known, [[5.0, 6.0], [4.0, 7.0]]), name="LSTM", season=2
    )
    assert (report.horizon, report.series, report.points, report.season) == (2, 2, 3, 2)
    assert list(report.scores) == ["LSTM", "seasonal naive", "naive", "drift"]

    lstm = report.scores["LSTM"]  # errors 1, 0 | 2
    assert lstm.mae == 1.0
    assert lstm.rmse == pytest.approx(math.sqrt(5 / 3))
    assert lstm.smape == pytest.approx((200 * 1 / 9 / 2 + 200 * 2 / 6) / 2)
    assert lstm.mase == pytest.approx((0.5 / 2 + 2 / 2) / 2)
    assert lstm.coverage == {"80": 0.5, "97.5": 1.0}

    reference = report.scores["seasonal naive"]  # 3, 4 | 1, 8: errors 1, 2 | 1
    assert reference.mase == pytest.approx((1.5 / 2 + 1 / 2) / 2)
    assert reference.skill == 0.0
    assert reference.coverage is None
    assert lstm.skill == pytest.approx(1 - 0.625 / 0.625)

    naive = report.scores["naive"]  # 4, 4 | 8, 8: errors 0, 2 | 6
    assert naive.mae == pytest.approx(8 / 3)
    assert naive.skill == pytest.approx(1 - (0.5 + 3) / 2 / 0.625)
    drift = report.scores["drift"]  # 5, 6 | 8 + 8/3: errors 1, 0 | 26/3
    assert drift.mae == pytest.approx((1 + 26 / 3) / 3)

    # Step 1: errors 1 | 2 against 1 | 1; step 2: 0 against 2, the second series unknown.
    assert report.skill_by_step == (pytest.approx(1 - 1.5 / 1), 1.0)


@pytest.mark.parametrize(
    ("point", "sign"), [([10.5, 10.5], 1), ([12.0, 12.0], 0), ([14.0, 14.0], -1)]
)
def test_skill_is_positive_when_better(point: list[float], sign: int) -> None:
    known = series_set([1.0, 3.0, 6.0, 12.0])
    report = score_holdout(
        known, np.array([[10.0, 10.0]]), forecast_of(known, [point]), name="LSTM", season=1
    )
    assert np.sign(report.scores["LSTM"].skill) == sign
    assert [np.sign(skill) for skill in report.skill_by_step] == [sign, sign]


def assert_plain(report: HoldoutReport) -> None:
    """Check that no figure is NaN or infinite: undefined ones are None."""
    for scores in report.scores.values():
        figures = [scores.mae, scores.rmse, scores.smape, scores.mase, scores.skill]
        figures += list((scores.coverage or {}).values())
        assert all(figure is None or math.isfinite(figure) for figure in figures)
    assert all(skill is None or math.isfinite(skill) for skill in report.skill_by_step)


def test_nothing_observed_is_no_report() -> None:
    known = series_set([1.0, 2.0])
    made = forecast_of(known, [[1.0, 2.0]])
    assert score_holdout(known, np.full((1, 2), NAN), made, name="LSTM", season=1) is None


def test_a_constant_repeated_rightly_has_no_mase_and_no_skill() -> None:
    known = series_set([0.0] * 8)
    report = score_holdout(
        known, np.zeros((1, 2)), forecast_of(known, [[0.0, 0.0]]), name="LSTM", season=4
    )
    assert_plain(report)
    lstm = report.scores["LSTM"]
    assert (lstm.mae, lstm.rmse, lstm.smape) == (0, 0, 0)
    assert (lstm.mase, lstm.skill) == (None, None)
    assert report.skill_by_step == (None, None)


def test_a_constant_that_changes_is_judged_by_absolute_error() -> None:
    known = series_set([2.0] * 8)
    report = score_holdout(
        known, np.full((1, 1), 6.0), forecast_of(known, [[5.0]]), name="LSTM", season=4
    )
    assert_plain(report)
    assert report.scores["LSTM"].mase is None
    assert report.scores["LSTM"].skill == 1 - 1 / 4


def test_a_step_nobody_observed_has_no_skill() -> None:
    known = series_set([1.0, 2.0, 4.0, 8.0])
    actual = np.array([[9.0, NAN, 9.0]])
    report = score_holdout(
        known, actual, forecast_of(known, [[8.5, 8.5, 8.5]]), name="LSTM", season=1
    )
    assert_plain(report)
    assert report.skill_by_step == (0.5, None, 0.5)


@given(
    histories=st.lists(
        st.lists(st.integers(-3, 3).map(float) | st.just(NAN), max_size=9).map(
            lambda values: [*values, 1.0]  # a series ends with an observed value
        ),
        min_size=1,
        max_size=4,
    ),
    season=st.integers(1, 5),
    data=st.data(),
)
def test_never_a_warning_never_a_nan(
    histories: list[list[float]], season: int, data: st.DataObject
) -> None:
    known = series_set(*histories)
    cell = st.integers(-3, 3).map(float) | st.just(NAN)
    shape = len(histories), 3
    actual = np.array([[data.draw(cell) for _ in range(3)] for _ in range(len(histories))])
    report = score_holdout(
        known, actual, forecast_of(known, np.ones(shape)), name="LSTM", season=season
    )
    if report is None:
        assert np.isnan(actual).all()
    else:
        assert_plain(report)
        assert report.points == np.isfinite(actual).sum()
