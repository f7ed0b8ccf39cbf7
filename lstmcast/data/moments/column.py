"""The cells that say when: different ones, where they are, and errors about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from lstmcast.data.moments.parts import join_parts
from lstmcast.data.text.cells import CodeArray
from lstmcast.data.text.missing import is_missing
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimeColumn:
    """The time cells of a file; each different text is parsed once."""

    table: Table
    name: str  # of the column, or of all columns joined
    cells: list[str]  # [U] different texts
    codes: CodeArray  # [R] which of them each row has
    columns: tuple[str, ...]  # where they come from

    def place(self, code: int) -> str:
        """Say where a cell first occurs."""
        return self.table.place(self.first_row(code), self.name)

    def first_row(self, code: int) -> int:
        """Return the first row with a cell."""
        return int(np.flatnonzero(self.codes == code)[0])

    def refuse(self, codes: IntArray, what: str, hint: str | None = None) -> NoReturn:
        """Raise DataError for the bad cell that comes first in the file.

        ``what`` follows the cell: ``is not a date or time``.
        """
        bad = np.isin(self.codes, codes)
        row = int(np.flatnonzero(bad)[0])
        more = int(np.count_nonzero(bad)) - 1
        rest = f" (and {more} more cells)" if more > 1 else " (and 1 more cell)" if more else ""
        cell = self.written(row)
        raise DataError(f"{self.table.place(row, self.name)}: {cell!r} {what}{rest}", hint=hint)

    def written(self, row: int) -> str:
        """Return the time of a row as the file has it, cells of several columns with commas."""
        if len(self.columns) == 1:
            return self.cells[int(self.codes[row])]
        return ", ".join(self.table.columns[name][row].strip() for name in self.columns)

    @property
    def texts(self) -> list[str]:
        """Return what the file has for each of the different cells, [U]."""
        if len(self.columns) == 1:
            return self.cells
        _, rows = np.unique(self.codes, return_index=True)
        return [self.written(row) for row in rows.tolist()]


def collect_times(table: Table, columns: Sequence[str]) -> TimeColumn:
    """Return the time cells of one column, or of several joined into one text.

    Several are a date and a time of day, or the parts year, month, day, hour and so on.
    Raises DataError for an empty cell.
    """
    if len(columns) == 1:
        name, joined = columns[0], table.columns[columns[0]]
    else:
        name, joined = ", ".join(columns), join_parts(table, columns)
    codes, texts = joined.different()
    cells = [text.strip() for text in texts]
    empty = next(
        (code for code, cell in enumerate(cells) if len(cell) < 5 and is_missing(cell)), None
    )
    if empty is not None:
        row = int(np.flatnonzero(codes == empty)[0])
        raise DataError(
            f"{table.place(row, name)}: the time is missing",
            hint="Fill it in or remove the row.",
        )
    return TimeColumn(
        table=table,
        name=name,
        cells=cells,
        codes=codes,
        columns=tuple(columns),
    )
