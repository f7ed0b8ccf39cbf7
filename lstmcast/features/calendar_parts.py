"""Where in the hour, the day, the week, the month and the year a step lies, in local time.

Places in a cycle become sines and cosines, so that 23:00 lies next to 00:00. Which parts make
sense at which frequency is said here as well; who asked for them is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.civil import weekdays_of
from lstmcast.data.frequency import Frequency
from lstmcast.data.units import DAY_SECONDS

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_HOUR = 3600
_WEEK = 7 * DAY_SECONDS
_MONTH = 30 * DAY_SECONDS
_YEAR = 365 * DAY_SECONDS
_WEEKEND = (5, 6)  # Saturday and Sunday, wherever the data come from
_DIGITS = 12  # behind which sin(π) is not quite zero, and a scaler would blow it up


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a time stamp: what it is a part of, and how finely it is told."""

    cycle: int  # seconds at least until it comes back
    span: str  # the cycle in words
    harmonics: int  # pairs of sine and cosine; 0: a single column of zeros and ones
    read: Callable[[IntArray], FloatArray]  # local seconds [N] -> place in the cycle, 0 to 1

    @property
    def columns(self) -> tuple[str, ...]:
        """Return what tells its columns apart, in their order."""
        waves = ("sin", "cos")
        order = ("", *(f" {order}" for order in range(2, self.harmonics + 1)))
        return (
            tuple(f" {wave}{tail}" for tail in order for wave in waves) if self.harmonics else ("",)
        )


def varies(name: str, frequency: Frequency) -> bool:
    """Return whether a part differs from step to step: the step is shorter than its cycle."""
    if name == "weekend" and len({day in _WEEKEND for day in frequency.week}) == 1:
        return False  # business days are all on one side
    return 0 < step_seconds(frequency) < PARTS[name].cycle


def usual_parts(frequency: Frequency) -> tuple[str, ...]:
    """Return the parts that usually matter at a frequency; none for years and plain steps."""
    step = step_seconds(frequency)
    fitting = next((parts for longest, parts in _USUAL if step < longest), ())
    return tuple(name for name in fitting if varies(name, frequency))


def part_columns(parts: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the columns that parts become."""
    return tuple(f"calendar {name}{tail}" for name in parts for tail in PARTS[name].columns)


def encode_parts(parts: Sequence[str], wall: IntArray) -> FloatArray:
    """Return parts of local times, [N, columns]; ``wall`` are local seconds, [N].

    A place p in its cycle becomes sin(2πkp) and cos(2πkp) for k = 1, ..., harmonics.
    """
    columns: list[FloatArray] = []
    for name in parts:
        place = PARTS[name].read(wall)
        if not PARTS[name].harmonics:
            columns.append(place)
        for order in range(1, PARTS[name].harmonics + 1):
            angle = 2 * np.pi * order * place
            columns += [np.sin(angle).round(_DIGITS), np.cos(angle).round(_DIGITS)]
    return np.stack(columns, axis=1) if columns else np.empty((len(wall), 0))


def step_seconds(frequency: Frequency) -> float:
    """Return about how long a step is; 0 for plain steps, which have no length."""
    days = {"day": 1.0, "business-day": 7 / len(frequency.week), "week": 7.0, "step": 0.0}
    if frequency.seconds is not None:
        return frequency.seconds
    if frequency.months is not None:
        return frequency.months * 365.2425 / 12 * DAY_SECONDS
    return days[frequency.unit] * frequency.multiple * DAY_SECONDS


def _minute(wall: IntArray) -> FloatArray:
    return wall % _HOUR / _HOUR


def _hour(wall: IntArray) -> FloatArray:
    return wall % DAY_SECONDS / DAY_SECONDS


def _weekday(wall: IntArray) -> FloatArray:
    return weekdays_of(wall // DAY_SECONDS) / 7


def _weekend(wall: IntArray) -> FloatArray:
    return np.isin(weekdays_of(wall // DAY_SECONDS), _WEEKEND).astype(np.float64)


def _day(wall: IntArray) -> FloatArray:
    """The last day of every month is 1, whatever the month's length."""
    return _share_passed(wall // DAY_SECONDS, "M")


def _yearday(wall: IntArray) -> FloatArray:
    """31 December is 1 in leap years and others."""
    return _share_passed(wall // DAY_SECONDS, "Y")


def _week(wall: IntArray) -> FloatArray:
    """The place of an ISO 8601 week's Thursday, which decides what year a week belongs to.

    So week 53 lies between week 52 and week 1, and no week moves in years that have it.
    """
    days = wall // DAY_SECONDS
    return _share_passed(days - weekdays_of(days) + 3, "Y")


def _month(wall: IntArray) -> FloatArray:
    return _months(wall) % 12 / 12


def _quarter(wall: IntArray) -> FloatArray:
    return _months(wall) % 12 // 3 / 4


def _months(wall: IntArray) -> IntArray:
    """Return months since January 1970."""
    days = (wall // DAY_SECONDS).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64)


def _share_passed(days: IntArray, unit: str) -> FloatArray:
    """Return which share of its month ("M") or year ("Y") is over at the end of each day."""
    dates = days.astype("datetime64[D]")
    first = dates.astype(f"datetime64[{unit}]")
    start = first.astype("datetime64[D]").astype(np.int64)
    following = (first + 1).astype("datetime64[D]").astype(np.int64)
    return np.asarray((days - start + 1) / (following - start), dtype=np.float64)


#: What can be asked for. Two harmonics where a single wave cannot tell two peaks (the hours of
#: a day) or a plateau (five days of work) from a slope.
PARTS: dict[str, Part] = {
    "minute": Part(cycle=_HOUR, span="an hour", harmonics=1, read=_minute),
    "hour": Part(cycle=DAY_SECONDS, span="a day", harmonics=2, read=_hour),
    "weekday": Part(cycle=_WEEK, span="a week", harmonics=2, read=_weekday),
    "weekend": Part(cycle=_WEEK, span="a week", harmonics=0, read=_weekend),
    "day": Part(cycle=_MONTH, span="a month", harmonics=1, read=_day),
    "yearday": Part(cycle=_YEAR, span="a year", harmonics=2, read=_yearday),
    "week": Part(cycle=_YEAR, span="a year", harmonics=2, read=_week),
    "month": Part(cycle=_YEAR, span="a year", harmonics=2, read=_month),
    "quarter": Part(cycle=_YEAR, span="a year", harmonics=1, read=_quarter),
}

#: The usual parts of steps shorter than so many seconds.
_USUAL: tuple[tuple[int, tuple[str, ...]], ...] = (
    (DAY_SECONDS, ("minute", "hour", "weekday")),
    (_WEEK, ("weekday", "day", "yearday")),
    (4 * _WEEK, ("week",)),
    (3 * _MONTH, ("month",)),
    (_YEAR, ("quarter",)),
)
