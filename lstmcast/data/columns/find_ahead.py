"""Columns that are known ahead of time: those filled beyond the last value to forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstmcast.data.columns.index import SeriesIndex
from lstmcast.data.text.cells import Cells, combine_codes
from lstmcast.data.text.missing import is_missing
from lstmcast.data.text.numbers import NumberColumn
from lstmcast.data.text.table import Table

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

#: Why a column is not to forecast that is filled beyond those that are.
AHEAD = "known ahead"

_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowOrder:
    """The rows of the data: when they are, and of which series."""

    times: IntArray  # [R] numbers that put the rows in order of time
    wall: IntArray | None  # [R] local seconds since 1970; None where rows are steps
    index: SeriesIndex


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coming:
    """The file of rows to come, if there is one."""

    future: Table | None
    keys: tuple[str, ...]  # columns that say which series and when; none where rows are counted


def last_time(column: NumberColumn, rows: RowOrder) -> int:
    """Return the latest time at which a column has a cell that is not missing."""
    return int(rows.times[filled_cells(column)].max(initial=_NEVER))


def filled_cells(column: NumberColumn) -> BoolArray:
    """Return where a column has a cell that is not missing, be it a number or not, [R]."""
    filled = ~np.isnan(column.values)
    filled[column.bad] = True
    return filled


def runs_ahead(column: NumberColumn, observed: BoolArray, rows: RowOrder) -> bool:
    """Return whether a column is filled beyond all values to forecast, or those of most series.

    ``observed`` are the rows with a value to forecast, [R]. Series end at different times, so
    that the end of the latest says nothing of the others; and that of one series alone may be
    a store that closed.
    """
    ends = _last_times(observed, rows)
    own = _last_times(filled_cells(column), rows)
    has_end = ends != _NEVER
    if not has_end.any():
        return False
    later = np.count_nonzero(has_end & (own > ends))
    return bool(own.max() > ends.max() or 2 * later > np.count_nonzero(has_end))


def filled_to_come(coming: Coming, data: Table, observed: BoolArray) -> frozenset[str]:
    """Return the columns that the file of rows to come holds anything in.

    Files may overlap: rows that, by the text of their keys, are ``observed`` [R] rows of the
    data are not to come.
    """
    future, keys = coming.future, coming.keys
    if future is None:
        return frozenset()
    ahead = np.ones(future.rows, dtype=np.bool_)
    if keys and all(name in future.columns for name in keys):
        parts = [_code_alike(data.columns[key], future.columns[key]) for key in keys]
        codes = combine_codes(parts, data.rows + future.rows)
        ahead = ~np.isin(codes[data.rows :], codes[: data.rows][observed])
    return frozenset(
        name
        for name, cells in future.columns.items()
        if not all(map(is_missing, cells.take(ahead).each_text()))
    )


def _code_alike(data: Cells, future: Cells) -> IntArray:
    """Return codes of the rows of both files that are the same where the texts are."""
    codes = pd.factorize(np.concatenate([data.texts, future.texts]).astype(object))[0]
    border = len(data.texts)
    return np.concatenate([codes[:border][data.codes], codes[border:][future.codes]])


def _last_times(filled: BoolArray, rows: RowOrder) -> IntArray:
    """Return the latest time of the ``filled`` rows of each series, [S]."""
    last = np.full(len(rows.index.ids), _NEVER)
    np.maximum.at(last, rows.index.codes[filled], rows.times[filled])
    return last
