"""Moments spread over several columns: year, month, day, hour; or date and time of day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from lstmcast.data.text.cells import Cells, code_texts, combine_codes
from lstmcast.data.text.missing import is_missing
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

#: Names of the columns that hold one part of a moment, from coarse to fine.
PARTS: dict[str, tuple[str, ...]] = {
    "year": ("year", "yr", "yyyy", "jahr", "anno"),
    "quarter": ("quarter", "qtr", "quartal"),
    "week": (
        "week", "wk", "kw", "weeknum", "week_number", "weekofyear", "week_of_year", "isoweek",
        "iso_week", "woche", "kalenderwoche",
    ),
    "yearday": ("doy", "dayofyear", "day_of_year", "yday", "yearday"),
    "month": ("month", "mon", "mo", "mm", "mnth", "monat"),
    "day": ("day", "dd", "dom", "day_of_month", "mday", "tag"),
    "hour": (
        "hour", "hr", "hh", "he", "hour_ending", "hourending", "hour_of_day", "stunde", "heure",
        "hora",
    ),
    "minute": ("minute", "min", "mins", "mi"),
    "second": ("second", "sec", "ss"),
}  # fmt: skip
#: Parts that follow the year directly, instead of a month.
OF_YEAR = ("quarter", "week", "yearday")
#: Parts that go on from the year, none left out.
CHAIN = ("month", "day", "hour", "minute", "second")


def part_of(column: str) -> str | None:
    """Return which part of a moment a column is named after, if any."""
    name = column.strip().lower()
    return next((part for part, names in PARTS.items() if name in names), None)


def join_parts(table: Table, columns: Sequence[str]) -> Cells:
    """Return one text per row from several columns.

    Raises DataError when a cell is empty or the columns do not make a moment.
    """
    for column in columns:
        _require_cells(table, column)
    # Each combination once, the one of the first row first.
    combined = combine_codes((table.columns[column].codes for column in columns), table.rows)
    _, first = np.unique(combined, return_index=True)
    parts = replace(table, columns={column: table.columns[column] for column in columns})
    joined = code_texts(_join_texts(parts.take(first), columns))
    return Cells(texts=joined.texts, codes=joined.codes[combined], distinct=True)


def _join_texts(table: Table, columns: Sequence[str]) -> list[str]:
    """Return one text per row from several columns without empty cells."""
    parts = [part_of(column) for column in columns]
    if "year" not in parts:
        return _join_clock(table, columns)
    by_part = {
        part: _whole_texts(table.columns[column])
        for part, column in zip(parts, columns, strict=True)
        if part is not None
    }
    if len(by_part) < len(columns):
        raise DataError(
            f"{table.name}: the columns {', '.join(columns)} do not make one point in time",
            hint="Give parts such as --time year,month,day,hour, or a date and a time of day.",
        )
    return _write(by_part, table, columns)


def _require_cells(table: Table, column: str) -> None:
    """Raise DataError for the first empty cell of a column."""
    cells = table.columns[column]
    empty = cells.where(is_missing)
    if empty.any():
        row = int(np.argmax(empty))
        raise DataError(
            f"{table.place(row, column)}: the time is missing",
            hint="Fill it in or remove the row.",
        )


def _whole_texts(cells: Cells) -> list[str]:
    """Return cells without the ``.0`` that programs append to whole numbers."""
    return [cell.strip().removesuffix(".0") for cell in cells.tolist()]


def _write(by_part: dict[str, list[str]], table: Table, columns: Sequence[str]) -> list[str]:
    """Return ISO-like texts of moments given by parts."""
    years = [year.zfill(4) for year in by_part.pop("year")]
    finer = tuple(part for part in PARTS if part in by_part)
    if len(finer) == 1 and finer[0] in OF_YEAR:
        of_year = _OF_YEAR[finer[0]]
        return [of_year(*pair) for pair in zip(years, by_part[finer[0]], strict=True)]
    if finer != CHAIN[: len(finer)]:
        raise DataError(
            f"{table.name}: {', '.join(columns)} leave out a part between year and {finer[-1]}",
            hint="Name all parts from the year down: --time year,month,day,hour.",
        )
    months = [month.zfill(2) for month in by_part["month"]] if finer else None
    if months is None:
        return years
    if len(finer) == 1:
        return [f"{y}-{m}" for y, m in zip(years, months, strict=True)]
    named = not months[0][:1].isdigit()
    dates = [
        f"{day} {month} {year}" if named else f"{year}-{month}-{day}"
        for year, month, day in zip(years, months, by_part["day"], strict=True)
    ]
    if len(finer) == 2:
        return dates
    clocks = _clocks(by_part)
    return [f"{d} {c}" for d, c in zip(dates, clocks, strict=True)]


def _clocks(by_part: dict[str, list[str]]) -> list[str]:
    """Return times of day from the columns hour, minute and second, as far as there are any."""
    clocks = _hours(by_part["hour"])
    if any(":" in clock for clock in clocks):
        return clocks
    minutes = by_part.get("minute", ["00"] * len(clocks))
    clocks = [f"{hour}:{minute.zfill(2)}" for hour, minute in zip(clocks, minutes, strict=True)]
    if "second" in by_part:
        seconds = by_part["second"]
        clocks = [
            f"{clock}:{second.zfill(2)}" for clock, second in zip(clocks, seconds, strict=True)
        ]
    return clocks


def _hours(cells: list[str]) -> list[str]:
    """Return hours as they are, or 0, 100, ... 2300 (hours and minutes) with a colon.

    Hour 24 is the midnight that ends the day, so 1 to 24 are the ends of the hours.
    """
    if not any(len(cell) > 2 and cell.isdigit() for cell in cells):
        return cells
    padded = [cell.zfill(4) for cell in cells]
    return [f"{cell[:-2]}:{cell[-2:]}" for cell in padded]


def _join_clock(table: Table, columns: Sequence[str]) -> list[str]:
    """Return dates followed by times of day, or by hours (and minutes) that are numbers."""
    cells = [table.columns[column].tolist() for column in columns]
    if [part_of(column) for column in columns[1:]] in (["hour"], ["hour", "minute"]):
        dates, *clocks = cells
        by_part = {
            part: [clock.strip().removesuffix(".0") for clock in texts]
            for part, texts in zip(("hour", "minute"), clocks, strict=False)
        }
        if all(hour.isdigit() for hour in by_part["hour"]):
            cells = [dates, _clocks(by_part)]
    return [" ".join(row) for row in zip(*cells, strict=True)]


def _quarter_of_year(year: str, quarter: str) -> str:
    return f"{year}Q{quarter.upper().removeprefix('Q')}"


def _week_of_year(year: str, week: str) -> str:
    return f"{year}-W{week.upper().removeprefix('W').zfill(2)}"


def _day_of_year(year: str, day: str) -> str:
    """Return a date; a text that is none for a day that the year does not have."""
    if year.isdigit() and day.isdigit() and int(year) >= 1 and 1 <= int(day) <= 366:
        found = date(int(year), 1, 1) + timedelta(int(day) - 1)
        if found.year == int(year):
            return found.isoformat()
    return f"{year}, day {day}"


_OF_YEAR = {"quarter": _quarter_of_year, "week": _week_of_year, "yearday": _day_of_year}
