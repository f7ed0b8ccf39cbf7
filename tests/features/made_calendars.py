"""Calendars and series to give features to, and dates read another way to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Covariates
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesKey, SeriesSet

IntArray = npt.NDArray[np.int64]

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")


def calendar_of(frequency: str, zone: str | None = None, time_of_day: int = 0) -> Calendar:
    """Return the grid of a frequency, ordinal 0 where the anchor has it."""
    step = frequency.endswith("step")
    return Calendar(
        frequency=Frequency.parse(frequency),
        zone=zone,
        style="step" if step else "YYYY-MM-DD hh:mm",
        time_of_day=time_of_day,
    )


def ordinal_of(calendar: Calendar, stamp: str) -> int:
    """Return the ordinal of a local date and time, which must be on the grid."""
    wall = np.array([stamp], dtype="datetime64[s]").astype(np.int64)
    found = int(calendar.first_from(wall)[0])
    assert calendar.wall(np.array([found]))[0] == wall[0], stamp
    return found


def local_times(zone: str, instants: IntArray) -> list[datetime]:
    """Return local times as the standard library has them, for comparison."""
    return [
        datetime.fromtimestamp(int(instant), UTC).astimezone(ZoneInfo(zone)) for instant in instants
    ]


def day_number(day: str | date) -> int:
    """Return a date in days since 1970-01-01."""
    return int(np.datetime64(day, "D").astype(np.int64))


def series_on(
    calendar: Calendar,
    starts: Sequence[int],
    lengths: Sequence[int],
    covariates: Covariates | None = None,
) -> SeriesSet:
    """Return series of ones at the given places of a grid."""
    return SeriesSet(
        keys=tuple(SeriesKey((f"s{index}",), "y") for index in range(len(starts))),
        values=np.ones(sum(lengths)),
        offsets=np.cumsum([0, *lengths], dtype=np.int64),
        starts=np.array(starts, dtype=np.int64),
        calendar=calendar,
        covariates=covariates,
    )
