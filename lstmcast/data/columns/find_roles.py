"""Settle which column is what: from the settings, from a model, or from the file itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lstmcast.config import CovariateConfig, DataConfig
from lstmcast.data.columns.find_ahead import AHEAD, Coming, RowOrder
from lstmcast.data.columns.find_ids import find_ids
from lstmcast.data.columns.find_slots import refuse_slots
from lstmcast.data.columns.find_targets import find_targets, judge_others
from lstmcast.data.columns.find_time import find_time
from lstmcast.data.columns.index import SeriesIndex, index_series
from lstmcast.data.columns.names import IDS, TARGETS, TIMES, rank
from lstmcast.data.columns.requirements import (
    ID,
    KNOWN,
    PAST,
    TARGET,
    TIME,
    require_apart,
    require_columns,
    require_covariates,
    require_static,
)
from lstmcast.data.columns.sheets import NOTHING_BESIDE, Beside
from lstmcast.data.moments.parts import part_of
from lstmcast.data.moments.rows import RowTimes
from lstmcast.data.roles import ROW, Roles
from lstmcast.data.text.cells import spread
from lstmcast.data.text.numbers import NumberColumn
from lstmcast.data.text.table import Table

IntArray = npt.NDArray[np.int64]

#: Of a run that knows nothing besides the values to forecast.
NO_COVARIATES = CovariateConfig()


def choose_time(table: Table, config: DataConfig, expected: Roles | None) -> tuple[str, ...]:
    """Return the time columns, or ``("row",)``. Raises DataError if there are none."""
    time = config.time or (expected.time if expected else ())
    if not time:
        return find_time(table)
    if time != (ROW,):
        require_columns(table, time, TIME, from_model=not config.time)
    return time


def counts_rows(table: Table, time: tuple[str, ...]) -> bool:
    """Return whether rows in file order are the steps (no column of that name exists)."""
    return time == (ROW,) and ROW not in table.columns


def expect_roles(table: Table, time: tuple[str, ...], config: DataConfig, expected: Roles) -> Roles:
    """Return a model's roles, with the columns the settings name instead.

    Raises DataError for a column that the file lacks; covariates may be in other files.
    """
    ids = config.id or expected.ids
    targets = config.target or expected.targets
    require_columns(table, ids, ID, from_model=not config.id)
    require_columns(table, targets, TARGET, from_model=not config.target)
    roles = replace(expected, time=time, ids=ids, targets=targets, ignored=(), day_first=None)
    require_apart(roles)
    unused = (name for name in table.names if name not in roles.used)
    return replace(roles, ignored=tuple((name, "not used by the model") for name in unused))


def find_roles(
    table: Table,
    time: tuple[str, ...],
    config: DataConfig,
    times: RowTimes | None,
    numbers: Mapping[str, NumberColumn],
    *,
    covariates: CovariateConfig = NO_COVARIATES,
    beside: Beside = NOTHING_BESIDE,
) -> tuple[Roles, SeriesIndex]:
    """Return the roles of all columns, and the series that the ids tell apart.

    ``times`` are those of the rows (None: rows are steps), ``numbers`` all columns but the time
    columns. Raises DataError when the file leaves the choice open, and UsageError for a column
    that is named twice.
    """
    moments = np.arange(table.rows) if times is None else times.moments
    _require_named(table, config, covariates, beside)
    named = Roles(
        time=time,
        ids=config.id,
        targets=config.target,
        known=tuple(sorted(covariates.known)),
        past=tuple(sorted(covariates.past)),
        static=tuple(sorted(covariates.static)),
    )
    require_apart(named)
    free = {name: column for name, column in numbers.items() if name not in named.used}
    found = config.id or _find_ids(table, moments, free, time)
    ids = config.id or tuple(name for name in table.names if name in found)
    roles = replace(named, ids=ids)
    if covariates.static_file is not None and not covariates.static:
        roles = replace(roles, static=_only_there(beside.static, table))
    others = {*roles.ids, *roles.covariates}
    rest = {name: column for name, column in numbers.items() if name not in others}
    index = index_series(table, ids)
    rows = RowOrder(times=moments, wall=_wall(times), index=index)
    coming = Coming(future=beside.future, keys=() if times is None else (*time, *ids))
    if config.target:
        reasons = judge_others(table, rest, config.target, rows, coming)
    else:
        targets, reasons = find_targets(table, rest, rows, coming)
        roles = replace(roles, targets=targets)
    # Who names some columns known ahead leaves the others out; and of many targets that were
    # found in a wide file, one may be a sensor that stopped early.
    if not covariates.known and (config.target or len(roles.targets) == 1):
        inferred = (name for name, reason in reasons.items() if reason == AHEAD)
        roles = replace(roles, known=tuple(sorted(inferred)))
    require_covariates(roles, covariates)
    unused = (name for name in table.names if name in reasons and name not in roles.known)
    return replace(roles, ignored=tuple((name, reasons[name]) for name in unused)), index


def _require_named(
    table: Table, config: DataConfig, covariates: CovariateConfig, beside: Beside
) -> None:
    """Raise DataError for a column of the settings that there is not."""
    require_columns(table, config.id, ID, from_model=False)
    require_columns(table, config.target, TARGET, from_model=False)
    require_columns(table, covariates.known, KNOWN, from_model=False)
    require_columns(table, covariates.past, PAST, from_model=False)
    require_static(table, beside.static, covariates.static)


def _only_there(static: Table | None, data: Table) -> tuple[str, ...]:
    """Return the columns of the file of static ones that the data do not have."""
    return tuple(sorted(set(static.names if static else ()) - set(data.names)))


def _find_ids(
    table: Table, moments: IntArray, numbers: Mapping[str, NumberColumn], time: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the id columns among those that are no target by name."""
    if counts_rows(table, time):
        return ()  # rows are counted within series, so they cannot tell series apart
    free = {
        name: column
        for name, column in numbers.items()
        if all(rank(name, names) is None for names in TARGETS)
    }
    # Among numbers text is a slip, but among ids 10B is what comes after 10A.
    texts = [
        name
        for name, column in free.items()
        if len(column.bad) and not (column.is_numeric and rank(name, IDS) is None)
    ]
    integers = [
        name
        for name, column in free.items()
        if _holds_integers(column) and part_of(name) is None and rank(name, TIMES) is None
    ]
    for name in integers:
        refuse_slots(table, time, name, numbers[name].values, moments)
    return find_ids(table, moments, texts, integers)


def _wall(times: RowTimes | None) -> IntArray | None:
    """Return the local seconds of the rows, [R]; None where they are steps."""
    if times is None or times.stamps.kind == "step":
        return None
    return spread(times.stamps.wall, times.codes)


def _holds_integers(column: NumberColumn) -> bool:
    """Return whether all cells are whole numbers."""
    readings = column.readings
    return not column.refused.any() and bool((readings == np.floor(readings)).all())
