"""What a model file says of itself; the single list of what is stored besides weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lstmcast.data.calendar import Calendar
from lstmcast.data.reading import NOTHING_KEPT, Reading
from lstmcast.data.roles import Roles
from lstmcast.evaluation.scores import HoldoutReport
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.sampling import WindowShape

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRecord:
    """The training data: where they lay and what they were, but no row of them."""

    path: str | None  # absolute; None when they came through a pipe
    sha256: str
    rows: int
    series: int
    first: str  # earliest and latest time stamp
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRecord:
    """How the weights came about."""

    seed: int
    steps: int  # optimiser steps behind the published weights
    trust: float  # share of the network's move away from the repeated season that is kept
    batch_size: int
    learning_rate: float
    windows: int
    parameters: int
    seconds: float
    refitted: bool  # False when a signal came before the refit on all data
    ended: str  # "finished", "time limit", "interrupted", "too short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything `predict` needs besides the weights, and where all of it came from."""

    format_version: int
    created: str
    versions: Mapping[str, str]
    spec: ModelSpec
    shape: WindowShape
    roles: Roles
    calendar: Calendar
    data: DataRecord
    training: TrainingRecord
    holdout: HoldoutReport | None
    reading: Reading = NOTHING_KEPT

    def __post_init__(self) -> None:
        if (self.spec.lookback, self.spec.horizon) != (self.shape.lookback, self.shape.horizon):
            raise ValueError("the network and its windows differ in lookback or horizon")

    @property
    def season(self) -> int:
        """Return the seasonal period in steps, 1 when there is none."""
        return self.shape.season
