"""Moments spread over several columns: year, month, day, hour; or date and time of day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.text.missing import is_missing
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

TextArray = npt.NDArray[np.object_]

#: Names of the columns that hold one part of a moment, from coarse to fine.
PARTS: dict[str, tuple[str, ...]] = {
    "year": ("year", "yr", "yyyy", "jahr", "anno"),
    "quarter": ("quarter", "qtr"),
    "month": ("month", "mon", "mo", "mm", "mnth", "monat"),
    "day": ("day", "dd", "dom", "day_of_month", "mday", "tag"),
    "hour": ("hour", "hr", "hh", "stunde"),
    "minute": ("minute", "min", "mins", "mi"),
    "second": ("second", "sec", "ss"),
}


def part_of(column: str) -> str | None:
    """Return which part of a moment a column is named after, if any."""
    name = column.strip().lower()
    return next((part for part, names in PARTS.items() if name in names), None)


def join_parts(table: Table, columns: Sequence[str]) -> TextArray:
    """Return one text per row from several columns.

    Raises DataError when a cell is empty or the columns do not make a moment.
    """
    for column in columns:
        _require_cells(table, column)
    parts = [part_of(column) for column in columns]
    if "year" not in parts:
        cells = [table.columns[column] for column in columns]
        return np.array([" ".join(row) for row in zip(*cells, strict=True)], dtype=object)
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
    empty = [cell for cell in set(cells.tolist()) if is_missing(cell)]
    if empty:
        row = int(np.flatnonzero(np.isin(cells, empty))[0])
        raise DataError(
            f"{table.place(row, column)}: the time is missing",
            hint="Fill it in or remove the row.",
        )


def _whole_texts(cells: TextArray) -> list[str]:
    """Return cells without the ``.0`` that programs append to whole numbers."""
    return [cell.strip().removesuffix(".0") for cell in cells.tolist()]


def _write(by_part: dict[str, list[str]], table: Table, columns: Sequence[str]) -> TextArray:
    """Return ISO-like texts of moments given by parts."""
    years = [year.zfill(4) for year in by_part.pop("year")]
    finer = tuple(part for part in PARTS if part in by_part)
    if finer == ("quarter",):
        texts = [
            f"{year}Q{quarter.upper().removeprefix('Q')}"
            for year, quarter in zip(years, *by_part.values(), strict=True)
        ]
        return np.array(texts, dtype=object)
    if finer != tuple(PARTS)[2 : 2 + len(finer)]:
        raise DataError(
            f"{table.name}: {', '.join(columns)} leave out a part between year and {finer[-1]}",
            hint="Name all parts from the year down: --time year,month,day,hour.",
        )
    months = [month.zfill(2) for month in by_part["month"]] if finer else None
    if months is None:
        return np.array(years, dtype=object)
    if len(finer) == 1:
        return np.array([f"{y}-{m}" for y, m in zip(years, months, strict=True)], dtype=object)
    named = not months[0][:1].isdigit()
    dates = [
        f"{day} {month} {year}" if named else f"{year}-{month}-{day}"
        for year, month, day in zip(years, months, by_part["day"], strict=True)
    ]
    if len(finer) == 2:
        return np.array(dates, dtype=object)
    clocks = _clocks(by_part)
    return np.array([f"{d} {c}" for d, c in zip(dates, clocks, strict=True)], dtype=object)


def _clocks(by_part: dict[str, list[str]]) -> list[str]:
    """Return times of day from the columns hour, minute and second, as far as there are any."""
    clocks = by_part["hour"]
    minutes = by_part.get("minute", ["00"] * len(clocks))
    clocks = [f"{hour}:{minute.zfill(2)}" for hour, minute in zip(clocks, minutes, strict=True)]
    if "second" in by_part:
        seconds = by_part["second"]
        clocks = [
            f"{clock}:{second.zfill(2)}" for clock, second in zip(clocks, seconds, strict=True)
        ]
    return clocks
