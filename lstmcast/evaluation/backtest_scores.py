"""What a backtest found, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lstmcast.data.series import SeriesKey
from lstmcast.evaluation.scores import Interval

#: How intervals were found: by drawing series and cutoffs anew, by the scatter over cutoffs, or
#: not at all, because there are too few of both to tell chance.
Rule = Literal["bootstrap", "Diebold-Mariano", "untold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointScores:
    """Errors of one forecaster's point forecasts; None where a figure is undefined.

    ``undefined`` tells what had to be left out of a figure: points whose actual value is next to
    nothing ("mape"), or rows whose history never changes ("mase", "rmsse", "owa").
    """

    points: int  # observed, so scored
    mae: float | None
    rmse: float | None
    bias: float | None  # mean of forecast - actual: above 0, too much was forecast
    mape: float | None  # percent
    smape: float | None  # percent, 0..200
    wape: float | None  # percent: the sum of all errors beside the sum of all actual values
    mase: float | None
    rmsse: float | None
    owa: float | None  # below 1: better than Naive2 of the M4 competition
    undefined: Mapping[str, int]  # measure -> points or rows left out; only those above 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One forecaster among all."""

    name: str
    scores: PointScores
    skill: float | None  # 1 - MASE / MASE of seasonal naive (MAE where MASE is undefined)
    skill_interval: Interval | None  # None of seasonal naive, and where chance cannot be told


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalScores:
    """The model's prediction intervals of one level."""

    level: float  # percent
    coverage: float | None  # share of actual values inside, mean over rows
    expected_error: float | None  # further than this from the level is more than chance (95 %)
    width: float | None  # mean, in the unit of the data
    winkler: float | None  # mean Winkler score, in the unit of the data
    msis: float | None  # Winkler score scaled as MASE is


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileScores:
    """The model's forecasts of one quantile."""

    quantile: float
    pinball: float | None  # mean over all points, in the unit of the data
    weighted: float | None  # twice the sum of pinball losses, beside the sum of actual values
    below: float | None  # share of actual values at or below it: the quantile itself, if right


@dataclass(frozen=True, slots=True, kw_only=True)
class PartErrors:
    """Errors of one forecaster in a part of the record."""

    mae: float | None
    mase: float | None
    skill: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesScores:
    """One series, over all its cutoffs."""

    key: SeriesKey
    rows: int  # cutoffs it was forecast from
    points: int
    errors: Mapping[str, PartErrors]  # by forecaster, in the order of the standings
    coverage: Mapping[str, float | None]  # of the model: "80" -> share inside


@dataclass(frozen=True, slots=True, kw_only=True)
class StepScores:
    """One step ahead, over all series and cutoffs."""

    step: int  # 1 is the first
    points: int
    errors: Mapping[str, PartErrors]
    coverage: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutoffScores:
    """One cutoff, over all series that were forecast from it."""

    fold: int  # 0 is the earliest
    earliest: str  # time stamp of the last step known, of the series that ends first ...
    latest: str  # ... and of the one that ends last; mostly the same
    rows: int
    points: int
    errors: Mapping[str, PartErrors]
    coverage: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestScores:
    """Everything that the scores of a record say."""

    season: int
    horizon: int
    series: int  # that were forecast at all
    rows: int
    folds: int
    points: int  # observed, so scored
    rule: Rule  # of all intervals of skill
    standings: tuple[Standing, ...]  # the model first, then the rivals as in the record
    intervals: tuple[IntervalScores, ...]  # of the model, by rising level
    quantiles: tuple[QuantileScores, ...]  # of the model, rising
    wql: float | None  # mean of the weighted quantile losses: a scaled CRPS, nearly
    by_series: tuple[SeriesScores, ...]  # in the order of the data
    by_step: tuple[StepScores, ...]
    by_cutoff: tuple[CutoffScores, ...]
