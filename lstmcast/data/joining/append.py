"""Rows to come behind the rows of the data: what one file lacks, the other fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.config import Duplicates
from lstmcast.data.columns.categories import is_filled
from lstmcast.data.covariates import Column
from lstmcast.data.placing.duplicates import Observations
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Owned:
    """The observations of one file."""

    table: Table
    observations: Observations
    places: IntArray  # of its series among all series


def append_rows(
    main: Owned,
    future: Owned,
    columns: Sequence[Column],
    rule: Duplicates | None,
    labels: tuple[str, ...],
) -> Observations:
    """Return the observations of both files, one row per series and grid step.

    Where both have a row, each fills what the other lacks in ``columns``, those that have a
    value at each step; ``rule`` says what to do where they differ, and of categories the row to
    come counts. Raises DataError, with both lines, for a difference that nothing was said about.
    """
    files = (main, future)
    series = np.concatenate([file.places[file.observations.series] for file in files])
    ordinals = np.concatenate([file.observations.ordinals for file in files])
    order = np.lexsort((ordinals, series))  # stable: the row of the data goes first
    series, ordinals = series[order], ordinals[order]
    again = np.flatnonzero((np.diff(series) == 0) & (np.diff(ordinals) == 0)) + 1
    rows = np.concatenate([file.observations.rows for file in files])[order]
    stacked = {column.name: _stack(column.name, main, future)[order] for column in columns}
    for column in columns:
        values = stacked[column.name]
        one, other = values[again - 1], values[again]
        filled = is_filled(one, column.levels) & is_filled(other, column.levels)
        differs = filled & (one != other)
        if differs.any() and rule in {None, "error"}:
            at = again[differs][np.argmin(rows[again[differs]])]
            cells = (int(rows[at - 1]), int(rows[at]))
            raise _refuse(main, future, column.name, cells, labels[series[at]])
        # An empty cell that counts as a name says more than a file without the column.
        settled = np.where(is_filled(other, column.levels) | np.isnan(one), other, one)
        if column.levels is None and rule in {"mean", "sum"}:
            settled[differs] = (one + other)[differs] / (2 if rule == "mean" else 1)
        values[again - 1] = settled
    kept = np.ones(len(order), dtype=np.bool_)
    kept[again] = False
    targets = {
        name: np.concatenate([values, np.full(len(future.observations.rows), np.nan)])[order][kept]
        for name, values in main.observations.values.items()
    }
    return Observations(
        series=series[kept],
        ordinals=ordinals[kept],
        values=targets,
        covariates={name: values[kept] for name, values in stacked.items()},
        rows=rows[kept],
    )


def _stack(name: str, main: Owned, future: Owned) -> FloatArray:
    """Return a covariate of both files, NaN in the rows of a file that lacks it."""
    return np.concatenate(
        [
            file.observations.covariates.get(name, np.full(len(file.observations.rows), np.nan))
            for file in (main, future)
        ]
    )


def _refuse(main: Owned, future: Owned, name: str, rows: tuple[int, int], label: str) -> DataError:
    """Return the error about a cell that contradicts one of the data."""
    mine, other = main.table.columns[name][rows[0]], future.table.columns[name][rows[1]]
    whose = f" and the series {label!r}" if label else ""
    return DataError(
        f"{future.table.place(rows[1], name)}: {other.strip()!r} contradicts {main.table.name}, "
        f"line {main.table.lines[rows[0]]}, which has {mine.strip()!r} for the same time{whose}",
        hint="Correct one of them, or choose what to do with --duplicates last, mean or sum.",
    )
