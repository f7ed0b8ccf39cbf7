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

from lstmcast.data.text.cells import Cells, IntArray, TextArray, hold_texts, shrink
from lstmcast.data.text.dialect import skips_spaces
from lstmcast.data.text.records import Records
from lstmcast.errors import DataError

_ROWS_AT_ONCE = 1 << 16  # at most, and
_CELLS_AT_ONCE = 1 << 21  # of all columns; but never fewer than
_FEWEST_ROWS = 1 << 8  # as each block of a column takes a while of its own
_RARE = 16  # rows per different text from which on a column repeats itself
_FEW = 1 << 16  # different texts of a column that never cost much,
_FEW_TOGETHER = 1 << 20  # unless columns are so many that this is exceeded


class _Column:
    """A column that grows block by block to a known number of rows."""

    def __init__(self, rows: int, most: int) -> None:
        self._codes = np.empty(rows, dtype=np.min_scalar_type(rows))
        self._filled = 0  # rows
        self._most = most  # different texts, beyond which those of further blocks are not found
        self._texts = hold_texts([])  # of the first block; once they are too many, of all blocks
        self._held = 0  # texts so far
        self._places: dict[str, int] = {}  # of them, if there are several blocks and few texts
        self._distinct = True

    def add(self, cells: npt.NDArray[np.object_]) -> None:
        """Add the rows of a block."""
        codes, uniques = pd.factorize(cells)
        texts = uniques.tolist()
        if self._filled == 0:  # most files have no other block
            self._texts, self._held = hold_texts(texts), len(texts)
        elif self._held <= self._most:
            codes = self._find(texts)[codes]
        else:  # finding texts again takes more than it saves
            codes += self._held
            self._append(texts)
        self._codes[self._filled : self._filled + len(codes)] = codes
        self._filled += len(codes)

    def finish(self) -> Cells:
        """Return all rows."""
        codes = shrink(self._codes[: self._filled])
        return Cells(texts=self._gather(), codes=codes, distinct=self._distinct)

    def _find(self, texts: list[str]) -> IntArray:
        """Return the places of texts among all different ones, to which new ones are added."""
        places = self._places
        if not places:
            places.update(zip(self._texts.tolist(), range(self._held), strict=True))
        found = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.int64)
        self._held = len(places)
        return found

    def _append(self, texts: list[str]) -> None:
        """Add the texts of a block, some of which may be there already."""
        if self._distinct:
            room = np.empty(len(self._codes), dtype=self._texts.dtype)  # there is a row for each
            room[: self._held] = self._gather()
            self._texts, self._places, self._distinct = room, {}, False
        self._texts[self._held : self._held + len(texts)] = hold_texts(texts)
        self._held += len(texts)

    def _gather(self) -> TextArray:
        """Return all texts so far."""
        return hold_texts([*self._places]) if self._places else self._texts[: self._held]


def read_cells_below(
    text: bytes, delimiter: str, width: int, records: Records, name: str
) -> list[Cells]:
    """Return all cells below the header as text, by column; numbers and times are read later.

    ``width`` is the number of columns. Raises DataError for a quotation mark that is never
    closed.
    """
    rows = len(records.lines)
    most = max(min(_FEW, _FEW_TOGETHER // width), rows // _RARE)
    columns = [_Column(rows, most) for _ in range(width)]
    if records.body < len(text):
        _fill(columns, text, delimiter, records, name)
    columns.reverse()
    return [columns.pop().finish() for _ in range(width)]


def _fill(columns: list[_Column], text: bytes, delimiter: str, records: Records, name: str) -> None:
    """Add all rows to the columns."""
    stream = io.BytesIO(text)  # which shares the bytes; a slice would copy them
    stream.seek(records.body)
    rows = min(_ROWS_AT_ONCE, max(_FEWEST_ROWS, _CELLS_AT_ONCE // len(columns)))
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
            chunksize=rows,
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
