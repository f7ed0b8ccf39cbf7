"""What is said about time cells that are written like moments but are none."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
import numpy.typing as npt

from lstmcast.data.moments.cells import LaidOut
from lstmcast.data.moments.column import TimeColumn
from lstmcast.data.moments.words import guess_zone, is_month, is_utc
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def refuse_invalid(column: TimeColumn, layouts: list[LaidOut], bad: IntArray) -> NoReturn:
    """Raise DataError for cells that are written like moments but are none."""
    fractions = [c.group.rows[c.numbers("fraction") != 0] for c in layouts if c.has("fraction")]
    if fractions and np.isin(bad, np.concatenate(fractions)).all():
        hint = "Round the times, or take rows in file order with --time row."
        column.refuse(bad, "is finer than a second, the smallest step there is", hint)
    for cells in layouts:
        rows = np.intersect1d(cells.group.rows, bad)
        _refuse_month(column, cells, rows)
        _refuse_zone(column, cells, rows)
    what = "does not exist as a date or time"
    if layouts[0].kind == "week":
        what = "is no ISO week: a year has 52 of them, or 53 where it begins or ends on a Thursday"
    column.refuse(bad, what, "Correct it or remove the row.")


def check_offsets(column: TimeColumn, aware: BoolArray) -> None:
    """Raise DataError when some cells have a UTC offset and others none."""
    if aware.all() or not aware.any():
        return
    rows = [int(np.flatnonzero(aware[column.codes] == known)[0]) for known in (True, False)]
    cells = [column.written(row) for row in rows]
    raise DataError(
        f"{column.table.place(rows[0], column.name)}: {cells[0]!r} has a UTC offset, but "
        f"{cells[1]!r} in line {column.table.lines[rows[1]]} has none",
        hint="Write all times with an offset, or none.",
    )


def _refuse_month(column: TimeColumn, cells: LaidOut, rows: IntArray) -> None:
    """Raise DataError if a word that should be a month is none."""
    words = _words(column, cells, "month_name", rows)
    unknown = [row for row, word in words.items() if not is_month(word.lower())]
    if unknown:
        column.refuse(
            np.array(unknown),
            f"has {words[unknown[0]]!r}, which is no month that lstmcast knows",
            "Months are English or German; weeks are written 2019-W02.",
        )


def _refuse_zone(column: TimeColumn, cells: LaidOut, rows: IntArray) -> None:
    """Raise DataError if a zone is not UTC: abbreviations do not say which place is meant."""
    words = _words(column, cells, "zone_name", rows)
    unknown = [row for row, word in words.items() if not is_utc(word.lower())]
    if unknown:
        word = words[unknown[0]]
        column.refuse(
            np.array(unknown),
            f"has {word!r}, which is no time zone that lstmcast knows",
            f"Remove it and name the zone: --tz {guess_zone(word)}.",
        )


def _words(column: TimeColumn, cells: LaidOut, part: str, rows: IntArray) -> dict[int, str]:
    """Return the word that each of these cells has in a part of its layout, if there is one."""
    if not cells.has(part):
        return {}
    return {row: column.cells[row][slice(*cells.match.span(part))] for row in rows.tolist()}
