"""What a backtest says to people: who is best, whether that is more than chance, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from printing import printed

from lstmcast.data.series import SeriesKey
from lstmcast.evaluation.backtest_scores import (
    BacktestScores,
    CutoffScores,
    IntervalScores,
    PartErrors,
    PointScores,
    SeriesScores,
    Standing,
    StepScores,
)
from lstmcast.evaluation.scores import Interval
from lstmcast.outputs.figures import ASCII
from lstmcast.outputs.standings import (
    backtest_summary,
    coverage_words,
    skill_verdict,
    standing_table,
)


def points(mase: float | None, mae: float = 12.3) -> PointScores:
    return PointScores(
        points=60, mae=mae, rmse=1.5 * mae, bias=-0.2, mape=3.1, smape=3.3, wape=3.2, mase=mase,
        rmsse=mase, owa=mase, undefined={},
    )  # fmt: skip


def errors(own: float, naive: float = 1.0) -> Mapping[str, PartErrors]:
    return {
        "LSTM": PartErrors(mae=own, mase=own, skill=1 - own / naive),
        "seasonal naive": PartErrors(mae=naive, mase=naive, skill=0.0),
    }


def scores(
    skill: float | None = 0.31,
    interval: tuple[float, float] | None = (0.18, 0.42),
    *,
    drift: float = 1.2,
    coverage: float = 0.78,
    series: int = 1,
) -> BacktestScores:
    own = 1.0 if skill is None else 1 - skill
    found = None
    if interval is not None and skill is not None:
        found = Interval(estimate=skill, low=interval[0], high=interval[1])
    return BacktestScores(
        season=12, horizon=3, series=series, rows=5 * series, folds=5, points=15 * series,
        rule="bootstrap",
        standings=(
            Standing(name="LSTM", scores=points(own), skill=skill, skill_interval=found),
            Standing(name="seasonal naive", scores=points(1.0), skill=0.0, skill_interval=None),
            Standing(
                name="drift", scores=points(drift), skill=1 - drift, skill_interval=None
            ),
        ),
        intervals=(
            IntervalScores(
                level=80.0, coverage=coverage, expected_error=0.1, width=3.0, winkler=4.0, msis=2.0
            ),
        ),
        quantiles=(),
        wql=0.05,
        by_series=tuple(
            SeriesScores(
                key=SeriesKey((f"shop {place}",), "y"), rows=5, points=15,
                errors=errors(0.1 * (place + 1)), coverage={"80": 0.8},
            )
            for place in range(series)
        ),
        by_step=tuple(
            StepScores(step=step, points=5, errors=errors(0.1 * step), coverage={})
            for step in (1, 2, 3)
        ),
        by_cutoff=tuple(
            CutoffScores(
                fold=fold, earliest="2020-01", latest="2020-01", rows=series, points=3,
                errors=errors(0.5 + 0.1 * fold), coverage={},
            )
            for fold in range(5)
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (scores(), "Better than seasonal naive by 31 % (95 %: 18…42 %)."),
        (
            scores(interval=None),
            "Better than seasonal naive by 31 %, in too few windows to tell it from chance.",
        ),
        (
            scores(drift=0.5),
            "Better than seasonal naive by 31 % (95 %: 18…42 %), but drift is better still:"
            " use it with care.",
        ),
        (
            scores(0.04, (-0.05, 0.13)),
            "Not better than seasonal naive by more than chance: skill +4 % (95 %: −5…+13 %);"
            " use it with care.",
        ),
        (
            scores(-0.1, (-0.2, -0.02)),
            "Not better than seasonal naive: skill −10 % (95 %: −20…−2 %); use it with care.",
        ),
        (scores(None), "Cannot be compared with seasonal naive, which makes no error here."),
    ],
)
def test_the_verdict_is_plain(found: BacktestScores, sentence: str) -> None:
    assert skill_verdict(found).plain == sentence


def test_the_summary_fits_and_says_where_errors_are() -> None:
    lines = printed(*backtest_summary(scores(series=8))).splitlines()
    assert max(map(len, lines)) <= 80
    text = "\n".join(lines)
    assert "Tested on 5 windows of 3 steps of 8 series" in text
    assert "Intervals  80 % held 78 %" in text
    assert "Error by step    0.10" in text
    assert "Worst series     shop 7 0.80, shop 6 0.70, shop 5 0.60  MASE" in text
    assert "Best series      shop 0 0.10, shop 1 0.20, shop 2 0.30  MASE" in text
    plain = printed(*backtest_summary(scores(series=8), glyphs=ASCII))
    assert plain.isascii()


def test_intervals_that_hold_too_little_are_told() -> None:
    words = coverage_words(scores(coverage=0.6))
    assert words is not None
    assert words.plain.endswith(
        "80 % held 60 %; the 80 % interval is too narrow, by more than chance"
    )
    wide = coverage_words(scores(coverage=0.95))
    assert wide is not None
    assert "too wide" in wide.plain
    silent = replace(scores(), intervals=())
    assert coverage_words(silent) is None


def test_a_narrow_terminal_keeps_what_tells_most() -> None:
    narrow = printed(standing_table(scores().standings, width=36))
    assert "skill" in narrow
    assert "RMSE" not in narrow
