"""What each workflow returns, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lstmcast.artifact.manifest import Manifest
from lstmcast.data.load import SourceInfo
from lstmcast.data.notes import Note
from lstmcast.data.roles import Roles
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.inference.forecast import ForecastSet
from lstmcast.prior.card import Card
from lstmcast.prior.matching import How


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModel:
    """What `train` published. Scores are in ``manifest.holdout``."""

    manifest: Manifest
    example: ForecastSet  # the first series' forecast, for a chart


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
