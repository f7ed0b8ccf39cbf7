"""Cells that are written like months but mean something else: seasons, quarters, weeks."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lstmcast.data.moments.cells import LaidOut
from lstmcast.data.moments.column import TimeColumn
from lstmcast.data.moments.layouts import Kind
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_MONTH_WORDS = frozenset({"month", "months", "monat", "mon", "mo", "mm", "ym"})
_QUARTERS = 4


class _Meaning(NamedTuple):
    """What the name of a column promises."""

    names: frozenset[str]
    what: str
    hint: str


_MEANINGS = (
    _Meaning(
        frozenset({"year", "years", "jahr", "season", "saison", "fy"}),
        "a year",
        "Write years such as 2000",
    ),
    _Meaning(
        frozenset({"quarter", "quarters", "qtr", "quartal"}),
        "a quarter",
        "Write quarters such as 2005Q1",
    ),
    _Meaning(
        frozenset({"week", "weeks", "woche", "kw", "yearweek", "isoweek", "yyyyww"}),
        "a week",
        "Write weeks such as 2019-W02",
    ),
)


def refuse_lookalikes(column: TimeColumn, layouts: list[LaidOut]) -> None:
    """Raise DataError for cells that would be read as months but hardly are any."""
    if layouts[0].kind != "month":
        return
    _refuse_split_years(column, layouts)
    _refuse_quarters(column, layouts)
    refuse_by_name(column, "month")


def refuse_by_name(column: TimeColumn, kind: Kind) -> None:
    """Raise DataError if the column's name says that its cells are no months (or steps)."""
    words = set(re.findall("[a-z]+", column.name.lower()))
    if words & _MONTH_WORDS:
        return
    for meaning in _MEANINGS:
        if words & meaning.names:
            raise DataError(
                f"{column.place(0)}: {column.cells[0]!r} reads as a {kind}, but by the column's "
                f"name it is {meaning.what}",
                hint=f"{meaning.hint}, or call the column ds if the cells do mean {kind}s.",
            )


def looks_like_weeks(numbers: IntArray) -> bool:
    """Return whether whole numbers are written like ``201902``, week 2 of 2019."""
    years, weeks = np.divmod(numbers, 100)
    in_range = (years >= 1900) & (years <= 2100) & (weeks >= 1) & (weeks <= 53)
    return bool(in_range.all())


def _refuse_split_years(column: TimeColumn, layouts: list[LaidOut]) -> None:
    """Raise DataError for ``2000/01, 2001/02``: each second part is the year after the first."""
    if len(column.cells) < 2 or not all(_joins_two_years(cells) for cells in layouts):
        return
    raise DataError(
        f"{column.place(0)}: {column.cells[0]!r} and the other cells look like seasons or "
        "financial years, from one year into the next",
        hint="Keep the first year of each, for example 2000 for 2000/01.",
    )


def _joins_two_years(cells: LaidOut) -> bool:
    if not cells.has("month") or cells.match.end("month") != len(cells.group.shape):
        return False
    second = cells.match.end("month") - cells.match.start("month")
    return second == 2 and bool((cells.numbers("month") == (cells.years + 1) % 100).all())


def _refuse_quarters(column: TimeColumn, layouts: list[LaidOut]) -> None:
    """Raise DataError for ``2005.1 ... 2005.4, 2006.1``: no month is above 4 in any year."""
    if not all(re.fullmatch(r"9999[-/.]9", cells.group.shape) for cells in layouts):
        return
    parts = np.concatenate([cells.numbers("month") for cells in layouts])
    years = np.concatenate([cells.years for cells in layouts])
    if set(parts.tolist()) == set(range(1, _QUARTERS + 1)) and len(np.unique(years)) > 1:
        raise DataError(
            f"{column.place(0)}: {column.cells[0]!r} and the other cells look like quarters, "
            "as no number behind a year is above 4",
            hint="Write quarters such as 2005Q1, or months with two digits such as 2005-01.",
        )
