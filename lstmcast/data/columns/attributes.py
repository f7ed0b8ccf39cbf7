"""What is said of series as a whole: one value for each, gathered from its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.columns.names import spell
from lstmcast.data.columns.sheets import Sheet
from lstmcast.data.covariates import Column
from lstmcast.data.text.cells import CodeArray
from lstmcast.errors import DataError

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnedRows:
    """A file whose rows belong to series."""

    sheet: Sheet
    series: CodeArray  # [R] which of all series; -1: none of them


def gather_attribute(
    column: Column, files: Sequence[OwnedRows], labels: Sequence[str], hint: str
) -> FloatArray:
    """Return the value of a static column for each series, [S]; NaN where no row has any.

    ``labels`` name the series and ``hint`` says what to do about a cell that is no number.
    Raises DataError for such a cell, and for a value that changes within a series.
    """
    result = np.full(len(labels), np.nan)
    origins = np.zeros((len(labels), 2), dtype=np.int64)  # file and row that a value is from
    for number, file in enumerate(files):
        values = file.sheet.values(column, hint)
        rows = np.flatnonzero((file.series >= 0) & ~np.isnan(values))
        owners, first = np.unique(file.series[rows], return_index=True)
        fresh = np.isnan(result[owners])
        result[owners[fresh]] = values[rows[first[fresh]]]
        origins[owners[fresh], 0] = number
        origins[owners[fresh], 1] = rows[first[fresh]]
        changed = rows[values[rows] != result[file.series[rows]]]
        if len(changed):
            row = int(changed[0])
            owner = int(file.series[row])
            origin, earlier = origins[owner].tolist()
            raise _refuse_change(column.name, (file, row), (files[origin], earlier), labels[owner])
    return result


def _refuse_change(
    name: str, here: tuple[OwnedRows, int], there: tuple[OwnedRows, int], label: str
) -> DataError:
    """Return the error about a value that changes within a series."""
    cells = [file.sheet.table.columns[name][row].strip() for file, row in (here, there)]
    table, row = here[0].sheet.table, here[1]
    other = there[0].sheet.table
    line = f"line {other.lines[there[1]]}"
    place = line if other is table else f"{other.name}, {line}"
    whose = f" of the series {label!r}" if label else ""
    return DataError(
        f"{table.place(row, name)}: {cells[0]!r}, but {cells[1]!r} in {place}{whose}; a static "
        "column says the same at every step",
        hint=f"Correct it; if it does change, name it with --known {spell(name)} or --past "
        f"{spell(name)} instead.",
    )
