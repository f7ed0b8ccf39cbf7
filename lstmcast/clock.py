"""The only source of time, so that a run can be repeated to the byte.

``SOURCE_DATE_EPOCH`` (https://reproducible-builds.org/specs/source-date-epoch/) fixes the
date that is written into files; measured durations never depend on it.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

from lstmcast.errors import UsageError


def now() -> datetime:
    """Return the present moment in UTC, or the one that ``SOURCE_DATE_EPOCH`` names.

    Raises UsageError when the variable is set and is no whole number of seconds.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {text!r}, which is no number of seconds since 1970",
            hint="unset SOURCE_DATE_EPOCH, or set it to a whole number such as 1700000000",
        ) from None


def monotonic() -> float:
    """Return seconds on a clock that never jumps; only differences mean something."""
    return time.monotonic()
