"""What each workflow returns, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # what one command returns, another one need not import
    from pathlib import Path

    from lstmcast.artifact.manifest import Manifest
    from lstmcast.data.load import SourceInfo
    from lstmcast.data.notes import Note
    from lstmcast.data.roles import Roles
    from lstmcast.data.series import SeriesKey, SeriesSet
    from lstmcast.evaluation.alerts import Alert
    from lstmcast.evaluation.backtest_scores import BacktestScores
    from lstmcast.evaluation.comparison import Comparison
    from lstmcast.evaluation.explanation import Explanation
    from lstmcast.evaluation.record import Record
    from lstmcast.features.plan import FeaturePlan
    from lstmcast.inference.forecast import ForecastSet
    from lstmcast.prior.card import Card
    from lstmcast.prior.matching import How


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModel:
    """What `train` published. Scores are in ``manifest.holdout``."""

    manifest: Manifest
    example: ForecastSet  # the first series' forecast, for a chart
    lacks_rows: bool = False  # whether the data do not hold all that `predict` will need


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainReport:
    """What `train` did."""

    model: NewModel | None  # None when an interrupted run left an older model in place
    model_path: Path
    metrics_path: Path
    source: SourceInfo
    series: SeriesSet
    notes: tuple[Note, ...]
    checkpoint_path: Path | None  # where an interrupted run can be resumed from

    @property
    def interrupted(self) -> bool:
        """Return whether a signal ended the run early."""
        return self.checkpoint_path is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PretrainedUse:
    """Which network of the package forecast, where no model file did."""

    season: int  # of the data, in steps
    matched: How  # "own", or "multiple" of the season, or "folded" to a shorter one
    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictReport:
    """What `predict` found."""

    network: str  # what forecast, as columns may be called: "LSTM", "GRU", "RNN"
    roles: Roles
    source: SourceInfo
    series: SeriesSet  # the history the forecasts follow
    forecast: ForecastSet
    notes: tuple[Note, ...]
    skipped: tuple[tuple[SeriesKey, str], ...]  # series without a forecast, and why
    pretrained: PretrainedUse | None = None  # None where a model file forecast
    makers: tuple[str, ...] = ()  # who forecast each series, where not always the model
    alerts: tuple[Alert, ...] = ()  # where the conditions that were asked for are met


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainReport:
    """What `explain` found."""

    network: str  # what forecasts: "LSTM", "GRU", "LSTM+GRU"
    roles: Roles
    source: SourceInfo
    series: SeriesSet  # all that can be explained
    explanation: Explanation  # of one of them
    name: str  # what that one is called
    notes: tuple[Note, ...]
    pretrained: PretrainedUse | None = None  # None where a model file forecasts


BacktestEnded = Literal["finished", "time limit", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestReport:
    """What `backtest` found."""

    record: Record
    scores: BacktestScores
    source: SourceInfo
    roles: Roles
    notes: tuple[Note, ...]
    pretrained: bool  # whether the networks of the package were
    refit: str  # "each", "never", or how many windows share a model; "" where nothing was trained
    planned: int  # windows
    ended: BacktestEnded
    checkpoint_path: Path | None  # where an unfinished run can be resumed from
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareReport:
    """What `compare` found."""

    comparison: Comparison
    source: SourceInfo
    roles: Roles
    series: SeriesSet
    season: int
    lookback: int
    notes: tuple[Note, ...]
    trainings: tuple[int, int]  # done, and planned
    probes: tuple[int, int]  # of memories; done, and planned

    @property
    def interrupted(self) -> bool:
        """Return whether a signal ended the run early."""
        return self.trainings[0] < self.trainings[1] or self.probes[0] < self.probes[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReport:
    """What `inspect` understood of a data file."""

    source: SourceInfo
    roles: Roles
    series: SeriesSet
    season: int
    horizon: int
    lookback: int
    notes: tuple[Note, ...]
    features: FeaturePlan | None = None  # what time stamps are made into
