"""The last time that counts as known, as people write it: a day, a moment or a step number.

Which step of a grid that is, is the business of ``data/cutoff.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

WANTED = "a time such as 2026-11-01, 2026-10 or 2026-11-01T06:00+01:00, or a step number"

_COARSE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of local clocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """The last second that counts, since 1970-01-01; or the last step, where steps have numbers."""

    seconds: int | None = None  # as local clocks show it; in UTC where it has an offset
    in_utc: bool = False
    step: int | None = None  # the text may mean one; a year of four digits may be both


def read_cutoff(text: str) -> Cutoff | None:
    """Return what a text means; None where it is neither a time nor a step number.

    A year, a month and a day count to their end, a time of day to the second that it names.
    """
    text = text.strip()
    step = int(text) if re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII) else None
    coarse = _COARSE.fullmatch(text)
    try:
        moment = _end_of(*coarse.groups()) if coarse else datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None if step is None else Cutoff(step=step)
    if step is not None and not coarse:
        return Cutoff(step=step)  # 20261101 is no date here: write 2026-11-01
    if moment.tzinfo is None:
        return Cutoff(seconds=_seconds(moment - _EPOCH), step=step)
    return Cutoff(seconds=_seconds(moment - _EPOCH.replace(tzinfo=UTC)), in_utc=True)


def _end_of(year: str, month: str | None, day: str | None) -> datetime:
    """Return the last second of a year, a month or a day."""
    no_zone: tzinfo | None = None  # that of the data, whatever it is
    first = datetime(int(year), int(month or 1), int(day or 1), tzinfo=no_zone)
    if day is not None:
        after = first + timedelta(days=1)
    elif month is not None:
        after = (first + timedelta(days=32)).replace(day=1)
    else:
        after = first.replace(year=first.year + 1)
    return after - timedelta(seconds=1)


def _seconds(since: timedelta) -> int:
    return since // timedelta(seconds=1)
