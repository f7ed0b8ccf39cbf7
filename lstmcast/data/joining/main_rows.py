"""The rows of the data themselves, each with its place; the files beside them come to these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.config import CovariateConfig, DataConfig
from lstmcast.data.columns.find_roles import choose_time, counts_rows, expect_roles, find_roles
from lstmcast.data.columns.index import SeriesIndex, index_series
from lstmcast.data.columns.sheets import Beside, Sheet
from lstmcast.data.expected import Expected
from lstmcast.data.joining.opening import Opened
from lstmcast.data.moments.rows import RowTimes, count_rows, read_row_times
from lstmcast.data.notes import Note
from lstmcast.data.placing.pace import require_pace
from lstmcast.data.placing.rows import Placement, place_rows
from lstmcast.data.reading import NOTHING_KEPT, Reading, read_as_kept
from lstmcast.data.roles import Roles
from lstmcast.data.text.cells import Cells
from lstmcast.data.text.numbers import Numbers
from lstmcast.data.text.table import Table

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MainRows:
    """The data: cells, columns by role, and where each row belongs."""

    table: Table
    numbers: Numbers
    roles: Roles
    index: SeriesIndex
    placement: Placement

    @property
    def sheet(self) -> Sheet:
        """Return the table with its numbers."""
        return Sheet(table=self.table, numbers=self.numbers.columns, decimal=self.numbers.decimal)


def read_main(
    opened: Opened,
    beside: Beside,
    config: DataConfig,
    covariates: CovariateConfig,
    expected: Expected | None,
) -> MainRows:
    """Find out what the columns of the data are, and where their rows belong.

    ``beside`` are the files beside them, which may name columns. Raises DataError for rows or
    columns that cannot be used, and UsageError for settings that make no sense.
    """
    table, kept = opened.table, expected.reading if expected else NOTHING_KEPT
    time = choose_time(table, config, expected.roles if expected else None)
    times = _read_times(table, time, config, expected)
    cells = _number_columns(table, time, config, expected)
    numbers = read_as_kept(cells, config, kept, opened.delimiter)
    if expected is None:
        roles, index = find_roles(
            table, time, config, times, numbers.columns, covariates=covariates, beside=beside
        )
    else:
        roles = expect_roles(table, time, config, expected.roles)
        index = index_series(table, roles.ids)
    times = times or count_rows(index.codes)
    calendar = expected.calendar if expected else None
    placement = place_rows(table, times, index, config, model=calendar)
    if expected is not None:
        require_pace(placement.timeline, placement.lattice, kept.pace)
    return MainRows(
        table=table,
        numbers=numbers,
        roles=replace(roles, day_first=times.stamps.day_first),
        index=index,
        placement=placement,
    )


def read_beside(
    cells: Mapping[str, Cells], opened: Opened, main: MainRows, config: DataConfig
) -> tuple[Numbers, tuple[Note, ...]]:
    """Return columns of a file beside the data as numbers, and what is doubtful about them.

    They have the decimal mark of the data, if these show one and the file can be read with it.
    """
    columns = main.numbers.columns.values()
    shown = main.numbers.decimal == "," or any(_has_fractions(each.values) for each in columns)
    kept = Reading(decimal=main.numbers.decimal if shown else None)
    numbers = read_as_kept(cells, config, kept, opened.delimiter)
    doubts = (note for note in numbers.notes if note.code == "ambiguous-numbers")
    return numbers, (*opened.table.notes, *doubts)


def _has_fractions(values: FloatArray) -> bool:
    return bool((np.isfinite(values) & (values != np.floor(values))).any())


def _read_times(
    table: Table, time: tuple[str, ...], config: DataConfig, expected: Expected | None
) -> RowTimes | None:
    """Read the time cells; None where rows are counted, which takes series first."""
    if counts_rows(table, time):
        return None
    day_first = config.day_first
    if day_first is None and expected is not None:
        day_first = expected.roles.day_first
    calendar = expected.calendar if expected else None
    return read_row_times(table, time, day_first=day_first, calendar=calendar)


def _number_columns(
    table: Table, time: tuple[str, ...], config: DataConfig, expected: Expected | None
) -> dict[str, Cells]:
    """Return the columns to be read as numbers: those of the model, or all that may be some."""
    if expected is not None:
        targets = config.target or expected.roles.targets
        covariates = (column.name for column in expected.covariates if column.levels is None)
        names = (*targets, *covariates)
        return {name: table.columns[name] for name in names if name in table.columns}
    return {name: cells for name, cells in table.columns.items() if name not in time}
