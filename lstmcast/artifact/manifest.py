"""What a model file says of itself; the single list of what is stored besides weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lstmcast.data.bounds import Bounds
from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column
from lstmcast.data.reading import NOTHING_KEPT, Reading
from lstmcast.data.roles import Roles
from lstmcast.data.series import SeriesKey
from lstmcast.evaluation.covariate_importance import CovariateImportance
from lstmcast.evaluation.scores import HoldoutReport
from lstmcast.features.plan import NO_FEATURES, FeaturePlan
from lstmcast.inference.calibration import UNCALIBRATED, Calibration
from lstmcast.model.spec import ModelSpec, name_of
from lstmcast.span import Span
from lstmcast.training.names import CandidateName, Origin
from lstmcast.windows.sampling import WindowShape

FORMAT_VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One network of the model; its weights are the tensors that start with its index."""

    spec: ModelSpec
    shape: WindowShape
    origin: Origin

    def __post_init__(self) -> None:
        if (self.spec.lookback, self.spec.horizon) != (self.shape.lookback, self.shape.horizon):
            raise ValueError("the network and its windows differ in lookback or horizon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What validation said of one way to a forecast."""

    name: CandidateName
    loss: float  # pinball, all quantiles, in units of the mean seasonal change
    skill: float  # of the median, against the repeated season
    chosen: bool


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
    batch_size: int  # zero where nothing was trained
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
    members: tuple[Member, ...]
    horizon: int  # steps to forecast unless told otherwise; a member may be made for others
    season: int  # seasonal period in steps, 1 when there is none
    trust: float  # share of the members' move away from the repeated season that is kept
    roles: Roles
    calendar: Calendar
    data: DataRecord
    training: TrainingRecord
    holdout: HoldoutReport | None
    reading: Reading = NOTHING_KEPT
    candidates: tuple[Candidate, ...] = ()  # empty where there was no choice
    lags: tuple[int, ...] = ()  # steps of the seasons repeated; empty: the first member's
    calibration: Calibration = UNCALIBRATED  # of the intervals
    fallback: tuple[SeriesKey, ...] | None = None  # left to the repeated season; None: not asked
    covariates: tuple[Column, ...] = ()  # columns of files that are needed
    features: FeaturePlan = NO_FEATURES  # what time stamps are made into
    importance: tuple[CovariateImportance, ...] = ()  # of covariates; empty: none is used
    bounds: tuple[Bounds, ...] = ()  # of each target; empty: nothing is known of them
    span: Span | None = None  # the horizon as it was asked for, where that was in units of time
    intermittent: float | None = None  # the networks' share in series with many zeros; None: all

    def __post_init__(self) -> None:
        if len({member.spec.quantiles for member in self.members}) != 1:
            raise ValueError("a model needs a network, and all of them the same quantiles")
        if min(self.horizon, self.season, *self.lags) < 1:
            raise ValueError("horizon, season and lags must be at least 1")
        if not 0 <= self.trust <= 1:
            raise ValueError(f"trust must be between 0 and 1, not {self.trust}")
        if not self.calibration.fits(len(self.members[0].spec.quantiles)):
            raise ValueError("the calibration is of other quantiles than the networks'")
        if self.intermittent is not None and not 0 <= self.intermittent <= 1:
            raise ValueError(f"a share must be between 0 and 1, not {self.intermittent}")

    @property
    def name(self) -> str:
        """Return what the model is called beside others: "LSTM", or "LSTM+GRU"."""
        return name_of(member.spec for member in self.members)

    @property
    def ahead(self) -> int | Span:
        """Return what to forecast unless told otherwise: a span of time, or steps."""
        return self.span or self.horizon

    @property
    def lookback(self) -> int:
        """Return how many past steps the model sees at most."""
        return max(member.shape.steps_back for member in self.members)

    @property
    def uses_covariates(self) -> bool:
        """Return whether a network sees anything besides the values."""
        return any(member.spec.covariates is not None for member in self.members)

    @property
    def untaught(self) -> bool:
        """Return whether nothing was ever learnt, so that the model repeats the last season."""
        return self.training.steps == 0 and all(
            member.origin == "scratch" for member in self.members
        )
