from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import make_record, panel

from lstmcast.evaluation.backtest_scores import BacktestScores, IntervalScores
from lstmcast.evaluation.scores import Interval
from lstmcast.evaluation.scoring import score_record
from lstmcast.outputs.report.step_chart import apart, curves_of, kind_of, legible
from lstmcast.outputs.report.words import best, promise, span, verdict


def scores(skill: float | None, low: float | None = None) -> BacktestScores:
    found = score_record(make_record(panel(60, 70), folds=1))
    interval = None if low is None or skill is None else Interval(
        estimate=skill, low=low, high=skill + (skill - low)
    )  # fmt: skip
    model = replace(found.standings[0], skill=skill, skill_interval=interval)
    return replace(found, standings=(model, *found.standings[1:]))


@pytest.mark.parametrize(
    ("skill", "low", "tone", "text"),
    [
        (0.31, 0.18, "good", "Better than seasonal naive by 31 %"),
        (0.31, -0.1, "unsure", "Not better than seasonal naive by more than chance"),
        (-0.2, -0.3, "bad", "Not better than seasonal naive"),
        (None, None, "unsure", "Cannot be compared"),
    ],
)
def test_the_verdict_is_that_of_the_backtest(
    skill: float | None, low: float | None, tone: str, text: str
) -> None:
    judged = verdict(scores(skill, low))
    assert judged.tone == tone
    assert judged.text.startswith(text)


@pytest.mark.parametrize(
    ("coverage", "error", "tone", "end"),
    [
        (0.81, 0.03, "good", "80 % interval, as it should be."),
        (0.7, 0.03, "bad", "too few, by more than chance explains."),
        (0.9, 0.03, "unsure", "wider than it would have to be."),
        (0.5, 0.9, "unsure", "too little to tell it from chance."),
        (0.5, None, "unsure", "too little to tell it from chance."),
    ],
)
def test_promises_are_held_or_not(
    coverage: float, error: float | None, tone: str, end: str
) -> None:
    interval = IntervalScores(
        level=80.0, coverage=coverage, expected_error=error, width=1.0, winkler=1.0, msis=1.0
    )
    judged = promise(interval)
    assert judged is not None
    assert judged.tone == tone
    assert judged.text.endswith(end)
    assert promise(replace(interval, coverage=None)) is None


def test_ranges_of_shares() -> None:
    assert span(Interval(estimate=0.3, low=0.18, high=0.42)) == "18…42 %"
    assert span(Interval(estimate=0.0, low=-0.03, high=0.11)) == "−3…11 %"


def test_the_best_of_equals_is_the_model() -> None:
    standings = score_record(make_record(panel(60))).standings
    same = tuple(replace(each, scores=standings[0].scores) for each in standings)
    assert best(same) is same[0]
    assert best(standings).name == "LSTM"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.floats(0.01, 0.2))
def test_labels_are_apart_and_near(wanted: list[float], least: float) -> None:
    wanted = sorted(wanted)
    found = apart(wanted, least)
    gaps = np.diff(found)
    assert (gaps >= least - 1e-9).all()
    assert np.mean(found) == pytest.approx(np.mean(wanted))
    if (np.diff(wanted) >= least).all():
        assert found == pytest.approx(wanted)


def test_curves_that_would_flatten_the_others_are_not_drawn() -> None:
    record = make_record(panel(60, 70))
    wild = dict(record.rivals) | {"drift": record.rivals["naive"] + 1000}
    curves = curves_of(score_record(replace(record, rivals=wild)), "MASE")
    assert list(curves) == ["LSTM", "seasonal naive", "naive", "drift"]
    assert "drift" not in legible(curves)
    names = legible(curves)
    assert [kind_of(name, names) for name in names[:2]] == ["forecast", "rival yardstick"]
