"""What can be set, as frozen dataclasses: one per stage, no logic.

Each field is a setting: ``horizon`` is ``--horizon`` where a command has that flag,
``LSTMCAST_HORIZON`` in the environment and ``horizon`` in the ``[window]`` table of
``lstmcast.toml``. Names are unique across the tables. ``None`` (or an empty tuple)
means "find out from the data".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lstmcast.span import Span

Duplicates = Literal["error", "mean", "last", "sum"]
Ambiguous = Literal["infer", "earlier", "later", "error"]
FutureFill = Literal["error", "last", "season", "mask"]
Device = Literal["auto", "cpu", "cuda"]
Precision = Literal["auto", "float32", "bfloat16"]
Cell = Literal["lstm", "gru", "rnn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataConfig:
    """How to read the file (table ``[data]``)."""

    time: tuple[str, ...] = ()  # time column, or year,month,day,hour columns; "row" = row number
    target: tuple[str, ...] = ()  # columns to forecast
    id: tuple[str, ...] = ()  # columns that name a series
    freq: str | None = None  # "15min", "h", "D", "W-SUN", "MS", ...
    tz: str | None = None  # zone of the time stamps, such as Europe/Berlin
    ambiguous: Ambiguous | None = None  # which of two hours a local time is; None: infer
    weekmask: str | None = None  # business days, such as "Sun Mon Tue Wed Thu"
    duplicates: Duplicates | None = None  # several rows for one time stamp; None: an error
    day_first: bool | None = None  # is 03/04/2024 the third of April?
    delimiter: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    cutoff: str | None = None  # the last time that counts as known: 2026-11-01; None: all do


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateConfig:
    """What else is known besides the values to forecast (table ``[covariates]``)."""

    known: tuple[str, ...] = ()  # columns known ahead of time
    past: tuple[str, ...] = ()  # columns known only once it has happened
    static: tuple[str, ...] = ()  # columns that say the same of a series at every step
    static_file: str | None = None  # a CSV file with a row of them for each series
    categorical: tuple[str, ...] = ()  # of these columns, those whose numbers are names
    future: str | None = None  # a CSV file with the rows to come
    future_fill: FutureFill = "error"  # what stands for known values that are not there
    calendar: tuple[str, ...] = ()  # "auto", or parts of the time stamps: hour, weekday, ...
    holidays: tuple[str, ...] = ()  # countries, such as DE or US-CA
    events: str | None = None  # a CSV file of dates and names

    @property
    def files(self) -> tuple[str, ...]:
        """Return the files that are read beside the data, standard input aside."""
        named = (self.static_file, self.future, self.events)
        return tuple(name for name in named if name is not None and name != "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowConfig:
    """What the network sees and forecasts (table ``[window]``), in grid steps."""

    horizon: int | Span | None = None  # or a span of time, such as 36h, 2w or 1month
    lookback: int | None = None
    season: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """The network (table ``[network]``)."""

    cell: Cell = "lstm"
    bidirectional: bool = False
    hidden: int | None = None
    layers: int | None = None
    dropout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """How to train (table ``[training]``)."""

    seed: int = 0
    device: Device = "auto"
    precision: Precision = "auto"  # of matrix products in training; weights are float32
    threads: int = 1  # of the processor; with others, sums are taken in another order
    time_limit: float | None = None  # seconds for the whole of training
    steps: int | None = None  # optimiser steps at most
    batch_size: int | None = None  # windows per step
    learning_rate: float | None = None  # peak of the one-cycle schedule
    fallback: bool = False  # leave series in which seasonal naive does better to it
    start: str | None = None  # "scratch", "pretrained" or a model file: where training starts


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastConfig:
    """What a forecast holds (table ``[forecast]``)."""

    level: tuple[float, ...] = (80.0, 95.0)  # central intervals, percent
    allow_negative: bool | None = None  # forecasts below zero for data that never are; None: no
    min: float | None = None  # the least that a value can be, -inf for no bound; None: find out
    max: float | None = None  # ... and the most
    integer: bool | None = None  # whole numbers only; None: in series of small counts
    chunk_series: int = 1000  # forecast, and written to CSV, at a time; bounds memory


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckConfig:
    """What has to hold, or the run fails (table ``[check]``)."""

    require_skill: float | None = None  # least skill against seasonal naive: 0.05 is 5 % better


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertConfig:
    """What is to be said of a forecast (table ``[alert]``)."""

    when: tuple[str, ...] = ()  # conditions, such as "hi-90 > 95"
    fail: bool = False  # whether a forecast that meets one is a failed check; it is written


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestConfig:
    """How to test on the past (table ``[backtest]``)."""

    windows: int = 5  # cutoffs to forecast from
    step: int | None = None  # grid steps from one cutoff to the next; None: the horizon
    refit: str = "each"  # "each" window, "never" after the first, or every so many windows
    history: int | None = None  # newest steps known at a cutoff; None: all of them
    rivals: tuple[str, ...] = ()  # besides the seasonal naive; empty: those that cost little
    jobs: int = 1  # processes


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings of one run."""

    data: DataConfig = field(default_factory=DataConfig)
    covariates: CovariateConfig = field(default_factory=CovariateConfig)
    window: WindowConfig = field(default_factory=WindowConfig)
    network: NetworkConfig = field(default_factory=NetworkConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    forecast: ForecastConfig = field(default_factory=ForecastConfig)
    backtest: BacktestConfig = field(default_factory=BacktestConfig)
    check: CheckConfig = field(default_factory=CheckConfig)
    alert: AlertConfig = field(default_factory=AlertConfig)
