"""Which error measure a report follows: MASE, or MAE where MASE is undefined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lstmcast.evaluation.backtest_scores import BacktestScores, PartErrors, Standing

Measure = Literal["MASE", "MAE"]
Errors = Mapping[str, PartErrors]  # by forecaster


def measure_of(scores: BacktestScores) -> Measure:
    """Return the measure that all forecasters have."""
    return "MAE" if scores.standings[0].scores.mase is None else "MASE"


def error_in(errors: PartErrors, measure: Measure) -> float | None:
    """Return the error of a part of the record."""
    return errors.mase if measure == "MASE" else errors.mae


def error_of(standing: Standing) -> float | None:
    """Return the error of a forecaster: MASE or MAE, of all of them or of none."""
    return standing.scores.mae if standing.scores.mase is None else standing.scores.mase


def say(measure: Measure, season: int) -> str:
    """Return what the measure means, in a sentence or two."""
    if measure == "MAE":
        return "MAE is the mean absolute error, in the unit of the data."
    before = f"{season} steps before" if season > 1 else "one step before"
    return (
        "MASE is the error in units of the typical change of the history, from the value"
        f" {before}: below 1, forecasts come closer than history does to itself."
    )
