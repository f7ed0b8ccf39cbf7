"""Whether the data are new enough, and as many as they should be, to be worth a forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from lstmcast.data.frequency import Frequency
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.data.units import DAY_SECONDS
from lstmcast.duration import write_duration
from lstmcast.errors import DataError, StaleDataError, UsageError
from lstmcast.jobs import events
from lstmcast.jobs.runkey import Fingerprint, newest_step
from lstmcast.jobs.spec import Freshness

IntArray = npt.NDArray[np.int64]

_LEAST_SHARE = 0.5  # of the values of the run before: with fewer, a file was cut off
_ANYWAY = "look at the file; `lstmcast run --force` takes it as it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    """When each series that holds a value ends, in seconds since 1970-01-01 UTC."""

    labels: list[str]
    stamps: list[str]  # of the newest values
    begins: IntArray  # [S] of their steps
    ends: IntArray  # [S]


def hold_against(data: SeriesSet, freshness: Freshness, now: datetime) -> events.Freshness | None:
    """Return how old the newest value is and how many rows there are, and what is asked for.

    None where nothing is asked for, and where there is no telling: without a value or time stamps.
    """
    limit = freshness.max_age
    asked = limit is not None or freshness.min_rows is not None
    if not asked or data.calendar.frequency.unit == "step":
        return None
    count = _count_rows(data)
    if not count:
        return None
    found = _ends_of(data)
    newest = int(found.ends.argmax())
    age = max(now.timestamp() - float(found.ends[newest]), 0.0)
    most = None if limit is None else limit.total_seconds()
    return events.Freshness(
        fresh=(most is None or int(age) <= most) and count >= (freshness.min_rows or 0),
        newest=found.stamps[newest],
        age=age,
        max_age=most,
        rows=count,
        min_rows=freshness.min_rows,
    )


def check_freshness(data: SeriesSet, freshness: Freshness, now: datetime) -> tuple[Note, ...]:
    """Check the age of the newest values, and how many there are; return what is odd.

    A stamp stands for the whole step that it names: for its day, its month, its quarter of an
    hour; so the age counts from the end of that step. Stamps without a zone count as UTC. Raises
    StaleDataError where the newest value of all series is older than ``max_age``, UsageError
    where the data have step numbers in place of time stamps, and DataError for fewer rows
    than ``min_rows``; a warning names single series that are older.
    """
    _ensure_enough(data, freshness.min_rows)
    if freshness.max_age is None:
        return ()
    if data.calendar.frequency.unit == "step":
        raise UsageError(
            "[freshness] max_age needs time stamps, and the data have step numbers",
            hint="leave max_age out, or name the time column in [data]",
        )
    found, moment = _ends_of(data), int(now.timestamp())
    ages = np.maximum(moment - found.ends, 0)
    newest, stalest = int(found.ends.argmax()), int(found.ends.argmin())
    limit = int(freshness.max_age.total_seconds())
    if ages[newest] > limit:
        raise StaleDataError(
            f"the newest value, of {found.stamps[newest]}, is {_length(ages[newest])} old, and"
            f" [freshness] max_age allows {write_duration(freshness.max_age)};"
            f" {found.labels[stalest]} ends with {found.stamps[stalest]}",
            hint="run again once newer rows are there, or raise max_age",
        )
    old = int((ages > limit).sum())
    notes = _remark_old(old, found, stalest, _length(ages[stalest]), freshness.max_age)
    return notes + _remark_ahead(found, newest, moment) + _remark_zone(data)


def check_shrinkage(
    known: Fingerprint, before: Fingerprint | None, *, stamp: str, forced: bool = False
) -> tuple[Note, ...]:
    """Compare what is known with what the run ``before`` knew; return what is odd.

    ``stamp`` is the newest time stamp that is known now. Raises StaleDataError where the newest
    values are gone, and DataError where less than half of the values are left, as of a file
    that is still being written; ``forced`` makes warnings of both.
    """
    if before is None or before.grid != known.grid:
        return ()  # with another frequency everything is another number
    if before.newest is not None and (known.newest is None or known.newest < before.newest):
        text = f"the data end with {stamp}, earlier than those of the run before"
        if not forced:
            raise StaleDataError(text, hint=_ANYWAY)
        return (Note("went-back", text, "warning"),)
    if known.values < _LEAST_SHARE * before.values:
        text = f"the data have {known.values} values; those of the run before had {before.values}"
        if not forced:
            raise DataError(text, hint=_ANYWAY)
        return (Note("shrunk", text, "warning"),)
    if known.series < before.series:
        text = f"the data have {known.series} series; those of the run before had {before.series}"
        return (Note("fewer-series", text, "warning"),)
    return ()


def _ensure_enough(data: SeriesSet, least: int | None) -> None:
    """Raise DataError for too few rows."""
    newest_step(data)  # raises for none
    if least is None:
        return
    count = _count_rows(data)
    if count < least:
        rows = "row" if count == 1 else "rows"
        raise DataError(
            f"the data have {count} {rows} with a value; [freshness] min_rows asks for {least}",
            hint="look at the file: it may have been cut off; or lower min_rows",
        )


def _count_rows(data: SeriesSet) -> int:
    """Return how many rows have a value; one with values of several targets counts once."""
    counts = dict.fromkeys((key.target for key in data.keys), 0)
    for index, key in enumerate(data.keys):
        counts[key.target] += int(np.isfinite(data.series(index)).sum())
    return max(counts.values(), default=0)


def _ends_of(data: SeriesSet) -> _Ends:
    filled = np.flatnonzero(data.lengths > 0)
    last = (data.starts + data.lengths - 1)[filled]
    labels = data.labels
    return _Ends(
        labels=[labels[int(index)] for index in filled],
        stamps=data.calendar.format(last),
        begins=data.calendar.instants(last),
        ends=ends_of_steps(data, last),
    )


def ends_of_steps(data: SeriesSet, ordinals: IntArray) -> IntArray:
    """Return when steps of the data are over, in seconds since 1970-01-01 UTC.

    A step lasts until the next one begins, over days off as well; a month whose last day is the
    stamp ends with that day.
    """
    calendar = data.calendar
    day = (calendar.frequency.anchor or "").split("-")[0]
    if calendar.frequency.unit == "business-day" or day not in {"end", "bend"}:
        return calendar.instants(ordinals + 1)
    days = replace(calendar, frequency=Frequency("day"), phase=0)
    return days.instants(calendar.wall(ordinals) // DAY_SECONDS + 1)


def _remark_old(
    count: int, found: _Ends, stalest: int, age: str, limit: timedelta
) -> tuple[Note, ...]:
    if not count:
        return ()
    text = (
        f"{count} of {len(found.labels)} series are older than {write_duration(limit)}; the"
        f" stalest, {found.labels[stalest]}, ends with {found.stamps[stalest]}, {age} ago"
    )
    return (Note("stale-series", text, "warning"),)


def _remark_ahead(found: _Ends, newest: int, moment: int) -> tuple[Note, ...]:
    ahead = int(found.begins[newest]) - moment
    if ahead <= 0:
        return ()
    text = (
        f"the newest value, of {found.stamps[newest]}, lies {_length(ahead)} ahead of the clock:"
        " is the clock right, and the zone of the time stamps?"
    )
    return (Note("ahead-of-clock", text, "warning"),)


def _remark_zone(data: SeriesSet) -> tuple[Note, ...]:
    if data.calendar.zone is not None:
        return ()
    text = "the time stamps name no zone: their age counts as if they were in UTC; see [data] tz"
    return (Note("age-in-utc", text),)


def _length(seconds: int | np.int64) -> str:
    """Return a length of time in two units at most, such as 1d2h or 45m."""
    whole = int(seconds)
    unit = 3600 if whole >= 86_400 else 60 if whole >= 3600 else 1
    return write_duration(timedelta(seconds=whole - whole % unit))
