"""Split the text below the header into columns of cells, a block of rows at a time.

The parser makes a Python object of every cell, and tables of all of them on the way; so it is
never to hold more than a few rows of a large file.
"""

from __future__ import annotations

import io
import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstmcast.data.text.cells import Cells, hold_texts, shrink
from lstmcast.data.text.dialect import skips_spaces
from lstmcast.data.text.records import Records
from lstmcast.errors import DataError

_ROWS_AT_ONCE = 1 << 16
_RARE = 16  # rows per different text from which on a column repeats itself
_FEW = 1 << 16  # different texts that never cost much


class _Column:
    """A column that grows block by block to a known number of rows."""

    def __init__(self, rows: int) -> None:
        self._codes = np.empty(rows, dtype=np.min_scalar_type(rows))
        self._filled = 0  # rows
        self._places: dict[str, int] | None = {}  # of all texts so far; None once they are many
        self._most = max(_FEW, rows // _RARE)
        self._many = hold_texts([])  # from then on, and after those, the texts of each block
        self._held = 0  # of them

    def add(self, cells: npt.NDArray[np.object_]) -> None:
        """Add the rows of a block."""
        codes, uniques = pd.factorize(cells)
        texts = uniques.tolist()
        if self._places is None:
            codes += self._held
            self._hold(texts)
        else:
            places = self._places
            codes = np.array([places.setdefault(text, len(places)) for text in texts])[codes]
            if len(places) > self._most:  # then finding texts again takes more than it saves
                self._many = np.empty(len(self._codes), dtype=self._many.dtype)
                self._hold(list(places))
                self._places = None
        self._codes[self._filled : self._filled + len(codes)] = codes
        self._filled += len(codes)

    def finish(self) -> Cells:
        """Return all rows."""
        distinct = self._places is not None
        texts = self._many[: self._held] if self._places is None else hold_texts([*self._places])
        return Cells(texts=texts, codes=shrink(self._codes[: self._filled]), distinct=distinct)

    def _hold(self, texts: list[str]) -> None:
        """Add texts to the many, for which there is room: there is a row for each."""
        self._many[self._held : self._held + len(texts)] = hold_texts(texts)
        self._held += len(texts)


def read_cells_below(
    text: bytes, delimiter: str, width: int, records: Records, name: str
) -> list[Cells]:
    """Return all cells below the header as text, by column; numbers and times are read later.

    ``width`` is the number of columns. Raises DataError for a quotation mark that is never
    closed.
    """
    columns = [_Column(len(records.lines)) for _ in range(width)]
    if records.body < len(text):
        _fill(columns, text, delimiter, records, name)
    columns.reverse()
    return [columns.pop().finish() for _ in range(width)]


def _fill(columns: list[_Column], text: bytes, delimiter: str, records: Records, name: str) -> None:
    """Add all rows to the columns."""
    stream = io.BytesIO(text)  # which shares the bytes; a slice would copy them
    stream.seek(records.body)
    try:
        with pd.read_csv(
            stream,
            sep=delimiter,
            header=None,
            names=list(range(len(columns))),
            dtype=object,
            na_filter=False,
            index_col=False,
            skip_blank_lines=False,
            skipinitialspace=skips_spaces(delimiter),
            encoding="utf-8",
            engine="c",
            low_memory=False,
            chunksize=_ROWS_AT_ONCE,
        ) as blocks:
            for block in blocks:
                for position, column in enumerate(columns):
                    column.add(block[position].to_numpy(dtype=object))
    except pd.errors.ParserError as error:
        row = re.search(r"string starting at row (\d+)", str(error))
        where = f", line {records.lines[int(row[1])]}" if row else ""
        raise DataError(
            f"{name}{where}: a quotation mark is never closed",
            hint="Add the closing mark, or remove the opening one.",
        ) from error
