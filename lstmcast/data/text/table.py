"""The file as a table of text: columns of cells, and the line each row came from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from operator import not_

import numpy as np

from lstmcast.data.notes import Note
from lstmcast.data.text.blocks import read_cells_below
from lstmcast.data.text.cells import BoolArray, Cells, CodeArray, IntArray
from lstmcast.data.text.dialect import read_cells
from lstmcast.data.text.records import measure_records
from lstmcast.data.text.widths import check_widths, refuse_title
from lstmcast.errors import DataError

_MOST_SURPLUS = 64  # empty cells behind a row's last


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Cells as text, column by column; rows without any text are left out."""

    name: str  # the file, for messages
    columns: dict[str, Cells]  # [R] each, in the order of the file
    lines: CodeArray  # [R] line in the file, from 1
    notes: tuple[Note, ...] = ()

    @property
    def rows(self) -> int:
        """Return the number of rows with data."""
        return len(self.lines)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the column names in the order of the file."""
        return tuple(self.columns)

    def place(self, row: int, column: str | None = None) -> str:
        """Say where a cell is: ``sales.csv, line 17, column 'y'``."""
        place = f"{self.name}, line {self.lines[row]}"
        return place if column is None else f"{place}, column {column!r}"

    def take(self, rows: IntArray | BoolArray) -> Table:
        """Return a table of some of the rows."""
        columns = {name: cells.take(rows) for name, cells in self.columns.items()}
        return replace(self, columns=columns, lines=self.lines[rows])


def parse_table(text: bytes, delimiter: str, name: str) -> Table:
    """Split UTF-8 text into a table.

    Raises DataError for a ragged row, an unclosed quote, a name that occurs twice, and when
    there are no rows of data.
    """
    records = measure_records(text, delimiter, name)
    names = _column_names(text[: records.body].decode(), delimiter, name)
    width = len(names)
    widest = max(width, int(records.widths.max(initial=0)))
    surplus = widest - width
    if surplus > _MOST_SURPLUS:  # not worth reading, so that it cannot fill the memory
        check_widths(records, names, name, allowed=0)
    cells = read_cells_below(text, delimiter, width + surplus, records, name)
    is_empty = all(_is_empty(column) for column in cells[width:])
    check_widths(records, names, name, allowed=surplus if is_empty else 0)
    cells = cells[:width]
    notes = (Note("empty-cells", f"empty cells behind the last column {names[-1]!r} were ignored"),)
    filled = _rows_with_text(cells) & ~records.blank
    if not filled.any():
        raise DataError(
            f"{name} has a line of names but no rows of data",
            hint="Check that the export was complete.",
        )
    if not filled.all():
        cells = [column.take(filled) for column in cells]
    refuse_title(names, cells, name)
    return Table(
        name=name,
        columns=_named_columns(names, cells),
        lines=records.lines[filled],
        notes=notes if surplus else (),
    )


def _column_names(header: str, delimiter: str, name: str) -> list[str]:
    """Return the names in the header; ``unnamed`` where there is none."""
    names = [cell.strip() for cell in read_cells(header.lstrip("\n ").rstrip("\n"), delimiter)]
    counts = Counter(cell for cell in names if cell)
    repeated, times = counts.most_common(1)[0] if counts else ("", 0)
    if times > 1:
        raise DataError(
            f"{name}: the column name {repeated!r} occurs {times} times",
            hint="Rename the columns so that every name is there once.",
        )
    for position, cell in enumerate(names):
        if not cell:
            names[position] = "unnamed" if position == 0 else f"unnamed_{position + 1}"
            while counts[names[position]]:
                names[position] += "_"
    return names


def _rows_with_text(cells: list[Cells]) -> BoolArray:
    """Return which rows hold any text; spreadsheets like to export empty ones."""
    empty = np.ones(len(cells[0]), dtype=np.bool_)
    for column in cells:
        empty &= column.where(not_)
        if not empty.any():
            break
    return ~empty


def _named_columns(names: list[str], cells: list[Cells]) -> dict[str, Cells]:
    """Pair names and cells, without the empty column that a delimiter at line ends makes."""
    return {
        column: texts
        for column, texts in zip(names, cells, strict=True)
        if not (column.startswith("unnamed") and _is_empty(texts))
    }


def _is_empty(column: Cells) -> bool:
    """Return whether no cell of a column holds any text."""
    return not any(column.each_text())
