"""The values to forecast, cell by cell sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.notes import Note
from lstmcast.data.text.numbers import NumberColumn
from lstmcast.data.text.numerals import read_numeral
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def take_targets(
    table: Table, targets: Sequence[str], numbers: Mapping[str, NumberColumn]
) -> tuple[dict[str, FloatArray], tuple[Note, ...]]:
    """Return the target columns, and remarks on currency and percent signs.

    Raises DataError for a cell that is no number, or infinite.
    """
    notes = []
    for target in targets:
        column = numbers[target]
        if len(column.bad):
            raise _bad_cell(table, target, column.bad, "is not a number", column.affix)
        infinite = np.flatnonzero(np.isinf(column.values))
        if len(infinite):
            raise _bad_cell(table, target, infinite, "is not a finite number", "")
        if column.affix:
            text = f"column {target!r}: the sign {column.affix} was dropped from every value"
            notes.append(Note("sign", text))
        if column.turned:
            text = f"column {target!r}: numbers such as {column.turned} were read as negative"
            notes.append(Note("sign", text))
    return {target: numbers[target].values for target in targets}, tuple(notes)


def _bad_cell(table: Table, target: str, rows: IntArray, what: str, affix: str) -> DataError:
    """Return the error about cells that are no values."""
    cell = table.columns[target][rows[0]]
    more = len(rows) - 1
    rest = f" (and {more} more {'cell' if more == 1 else 'cells'})" if more else ""
    own = read_numeral(cell).affix
    if own != affix and own:
        what = f"has a sign ({own}) that other cells lack"
    elif own != affix and read_numeral(cell).is_number:
        what = f"lacks the {affix} of other cells"
    return DataError(
        f"{table.place(int(rows[0]), target)}: {cell!r} {what}{rest}",
        hint="Correct it or leave the cell empty; --target names other columns.",
    )
