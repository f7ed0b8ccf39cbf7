"""Cells of number columns that are no numbers, and signs around those that are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.notes import Note
from lstmcast.data.text.numbers import NumberColumn
from lstmcast.data.text.numerals import read_numeral
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]


def require_numbers(table: Table, name: str, column: NumberColumn, hint: str) -> None:
    """Raise DataError for a cell that is no number, or infinite; ``hint`` says what to do."""
    if len(column.bad):
        what = _say_what(table.columns[name][column.bad[0]], column.affix)
        raise _refuse(table, name, column.bad, what, hint)
    infinite = np.flatnonzero(np.isinf(column.values))
    if len(infinite):
        raise _refuse(table, name, infinite, "is not a finite number", hint)


def remark_signs(name: str, column: NumberColumn) -> tuple[Note, ...]:
    """Return remarks on currency and percent signs, and on minus signs of another kind."""
    notes = []
    if column.affix:
        text = f"column {name!r}: the sign {column.affix} was dropped from every value"
        notes.append(Note("sign", text))
    if column.turned:
        text = f"column {name!r}: numbers such as {column.turned} were read as negative"
        notes.append(Note("sign", text))
    return tuple(notes)


def _say_what(cell: str, affix: str) -> str:
    """Say what is wrong with a cell among numbers that have the sign ``affix`` around them."""
    numeral = read_numeral(cell)
    if numeral.affix != affix and numeral.affix:
        return f"has a sign ({numeral.affix}) that other cells lack"
    if numeral.affix != affix and numeral.is_number:
        return f"lacks the {affix} of other cells"
    return "is not a number"


def _refuse(table: Table, name: str, rows: IntArray, what: str, hint: str) -> DataError:
    """Return the error about cells that are no values."""
    more = len(rows) - 1
    rest = f" (and {more} more {'cell' if more == 1 else 'cells'})" if more else ""
    cell = table.columns[name][rows[0]]
    return DataError(f"{table.place(int(rows[0]), name)}: {cell!r} {what}{rest}", hint=hint)
