"""The file of rows to come: its rows, on the grid of the data they follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.config import DataConfig
from lstmcast.data.columns.alike import find_alike
from lstmcast.data.columns.find_roles import counts_rows
from lstmcast.data.columns.find_time import list_names
from lstmcast.data.columns.index import SeriesIndex, index_series
from lstmcast.data.columns.sheets import Sheet
from lstmcast.data.joining.main_rows import MainRows, read_beside
from lstmcast.data.joining.opening import Opened
from lstmcast.data.moments.rows import RowTimes, count_rows, read_row_times
from lstmcast.data.notes import Note
from lstmcast.data.placing.rows import Placement, place_rows
from lstmcast.data.roles import Roles
from lstmcast.data.text.missing import is_missing
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joint:
    """All series there are, and where those of each file are among them."""

    ids: tuple[tuple[str, ...], ...]  # [S] rising
    main: IntArray  # [series of the data] place among all
    future: IntArray  # [series of the rows to come] likewise


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FutureRows:
    """The rows to come of the series that are wanted."""

    sheet: Sheet
    index: SeriesIndex
    joint: Joint


def read_future(
    opened: Opened,
    main: MainRows,
    config: DataConfig,
    *,
    required: Sequence[str],
    keeps_new: bool,
) -> tuple[FutureRows | None, tuple[Note, ...]]:
    """Return the rows to come, None where they are all of series that nobody asked for.

    ``main`` are the rows of the data and ``required`` the columns that have to be there beside
    time and ids. Series that are not in the data are forecast without a past with
    ``keeps_new``, and left out otherwise; a remark says so. Raises DataError for a column that
    is missing.
    """
    table, roles = opened.table, main.roles
    time = () if counts_rows(table, roles.time) else roles.time
    _require(table, (*time, *roles.ids, *required))
    index = index_series(table, roles.ids)
    known = set(main.index.ids)
    new = [names not in known for names in index.ids]
    notes = _remark_targets(table, roles)
    if any(new):
        notes += (_remark_new(index, new, table.name, main, keeps_new=keeps_new),)
    if any(new) and not keeps_new:
        wanted = ~np.array(new)[index.codes]
        if not wanted.any():
            return None, notes
        table = table.take(wanted)
        index = index_series(table, roles.ids)
    names = [name for name in (*roles.known, *roles.static) if name in table.columns]
    if not names and not keeps_new:
        notes += (_remark_unused(table),)
    cells = {name: table.columns[name] for name in names}
    numbers, doubts = read_beside(cells, opened, main, config)
    sheet = Sheet(table=table, numbers=numbers.columns, decimal=numbers.decimal)
    return FutureRows(sheet=sheet, index=index, joint=_join(main.index, index)), notes + doubts


def place_future(rows: FutureRows, main: MainRows, config: DataConfig) -> Placement:
    """Return the places of the rows to come on the grid of the data.

    Raises DataError for a row that has none.
    """
    table, index, roles = rows.sheet.table, rows.index, main.roles
    calendar = main.placement.lattice.calendar
    times: RowTimes
    if counts_rows(table, roles.time):
        places = rows.joint.main[main.index.codes]
        counted = np.bincount(places, minlength=len(rows.joint.ids)).astype(np.int64)
        times = count_rows(index.codes, counted[rows.joint.future])
    else:
        day_first = roles.day_first if config.day_first is None else config.day_first
        times = read_row_times(table, roles.time, day_first=day_first, calendar=calendar)
    return place_rows(
        table, times, index, replace(config, freq=None), model=calendar, data=main.table.name
    )


def _join(main: SeriesIndex, future: SeriesIndex) -> Joint:
    """Return the series of both files."""
    ids = tuple(sorted({*main.ids, *future.ids}))
    places = {names: place for place, names in enumerate(ids)}
    return Joint(
        ids=ids,
        main=np.array([places[names] for names in main.ids], dtype=np.int64),
        future=np.array([places[names] for names in future.ids], dtype=np.int64),
    )


def _require(table: Table, names: Sequence[str]) -> None:
    """Raise DataError for a column that the file lacks."""
    for name in names:
        if name not in table.columns:
            raise DataError(
                f"{table.name} has no column {name!r}; its columns are {list_names(table.names)}",
                hint=f"Rows to come need the columns {list_names(tuple(names))}.",
            )


def _remark_targets(table: Table, roles: Roles) -> tuple[Note, ...]:
    """Return a warning about values of targets among the rows to come."""
    for name in roles.targets:
        cells = table.columns.get(name)
        filled = np.empty(0, dtype=np.bool_) if cells is None else ~cells.where(is_missing)
        if filled.any():
            place, count = table.place(int(np.argmax(filled)), name), np.count_nonzero(filled)
            text = (
                f"{place}: values to forecast among the rows to come are not used ({count} of "
                f"{len(filled)}); they belong into the data"
            )
            return (Note("future-targets", text, "warning"),)
    return ()


def _remark_unused(table: Table) -> Note:
    """Return the warning about rows to come without anything to use."""
    text = (
        f"{table.name} holds nothing that is used, its columns are {list_names(table.names)}; "
        "--known names columns that the data have as well"
    )
    return Note("future-unused", text, "warning")


def _remark_new(
    index: SeriesIndex, new: Sequence[bool], name: str, main: MainRows, *, keeps_new: bool
) -> Note:
    """Return the warning about series that the data do not have."""
    strange = [names for names, is_new in zip(index.ids, new, strict=True) if is_new]
    count, first = len(strange), " / ".join(strange[0])
    fate = "forecast without a past" if keeps_new else "left out"
    verb = "is" if count == 1 else "are"
    text = (
        f"{count} series of {name} {verb} not in {main.table.name} and {verb} {fate} (first: "
        f"{first})"
    )
    alike = find_alike(strange, main.index.ids)
    if alike is not None:
        text += f"; {alike[0]!r} may be {alike[1]!r} of {main.table.name}"
    return Note("future-series", text, "warning")
