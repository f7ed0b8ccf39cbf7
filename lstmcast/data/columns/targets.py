"""The values to forecast, cell by cell sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.columns.cells import remark_signs, require_numbers
from lstmcast.data.notes import Note
from lstmcast.data.text.numbers import NumberColumn
from lstmcast.data.text.table import Table

FloatArray = npt.NDArray[np.float64]

_HINT = "Correct it or leave the cell empty; --target names other columns."


def take_targets(
    table: Table, targets: Sequence[str], numbers: Mapping[str, NumberColumn]
) -> tuple[dict[str, FloatArray], tuple[Note, ...]]:
    """Return the target columns, and remarks on currency and percent signs.

    Raises DataError for a cell that is no number, or infinite.
    """
    notes: tuple[Note, ...] = ()
    for target in targets:
        require_numbers(table, target, numbers[target], _HINT)
        notes += remark_signs(target, numbers[target])
    return {target: numbers[target].values for target in targets}, notes
