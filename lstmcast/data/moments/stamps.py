"""Time cells as seconds, local and east of UTC, with the style they were written in.

Zones are the business of ``localise.py``, the grid that of ``placing/regularity.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.moments.cells import LaidOut, read_offsets, read_wall
from lstmcast.data.moments.column import TimeColumn
from lstmcast.data.moments.layouts import Kind, match_layout
from lstmcast.data.moments.lookalikes import (
    looks_like_weeks,
    refuse_by_name,
    refuse_lookalikes,
)
from lstmcast.data.moments.looks import find_style
from lstmcast.data.moments.order import Verdict, judge_regularity, judge_values
from lstmcast.data.moments.refusals import check_offsets, refuse_invalid
from lstmcast.data.moments.shapes import ShapeGroup, group_by_shape
from lstmcast.data.moments.wholenumbers import (
    Meaning,
    are_whole_numbers,
    read_whole_times,
)
from lstmcast.data.notes import Note
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_KINDS: dict[Kind, str] = {
    "time": "a date or time",
    "month": "a month",
    "quarter": "a quarter",
    "week": "a week",
    "year": "a year",
    "step": "a step",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stamps:
    """The different time cells of a column as seconds since 1970-01-01 (or as steps)."""

    kind: Kind
    wall: IntArray  # [U] as local clocks show it
    offsets: IntArray | None  # [U] seconds east of UTC; None where the cells have none
    style: str
    day_first: bool | None  # how 03/04/2024 was read; None if there is nothing like it
    is_unix: bool = False  # the cells count seconds or fractions of them
    notes: tuple[Note, ...] = ()


def read_stamps(
    column: TimeColumn, *, day_first: bool | None, meaning: Meaning | None = None
) -> Stamps:
    """Read the time cells of a file.

    ``meaning`` says what whole numbers are, where a model knows. Raises DataError, with the
    line, for a cell that is no moment, for mixed kinds of moments and for offsets on some
    cells only.
    """
    if are_whole_numbers(column.cells):
        return _read_whole(column, meaning)
    layouts = _lay_out(column)
    refuse_lookalikes(column, layouts)
    order, notes = _find_order(column, layouts, day_first)
    count = len(column.cells)
    wall, offsets = np.zeros(count, np.int64), np.zeros(count, np.int64)
    aware, valid = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for cells in layouts:
        rows = cells.group.rows
        seconds = read_wall(cells, day_first=bool(order))
        wall[rows], valid[rows] = seconds.values, seconds.valid
        east, sensible = read_offsets(cells)
        if east is not None and sensible is not None:
            offsets[rows], aware[rows] = east, True
            valid[rows] &= sensible
    if not valid.all():
        refuse_invalid(column, layouts, np.flatnonzero(~valid))
    check_offsets(column, aware)
    if any(cells.has("short_year") for cells in layouts):
        notes += (Note("two-digit-years", "two-digit years were read as 1940 to 2039"),)
    return Stamps(
        kind=layouts[0].kind,
        wall=wall,
        offsets=offsets if aware.any() else None,
        style=find_style(layouts),
        day_first=order,
        notes=notes,
    )


def _read_whole(column: TimeColumn, meaning: Meaning | None) -> Stamps:
    """Read time cells that are whole numbers."""
    times = read_whole_times(column.cells, column.name, meaning)
    if times.kind == "month" or (times.kind == "step" and looks_like_weeks(times.wall)):
        refuse_by_name(column, times.kind)
    if not times.valid.all():
        what = f"is not {_KINDS[times.kind]}, as the other cells are"
        column.refuse(np.flatnonzero(~times.valid), what)
    offsets = np.zeros(len(times.wall), np.int64) if times.is_utc else None
    return Stamps(
        kind=times.kind,
        wall=times.wall,
        offsets=offsets,
        style=times.style,
        day_first=None,
        is_unix=times.is_utc,
    )


def _lay_out(column: TimeColumn) -> list[LaidOut]:
    """Return the cells by layout; all must be the same kind of moment."""
    found: list[LaidOut] = []
    unknown: list[ShapeGroup] = []
    for group in group_by_shape(column.cells):
        layout = match_layout(group.shape)
        if layout is None:
            unknown.append(group)
        else:
            found.append(LaidOut(group, *layout))
    sizes: dict[Kind, int] = {}
    for cells in found:
        sizes[cells.kind] = sizes.get(cells.kind, 0) + len(cells.group.rows)
    if unknown or not sizes:
        rows = np.concatenate([group.rows for group in unknown])
        column.refuse(rows, "is not a date or time", "Correct it, or name another --time column.")
    kind = max(sizes, key=lambda candidate: (sizes[candidate], candidate))
    others = [cells.group.rows for cells in found if cells.kind != kind]
    if others:
        column.refuse(np.concatenate(others), f"is not {_KINDS[kind]}, as most cells are")
    return found


def _find_order(
    column: TimeColumn, layouts: list[LaidOut], day_first: bool | None
) -> tuple[bool | None, tuple[Note, ...]]:
    """Return whether days come before months, and how that was found."""
    parts = [cells for cells in layouts if cells.has("first")]
    if not parts:
        return None, ()
    if day_first is not None:
        return day_first, ()
    first = np.concatenate([cells.numbers("first") for cells in parts])
    second = np.concatenate([cells.numbers("second") for cells in parts])
    verdict: Verdict = judge_values(first, second)
    if verdict == "unknown":
        verdict = judge_regularity(first, second, np.concatenate([c.years for c in parts]))
    if verdict == "unknown" and all(cells.match["mark"] == "." for cells in parts):
        verdict = "day"  # nobody writes months first with points
    rows = np.concatenate([cells.group.rows for cells in parts])
    example = column.cells[int(rows.min())]
    if verdict == "contradiction":
        other = rows[second > 12] if np.sum(first > 12) >= np.sum(second > 12) else rows[first > 12]
        column.refuse(other, "has day and month the other way round than other cells")
    if verdict == "unknown":
        raise DataError(
            f"{column.place(int(rows.min()))}: {example!r} may be day or month first, "
            "and no other cell decides it",
            hint="Add --day-first or --no-day-first.",
        )
    text = f"dates such as {example} were read {verdict} first"
    return verdict == "day", (Note("day-order", text),)
