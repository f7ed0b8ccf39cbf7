"""The file as a table of text: columns of cells, and the line each row came from."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstmcast.data.notes import Note
from lstmcast.data.text.dialect import read_cells, skips_spaces
from lstmcast.data.text.records import Records, measure_records
from lstmcast.data.text.widths import check_widths, refuse_title
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
TextArray = npt.NDArray[np.object_]

_MOST_SURPLUS = 64  # empty cells behind a row's last


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Cells as text, column by column; rows without any text are left out."""

    name: str  # the file, for messages
    columns: dict[str, TextArray]  # [R] each, in the order of the file
    lines: IntArray  # [R] line in the file, from 1
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
        columns = {name: cells[rows] for name, cells in self.columns.items()}
        return replace(self, columns=columns, lines=self.lines[rows])


def parse_table(text: bytes, delimiter: str, name: str) -> Table:
    """Split UTF-8 text into a table.

    Raises DataError for a ragged row, an unclosed quote, a name that occurs twice, and when
    there are no rows of data.
    """
    records = measure_records(text, delimiter, name)
    names = _column_names(text[: records.body].decode(), delimiter, name)
    width = len(names)
    widest = int(records.widths.max(initial=width))
    surplus = widest - width
    if surplus > _MOST_SURPLUS:  # not worth reading, so that it cannot fill the memory
        check_widths(records, names, name, allowed=0)
    cells = _read_cells(text, delimiter, width + surplus, records, name)
    is_empty = all(bool((column == "").all()) for column in cells[width:])
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
        cells = [column[filled] for column in cells]
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


def _read_cells(
    text: bytes, delimiter: str, width: int, records: Records, name: str
) -> list[TextArray]:
    """Return all cells below the header as text, by column; numbers and times are read later."""
    if records.body == len(text):
        return [np.empty(0, dtype=object) for _ in range(width)]
    stream = io.BytesIO(text)  # which shares the bytes; a slice would copy them
    stream.seek(records.body)
    try:
        frame = pd.read_csv(
            stream,
            sep=delimiter,
            header=None,
            names=list(range(width)),
            dtype=object,
            na_filter=False,
            index_col=False,
            skip_blank_lines=False,
            skipinitialspace=skips_spaces(delimiter),
            encoding="utf-8",
            engine="c",
            low_memory=False,
        )
    except pd.errors.ParserError as error:
        row = re.search(r"string starting at row (\d+)", str(error))
        where = f", line {records.lines[int(row[1])]}" if row else ""
        raise DataError(
            f"{name}{where}: a quotation mark is never closed",
            hint="Add the closing mark, or remove the opening one.",
        ) from error
    return [frame[position].to_numpy(dtype=object) for position in range(width)]


def _rows_with_text(cells: list[TextArray]) -> BoolArray:
    """Return which rows hold any text; spreadsheets like to export empty ones."""
    empty = np.ones(len(cells[0]), dtype=np.bool_)
    for column in cells:
        empty &= column == ""
        if not empty.any():
            break
    return ~empty


def _named_columns(names: list[str], cells: list[TextArray]) -> dict[str, TextArray]:
    """Pair names and cells, without the empty column that a delimiter at line ends makes."""
    return {
        column: texts
        for column, texts in zip(names, cells, strict=True)
        if not (column.startswith("unnamed") and (texts == "").all())
    }
