"""Which days of a week are worked on: as people write them, and in lstmcast's own spelling.

A week is a rising tuple of days, Monday being 0. Its own spelling joins runs of days with
points, ``sun-thu`` or ``mon-wed.fri``; it goes into a frequency such as ``1bd-sun-thu``.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from lstmcast.data.units import WEEKDAYS
from lstmcast.errors import UsageError

Week: TypeAlias = tuple[int, ...]

MONDAY_TO_FRIDAY: Week = (0, 1, 2, 3, 4)

_DAYS = 7
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_weekmask(text: str) -> Week:
    """Read a setting such as ``Sun Mon Tue Wed Thu``, ``Sun-Thu`` or ``1111001``.

    Digits stand for Monday to Sunday. Raises UsageError for anything else, and for all seven
    days, which leave nothing out.
    """
    week = parse_week(text)
    if week is None:
        raise UsageError(
            f"--weekmask names the days worked on, and {text!r} does not",
            hint='Write them as "Sun Mon Tue Wed Thu", Sun-Thu or 1111001 (from Monday on).',
        )
    if len(week) == _DAYS:
        raise UsageError(
            f"--weekmask {text} has all seven days, so it leaves none out",
            hint="Leave it out, and name plain days with --freq 1d.",
        )
    return week


def parse_week(text: str) -> Week | None:
    """Return the days that a text names, or None where it is no week."""
    cleaned = re.sub(r"\s*[-–]\s*", "-", text.strip().lower())  # and the dash of office programs
    if re.fullmatch("[01]{7}", cleaned):
        return tuple(day for day, mark in enumerate(cleaned) if mark == "1") or None
    found: set[int] = set()
    for part in re.split(r"[\s,.]+", cleaned):
        ends = [_day(word) for word in part.split("-")]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2:
            return None
        found |= {(first + step) % _DAYS for step in range((last - first) % _DAYS + 1)}
    return tuple(sorted(found))


def anchor_of_week(week: Week) -> str | None:
    """Return the own spelling of a week that leaves a day out; None for Monday to Friday."""
    if week == MONDAY_TO_FRIDAY:
        return None
    firsts = [day for day in week if (day - 1) % _DAYS not in week]
    return ".".join(_run(first, week) for first in firsts)


def _run(first: int, week: Week) -> str:
    """Write the days in a row that begin with one of them."""
    length = next(step for step in range(1, _DAYS) if (first + step) % _DAYS not in week)
    last = WEEKDAYS[(first + length - 1) % _DAYS]
    return WEEKDAYS[first] if length == 1 else f"{WEEKDAYS[first]}-{last}"


def _day(word: str) -> int | None:
    """Return the day of a name, or of its beginning from three letters on."""
    if len(word) < 3:
        return None
    return next((day for day, name in enumerate(_NAMES) if name.startswith(word)), None)
