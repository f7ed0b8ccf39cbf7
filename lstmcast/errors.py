"""Every error a user can meet, as one tree; each class carries its exit code.

    LstmcastError                 70   (never raised itself)
    ├── CheckFailedError           1   a check that was asked for failed
    ├── UsageError                 2   a flag, a setting or their combination is wrong
    ├── PartialError               3   some series failed; the rest are written
    ├── ModelFileError             4   model file missing, damaged or incompatible
    ├── DataError                  5   the data cannot be used as they are
    ├── StaleDataError             6   the data are older than they may be
    ├── MissingDependencyError     7   an optional package is not installed
    ├── NumericalError             8   the numbers went to infinity
    ├── LockedError               75   another run is at work; try later
    ├── UnavailableError          75   a database is locked or away; try later
    └── RunInterruptedError       130/143   a signal ended the run; its state is saved

Library code raises these once and prints nothing; the command line turns them into
one sentence, a hint and an exit code. Unknown codes must be treated as failures: new
ones may be added, existing ones never change their meaning.
"""

from __future__ import annotations

from typing import ClassVar


class LstmcastError(Exception):
    """Base of all expected errors.

    ``message`` says what is wrong and where; ``hint`` says what to do next.
    """

    exit_code: ClassVar[int] = 70
    code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CheckFailedError(LstmcastError):
    """A check that the user asked for failed, such as a least skill."""

    exit_code = 1
    code = "check"


class UsageError(LstmcastError):
    """A flag, a setting or their combination makes no sense."""

    exit_code = 2
    code = "usage"


class PartialError(LstmcastError):
    """Some series could not be forecast; the others were written."""

    exit_code = 3
    code = "partial"


class ModelFileError(LstmcastError):
    """The model file is missing, damaged, foreign or from a newer version."""

    exit_code = 4
    code = "model-file"


class DataError(LstmcastError):
    """The data cannot be read or do not make sense as time series."""

    exit_code = 5
    code = "data"


class StaleDataError(LstmcastError):
    """The newest rows are older than they may be; newer ones may come later."""

    exit_code = 6
    code = "stale"


class MissingDependencyError(LstmcastError):
    """An optional package is needed for what was asked."""

    exit_code = 7
    code = "missing-dependency"


class NumericalError(LstmcastError):
    """A loss, a weight or a forecast is not a finite number."""

    exit_code = 8
    code = "numerical"


class LockedError(LstmcastError):
    """Another process holds the lock."""

    exit_code = 75
    code = "locked"


class UnavailableError(LstmcastError):
    """A database that is needed is locked or cannot be reached; it may be free again later."""

    exit_code = 75
    code = "unavailable"


class RunInterruptedError(LstmcastError):
    """A signal asked the run to stop; ``exit_code`` is 128 + the signal's number."""

    code = "interrupted"

    def __init__(self, message: str, *, signal_number: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.exit_code = 128 + signal_number  # type: ignore[misc]
