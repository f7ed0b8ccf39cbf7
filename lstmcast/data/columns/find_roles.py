"""Settle which column is what: from the settings, from a model, or from the file itself."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.config import DataConfig
from lstmcast.data.columns.find_ids import find_ids
from lstmcast.data.columns.find_slots import refuse_slots
from lstmcast.data.columns.find_targets import find_targets
from lstmcast.data.columns.find_time import find_time, list_names
from lstmcast.data.columns.names import TARGETS, TIMES, rank, spell
from lstmcast.data.moments.parts import part_of
from lstmcast.data.moments.rows import RowTimes
from lstmcast.data.roles import ROW, Roles
from lstmcast.data.text.numbers import NumberColumn
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError, UsageError

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Use:
    """What a column is needed for."""

    role: str
    flag: str


_TIME = _Use("time", "--time")
_TARGET = _Use("target", "--target")
_ID = _Use("series id", "--id")


def choose_time(table: Table, config: DataConfig, expected: Roles | None) -> tuple[str, ...]:
    """Return the time columns, or ``("row",)``. Raises DataError if there are none."""
    time = config.time or (expected.time if expected else ())
    if not time:
        return find_time(table)
    if time != (ROW,):
        _require(table, time, _TIME, from_model=not config.time)
    return time


def counts_rows(table: Table, time: tuple[str, ...]) -> bool:
    """Return whether rows in file order are the steps (no column of that name exists)."""
    return time == (ROW,) and ROW not in table.columns


def expect_roles(table: Table, time: tuple[str, ...], config: DataConfig, expected: Roles) -> Roles:
    """Return a model's roles, with the columns the settings name instead.

    Raises DataError for a column that the file lacks.
    """
    ids = config.id or expected.ids
    targets = config.target or expected.targets
    _require(table, ids, _ID, from_model=not config.id)
    _require(table, targets, _TARGET, from_model=not config.target)
    _require_apart(time, ids, targets)
    used = {*time, *ids, *targets}
    ignored = tuple((name, "not used by the model") for name in table.names if name not in used)
    return Roles(time=time, ids=ids, targets=targets, ignored=ignored)


def find_roles(
    table: Table,
    time: tuple[str, ...],
    config: DataConfig,
    times: RowTimes | None,
    numbers: Mapping[str, NumberColumn],
) -> Roles:
    """Return the roles of all columns.

    ``times`` are those of the rows (None: rows are steps), ``numbers`` all columns but the time
    columns. Raises DataError when the file leaves the choice open.
    """
    moments = np.arange(table.rows) if times is None else times.moments
    _require(table, config.id, _ID, from_model=False)
    _require(table, config.target, _TARGET, from_model=False)
    _require_apart(time, config.id, config.target)
    free = [name for name in numbers if name not in config.target]
    found = config.id or _find_ids(table, moments, {name: numbers[name] for name in free}, time)
    ids = config.id or tuple(name for name in table.names if name in found)
    rest = {name: column for name, column in numbers.items() if name not in ids}
    if config.target:
        targets: tuple[str, ...] = config.target
        reasons = {name: "not a target" for name in rest if name not in targets}
    else:
        targets, reasons = find_targets(table, rest, moments, _wall(times))
    ignored = tuple((name, reasons[name]) for name in table.names if name in reasons)
    return Roles(time=time, ids=ids, targets=targets, ignored=ignored)


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
    texts = [n for n, column in free.items() if not column.is_numeric and len(column.bad)]
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
    return times.stamps.wall[times.codes]


def _holds_integers(column: NumberColumn) -> bool:
    """Return whether all cells are whole numbers."""
    values = column.values
    return not len(column.bad) and bool((values == np.floor(values)).all())


def _require(table: Table, names: tuple[str, ...], use: _Use, *, from_model: bool) -> None:
    """Raise DataError for a column that the file does not have."""
    for name in names:
        if name in table.columns:
            continue
        wanted = f", which the model needs as {use.role}" if from_model else ""
        guess = _guess(name, table.names, use.flag)
        raise DataError(
            f"{table.name} has no column {name!r}{wanted}; its columns are "
            f"{list_names(table.names)}",
            hint=f"{guess}{use.flag} names the {use.role} column.",
        )


def _guess(name: str, names: tuple[str, ...], flag: str) -> str:
    """Return a question with the nearest name there is, if any comes near."""
    by_lower = {known.lower(): known for known in names}
    nearest = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.5)
    return f"Did you mean {flag} {spell(by_lower[nearest[0]])}? " if nearest else ""


def _require_apart(time: tuple[str, ...], ids: tuple[str, ...], targets: tuple[str, ...]) -> None:
    """Raise UsageError when a column is to be two things at once, or twice the same."""
    names = [*time, *ids, *targets]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(
            f"the column {twice!r} cannot have two roles",
            hint="Name it in one of --time, --id and --target only.",
        )
