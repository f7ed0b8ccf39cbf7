"""What happens in a night, as plain data: one frozen class per kind of event.

The fields are a contract with whoever reads the log: new ones are added at the end, with a
default, and none ever changes its name or its meaning. How events are told, and to whom, is
nobody's business here. Times of the data are texts as the data spell them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias, get_args

Level = Literal["info", "warning", "error"]
Status = Literal["done", "already done", "findings", "partial", "failed", "locked", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many of the values that came lay within an interval."""

    level: float  # percent, such as 80
    share: float  # from 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """A run holds its lock and begins."""

    level: ClassVar[Level] = "info"
    path: str  # of the job file
    version: str  # of lstmcast
    pid: int
    dry_run: bool = False
    forced: bool = False
    cutoff: str | None = None  # as asked for; None: the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRead:
    """The rows are read and placed on their grid."""

    level: ClassVar[Level] = "info"
    path: str | None  # None: standard input
    rows: int
    series: int
    first: str
    last: str
    sha256: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """The age and the number of rows were held against what the job asks for."""

    level: ClassVar[Level] = "info"
    fresh: bool
    newest: str
    age: float  # seconds
    max_age: float | None  # seconds; None: any age will do
    rows: int
    min_rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyDone:
    """An earlier run did the same with the same data; nothing is left to do."""

    level: ClassVar[Level] = "info"
    key: str
    earlier: str  # id of that run


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Earlier forecasts were held against what has happened since."""

    level: ClassVar[Level] = "info"
    forecasts: int  # values scored
    runs: int  # runs they came from
    skill: float | None  # against seasonal naive, 0.05 is 5 % better; None: nothing to compare
    coverage: tuple[Coverage, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Whether to train again, and why."""

    level: ClassVar[Level] = "info"
    retrain: bool
    reason: str
    champion: str | None  # version of the model in use; None: there is none yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraining:
    """The training of a challenger begins."""

    level: ClassVar[Level] = "info"
    reason: str
    champion: str | None
    time_limit: float | None  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A challenger is trained and scored on the horizon held back."""

    level: ClassVar[Level] = "info"
    model: str  # its version
    steps: int
    skill: float | None
    ended: str  # "finished", "time limit", ...
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Champion and challenger forecast the same latest cutoffs."""

    level: ClassVar[Level] = "info"
    champion: str
    challenger: str
    champion_loss: float
    challenger_loss: float
    windows: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Promoted:
    """Another model is in use from now on: a challenger, or a former one."""

    level: ClassVar[Level] = "info"
    model: str
    previous: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A challenger was not better, or could not be trained; the champion stays."""

    level: ClassVar[Level] = "info"
    model: str
    challenger: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """The forecast is made, but not yet published."""

    level: ClassVar[Level] = "info"
    model: str  # version, or the name of a pretrained network
    model_created: str | None  # ISO 8601; None: it came with the package
    cutoff: str
    horizon: int  # steps
    rows: int
    series: int
    skipped: int  # series without a forecast
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A file is in its place, whole."""

    level: ClassVar[Level] = "info"
    path: str
    format: str
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A condition that was asked for holds in the forecast of a series."""

    level: ClassVar[Level] = "warning"
    series: str
    condition: str
    time: str  # of the first crossing
    probability: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The job noticed something about its data or its own forecasts."""

    level: ClassVar[Level] = "warning"
    id: str  # stable, for programs: "drift-level", "coverage-80", ...
    text: str
    suggestion: str
    series: tuple[str, ...] = ()  # those it is worst in


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark about the data, as `train` and `predict` make them."""

    level: ClassVar[Level] = "info"
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something failed that is no failure of the job, such as a ping."""

    level: ClassVar[Level] = "warning"
    code: str  # "ping", "webhook", "prometheus", "log-file", "record", or that of a note
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """What ended the run, in the words of the command line."""

    level: ClassVar[Level] = "error"
    code: str
    message: str
    hint: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """The run is over; always the last event."""

    code: int  # exit code of the process
    status: Status
    seconds: float
    rows: int = 0  # of the forecast that was published
    series: int = 0  # with a forecast
    skipped: int = 0  # without one

    @property
    def level(self) -> Level:
        """Return "error" for every exit code but 0."""
        return "info" if self.code == 0 else "error"


Event: TypeAlias = (
    RunStarted
    | DataRead
    | Freshness
    | AlreadyDone
    | Scored
    | Decided
    | Retraining
    | Trained
    | Compared
    | Promoted
    | Kept
    | Predicted
    | Published
    | Alert
    | Finding
    | Note
    | Warned
    | Failed
    | Exit
)

#: All kinds, in the order in which a night meets them.
KINDS: tuple[type[Event], ...] = get_args(Event)

#: Kinds whose name in the log is not simply that of the class.
_NAMES = {"Warned": "warning"}


def name_of(kind: type[Event]) -> str:
    """Return what an event is called in logs: ``run_started``, ``data_read``, ``exit``."""
    known = _NAMES.get(kind.__name__)
    return known or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()


def unheard(event: object) -> None:
    """Take an event, of a night or a training, and tell nobody: it was, or will be, told better."""
    del event
