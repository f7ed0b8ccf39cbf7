"""Cells of one layout, cut into numbers and put together as seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.civil import (
    Seconds,
    hours_of_halves,
    seconds_of_clocks,
    seconds_of_dates,
    seconds_of_weeks,
)
from lstmcast.data.moments.layouts import Kind
from lstmcast.data.moments.shapes import ShapeGroup
from lstmcast.data.moments.words import is_utc, month_numbers

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_CENTURY_TURN = 40  # 39 is 2039, 40 is 1940


@dataclass(frozen=True, slots=True, eq=False)
class LaidOut:
    """Cells of one shape whose layout is known."""

    group: ShapeGroup
    kind: Kind
    match: re.Match[str]

    def has(self, name: str) -> bool:
        """Return whether the layout has this part."""
        return name in self.match.re.groupindex and self.match[name] is not None

    def numbers(self, name: str, default: int = 0) -> IntArray:
        """Return a part of all cells as numbers, shape [G]."""
        if not self.has(name):
            return np.full(len(self.group.rows), default, dtype=np.int64)
        return self.group.numbers(self.match.span(name))

    def words(self, name: str) -> tuple[list[str], IntArray]:
        """Return the different words in a part, and codes [G]."""
        return self.group.words(self.match.span(name))

    @property
    def years(self) -> IntArray:
        """Return years; two digits mean 1940 to 2039."""
        if not self.has("short_year"):
            return self.numbers("year")
        short = self.numbers("short_year")
        return np.where(short < _CENTURY_TURN, 2000 + short, 1900 + short)


def read_wall(cells: LaidOut, *, day_first: bool) -> Seconds:
    """Return the local time of each cell; ``day_first`` decides what ``first`` is."""
    if cells.kind == "week":
        weeks = seconds_of_weeks(cells.years, cells.numbers("week"), cells.numbers("weekday", 1))
        return Seconds(weeks.values, weeks.valid & _are_marked(cells, "week_mark", "k"))
    if cells.kind == "quarter":
        quarter = cells.numbers("quarter")
        dates = seconds_of_dates(cells.years, quarter * 3 - 2, np.ones_like(quarter))
        return Seconds(dates.values, dates.valid & (quarter >= 1) & (quarter <= 4))
    month, day = _month_and_day(cells, day_first=day_first)
    dates = seconds_of_dates(cells.years, month, day)
    valid = dates.valid & _are_marked(cells, "month_mark", "m")
    if not cells.has("hour"):
        return Seconds(dates.values, valid)
    clocks = _read_clocks(cells)
    return Seconds(dates.values + clocks.values, valid & clocks.valid)


def read_offsets(cells: LaidOut) -> tuple[IntArray | None, BoolArray | None]:
    """Return seconds east of UTC and which of them make sense; None for naive cells."""
    count = len(cells.group.rows)
    if cells.has("zone_name"):
        names, codes = cells.words("zone_name")
        known = np.array([is_utc(name) for name in names])[codes]
        return np.zeros(count, dtype=np.int64), known
    if cells.has("zulu"):
        return np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.bool_)
    if not cells.has("sign"):
        return None, None
    hours, minutes = cells.numbers("offset_hours"), cells.numbers("offset_minutes")
    sign = -1 if cells.match["sign"] == "-" else 1
    return sign * (hours * 3600 + minutes * 60), (hours <= 18) & (minutes <= 59)


def _are_marked(cells: LaidOut, part: str, letter: str) -> BoolArray:
    """Return where a part of one letter, if the layout has it, is this one: 2024M01, KW 05/2024."""
    if not cells.has(part):
        return np.ones(len(cells.group.rows), dtype=np.bool_)
    marks, codes = cells.words(part)
    return np.array([mark == letter for mark in marks])[codes]


def _month_and_day(cells: LaidOut, *, day_first: bool) -> tuple[IntArray, IntArray]:
    """Return month and day, wherever they stand."""
    if cells.has("first"):
        first, second = cells.numbers("first"), cells.numbers("second")
        return (second, first) if day_first else (first, second)
    day = cells.numbers("day", 1)
    if cells.has("month_name"):
        return month_numbers(*cells.words("month_name")), day
    return cells.numbers("month", 1), day


def _read_clocks(cells: LaidOut) -> Seconds:
    """Return the time of day of each cell."""
    hour, valid = cells.numbers("hour"), np.ones(len(cells.group.rows), dtype=np.bool_)
    if cells.has("meridiem"):
        halves, codes = cells.words("meridiem")
        known = np.array([half in {"am", "pm"} for half in halves])[codes]
        afternoon = np.array([half == "pm" for half in halves])[codes]
        hour, valid = hours_of_halves(hour, afternoon)
        valid = valid & known
    clocks = seconds_of_clocks(hour, cells.numbers("minute"), cells.numbers("second_of_minute"))
    if cells.has("separator") and cells.match["separator"] != "T" and not cells.has("meridiem"):
        # "2024-01-31 1200" is a clock only behind a T or with a colon.
        bare = cells.has("minute") and ":" not in cells.match.string
        valid = valid & (not bare)
    whole = cells.numbers("fraction") == 0
    return Seconds(clocks.values, valid & clocks.valid & whole)
