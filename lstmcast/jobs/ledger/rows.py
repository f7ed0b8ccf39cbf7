"""What the ledger holds, row by row: runs, forecasts, scores and promotions.

Moments of runs are aware ``datetime``; times of the data are whole seconds since
1970-01-01 in UTC, or step numbers where the data have no time. How rows are stored is the
business of ``encoding.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

RUNNING = "running"  # the status of a run that has not ended
KILLED = "killed"  # the status of a run that never said how it ended


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run of a command on the job."""

    id: int
    started: datetime
    ended: datetime | None = None
    command: str
    exit_code: int | None = None  # None: it has not ended, or was killed
    status: str = RUNNING
    key: str | None = None  # the run key: the same again is already done
    model: str | None = None  # the version that forecast
    cutoff: int | None = None  # the last time with data, over all series
    rows: int | None = None  # of the data
    series: int | None = None
    seconds: float | None = None  # how long it took
    message: str | None = None  # the error, or a remark, in one sentence
    facts: str = "{}"  # whatever else is worth keeping, as JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRow:
    """One step of a forecast of one series; all numbers finite, in the unit of the data."""

    run: int  # that made it
    series: tuple[str, ...]  # the ids of the SeriesKey
    target: str
    cutoff: int  # the time of the last value that was known
    model: str  # the version that made it
    step: int  # 1 is the first after the cutoff
    time: int  # that is forecast
    value: float
    lower: Mapping[float, float] = field(default_factory=dict)  # by level in percent
    upper: Mapping[float, float] = field(default_factory=dict)  # of the same levels


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A forecast that a run was about to publish, and by what to see whether it did."""

    run: int
    output: str  # the path of the file
    digest: str | None  # SHA-256 in hexadecimal of its content; None: it was to be no file


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """What became of one step of a forecast: named by series, target, cutoff, model and step."""

    run: int  # that scored it
    series: tuple[str, ...]
    target: str
    cutoff: int
    model: str
    step: int
    time: int  # that was forecast
    actual: float  # what happened
    error: float  # forecast minus actual
    naive_error: float | None = None  # likewise, of seasonal naive from the same cutoff
    covered: Mapping[float, bool] = field(default_factory=dict)  # by level: within the interval


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionRow:
    """One change of the champion; a rollback is one as well."""

    at: datetime
    run: int | None  # None where somebody did it by hand
    from_model: str | None  # None for the first champion
    to_model: str
    reason: str
    champion_loss: float | None = None
    challenger_loss: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    """Scores of one run's forecasts of one series, added up where the same intervals held."""

    run: int  # that made the forecasts
    series: tuple[str, ...]
    target: str
    covered: Mapping[float, bool]
    steps: int
    error: float  # sum of absolute errors
    compared_error: float  # likewise, of the steps that seasonal naive forecast too
    naive_error: float  # sum of absolute errors of seasonal naive
