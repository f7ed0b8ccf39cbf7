"""ETTh1 by the protocol of the long-horizon papers: every window of the test months.

12, 4 and 4 months of thirty days are for training, validation and test; each column is told
in standard deviations of its first twelve months; a forecast of 96 hours is made at every
hour. Negative forecasts are kept, also of loads that never are negative.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lstmcast.config import DataConfig
from lstmcast.data.load import load_series
from lstmcast.data.series import SeriesSet
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.quantiles import interval
from tests.benchmarks.competitions.ett_models import ensemble_for
from tests.benchmarks.competitions.goals import GOALS, PUBLISHED
from tests.benchmarks.competitions.judging import judge_intervals, judge_measures, plain
from tests.benchmarks.competitions.lstmcast_runs import CommandFailedError
from tests.benchmarks.competitions.referee import SEASONAL_NAIVE, Scores, pool
from tests.benchmarks.competitions.results import LEVELS, Cost, Row, Way
from tests.benchmarks.competitions.window_scores import (
    FloatArray,
    IntArray,
    WindowForecasts,
    actual_windows,
    repeat_season,
    score_windows,
)

NAME, TITLE = "ett", "ETTh1, h 96"
HORIZON, SEASON = 96, 24
_MONTH = 30 * 24
_SCALING_ROWS = 12 * _MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Rows before ``start`` are known to training; all windows in ``start`` .. ``end`` count."""

    start: int
    end: int

    @property
    def cutoffs(self) -> IntArray:
        """Return the first row of each window, [B]."""
        return np.arange(self.start, self.end - HORIZON + 1)


TEST = Split(start=16 * _MONTH, end=20 * _MONTH)
VALIDATION = Split(start=12 * _MONTH, end=16 * _MONTH)


def measure_ett(data: Path, ways: Sequence[Way], folder: Path, *, validation: bool) -> list[Row]:
    """Return one row for each way; what cannot be forecast is a row that says so."""
    split = VALIDATION if validation else TEST
    lines = (data / "ett" / "ETTh1.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    known, judged = folder / "ETTh1-known.csv", folder / "ETTh1.csv"
    known.write_text("".join(lines[: split.start + 1]), encoding="utf-8")
    judged.write_text("".join(lines[: split.end + 1]), encoding="utf-8")
    series = load_series(str(judged), DataConfig()).series
    if set(series.lengths.tolist()) != {split.end}:
        raise ValueError("ETTh1 has gaps: its rows are not its hours")
    others = {
        name: pool([_score_repeated(values, split, season) for values in _columns(series)])
        for name, season in ((SEASONAL_NAIVE, SEASON), ("naive", 1))
    }
    return [_measure(way, known, series, split, others, folder) for way in ways]


def _columns(series: SeriesSet) -> list[FloatArray]:
    """Return each column in standard deviations of its first twelve months."""
    columns = []
    for index in range(len(series)):
        values = series.series(index)
        first = values[:_SCALING_ROWS]
        columns.append((values - first.mean()) / first.std())
    return columns


def _score_repeated(values: FloatArray, split: Split, season: int) -> Scores:
    made = repeat_season(
        values, split.cutoffs, HORIZON, season=season, known=split.start, levels=LEVELS
    )
    return score_windows(actual_windows(values, split.cutoffs, HORIZON), made)


def _measure(
    way: Way, known: Path, series: SeriesSet, split: Split, others: dict[str, Scores], folder: Path
) -> Row:
    try:
        ensemble, spent = ensemble_for(way, known, horizon=HORIZON, season=SEASON, folder=folder)
    except CommandFailedError as failed:
        return Row(name=NAME, title=TITLE, way=way, failure=str(failed))
    seconds, processor = time.perf_counter(), time.process_time()
    own = pool([_score_own(ensemble, series, index, split) for index in range(len(series))])
    spent += Cost(
        seconds=time.perf_counter() - seconds,
        processor_seconds=time.process_time() - processor,
    )
    return Row(
        name=NAME,
        title=TITLE,
        way=way,
        measures=judge_measures(own, others, GOALS[NAME][way]),
        intervals=judge_intervals(own, others[SEASONAL_NAIVE], way),
        cost=spent,
        published=PUBLISHED[NAME],
        details={
            "windows": len(split.cutoffs),
            "columns": len(series),
            "own": own.metrics,
            "others": plain(others),
        },
    )


def _score_own(ensemble: Ensemble, series: SeriesSet, index: int, split: Split) -> Scores:
    """Forecast and score all windows of one column."""
    cutoffs = split.cutoffs
    quantiles = forecast_at(
        ensemble, series, np.full(len(cutoffs), index), cutoffs, horizon=HORIZON
    )
    lower, upper = interval(quantiles, ensemble.quantiles, LEVELS)
    made = WindowForecasts(
        point=quantiles[..., ensemble.median], levels=LEVELS, lower=lower, upper=upper
    )
    values = series.series(index)
    first = values[:_SCALING_ROWS]
    mean, deviation = float(first.mean()), float(first.std())
    actual = (actual_windows(values, cutoffs, HORIZON) - mean) / deviation
    return score_windows(actual, made.scaled(mean, deviation))
