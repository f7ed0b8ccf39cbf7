"""The files of one run, side by side: the data, the rows to come, what is said of series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.columns.categories import Words, code_words, read_words
from lstmcast.data.columns.cells import require_numbers
from lstmcast.data.covariates import Column, When
from lstmcast.data.text.numbers import NumberColumn
from lstmcast.data.text.numerals import Decimal
from lstmcast.data.text.table import Table

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """A table, and those of its columns that were read as numbers."""

    table: Table
    numbers: Mapping[str, NumberColumn]
    decimal: Decimal

    def words(self, name: str) -> Words:
        """Return a column as words."""
        return read_words(self.table.columns[name], self.decimal)

    def values(self, column: Column, hint: str) -> FloatArray:
        """Return a column as numbers or codes, [R].

        Raises DataError, with ``hint``, for a cell that is no number where one is wanted.
        """
        if column.levels is not None:
            return code_words(self.words(column.name), column.levels)
        require_numbers(self.table, column.name, self.numbers[column.name], hint)
        return self.numbers[column.name].values


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheets:
    """All files of a run."""

    main: Sheet
    future: Sheet | None = None  # rows to come
    static: Sheet | None = None  # a row for each series

    def holding(self, name: str, when: When) -> tuple[Sheet, ...]:
        """Return the files in which a covariate is looked for; the data go first.

        A column of the data is not looked for in the file of what is said of series.
        """
        beside = self.future if when != "past" else None
        found = tuple(
            sheet
            for sheet in (self.main, beside)
            if sheet is not None and name in sheet.table.columns
        )
        if when != "static" or self.main in found:
            return found
        if self.static is not None and name in self.static.table.columns:
            return (self.static,)
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beside:
    """The files beside the data, as text."""

    future: Table | None = None  # rows to come
    static: Table | None = None  # a row for each series


#: Of a run that reads one file.
NOTHING_BESIDE = Beside()
