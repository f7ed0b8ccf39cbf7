"""Rows to come as a CSV file that people fill in, written as their own data are."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import UNKNOWN, Column
from lstmcast.data.future import NeededRows
from lstmcast.data.moments.apart import take_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class FutureTable:
    """Columns of cells, of equal length; an empty cell is to be filled in."""

    names: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]  # of each column

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(self.cells[0])


def tabulate_future(
    rows: NeededRows, *, time: Sequence[str], ids: Sequence[str], calendar: Calendar, decimal: str
) -> FutureTable:
    """Return ids, time and the columns known ahead, under the names and in the style of the data.

    ``decimal`` is the mark of their numbers. A word that no level stands for is left empty.
    """
    columns = {name: [row[place] for row in rows.ids] for place, name in enumerate(ids)}
    columns |= take_apart(calendar.format(rows.ordinals), time)
    for place, column in enumerate(rows.columns):
        values = rows.values[:, place].tolist()
        columns[column.name] = [_written(value, column, decimal) for value in values]
    return FutureTable(names=tuple(columns), cells=tuple(map(tuple, columns.values())))


def encode_future(table: FutureTable, *, delimiter: str, encoding: str) -> bytes:
    """Return the table as CSV; in UTF-8 where the ``encoding`` of the data lacks a character."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(table.names)
    writer.writerows(zip(*table.cells, strict=True))
    text = stream.getvalue()
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode()


def future_records(table: FutureTable) -> list[dict[str, str | None]]:
    """Return one dictionary per row, for JSON; an empty cell is None."""
    return [
        {name: cell or None for name, cell in zip(table.names, row, strict=True)}
        for row in zip(*table.cells, strict=True)
    ]


def _written(value: float, column: Column, decimal: str) -> str:
    """Return a cell that is read as this value again."""
    if math.isnan(value):
        return ""
    if column.levels is None:
        return repr(value).removesuffix(".0").replace(".", decimal)
    return "" if value == UNKNOWN else column.levels[int(value) - 1]
