"""Find the columns to forecast, and say why the others are not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.columns.categories import holds_few_words
from lstmcast.data.columns.find_time import list_names
from lstmcast.data.columns.names import TARGETS, rank
from lstmcast.data.columns.oddities import (
    find_calendar,
    find_constant,
    find_count,
    find_indicator,
    is_constant,
)
from lstmcast.data.text.numbers import NumberColumn
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]

#: Why a column is not to forecast that is filled beyond those that are.
AHEAD = "known ahead"

_NEVER = np.iinfo(np.int64).min


def find_targets(
    table: Table,
    columns: Mapping[str, NumberColumn],
    times: IntArray,
    *,
    wall: IntArray | None,
    ahead: Collection[str],
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the target columns, and a reason for every other column.

    ``times`` rank the rows in time, [R]; ``wall`` are their local seconds since 1970, or None
    where they are steps; ``ahead`` are columns that another file holds the rows to come of.
    Raises DataError when there is nothing to forecast.
    """
    named = _find_by_name(columns)
    if named is not None:
        return (named,), judge_others(table, columns, (named,), times, wall=wall, ahead=ahead)
    reasons = _unfit(columns)
    numeric = {name: column for name, column in columns.items() if name not in reasons}
    odd = {name: reason for name, column in numeric.items() if (reason := _odd(name, column))}
    odd |= find_calendar({n: c for n, c in numeric.items() if n not in odd}, wall)
    odd |= _known_ahead({n: c for n, c in numeric.items() if n not in odd}, times, ahead)
    odd |= find_constant({n: c for n, c in numeric.items() if n not in odd})
    targets = tuple(name for name in numeric if name not in odd)
    if not targets and len(odd) == 1:
        return tuple(odd), reasons  # zeros and ones, but all there is
    if not targets and not odd and list(reasons.values()).count("empty") == 1:
        only = next(name for name, reason in reasons.items() if reason == "empty")
        return (only,), {name: reason for name, reason in reasons.items() if name != only}
    if not targets:
        raise _nothing_to_forecast(table, reasons | odd)
    if len(targets) == 1:
        return targets, judge_others(table, columns, targets, times, wall=wall, ahead=ahead)
    return targets, reasons | odd


def judge_others(
    table: Table,
    columns: Mapping[str, NumberColumn],
    targets: Sequence[str],
    times: IntArray,
    *,
    wall: IntArray | None,
    ahead: Collection[str],
) -> dict[str, str]:
    """Return why each column but the ``targets`` is none; arguments as in ``find_targets``."""
    reasons = _unfit(columns)
    end = max(_last_time(columns[name], times) for name in targets)
    numeric = {name: column for name, column in columns.items() if name not in reasons}
    reasons |= find_calendar(numeric, wall)
    for name, column in columns.items():
        reason, is_text = reasons.get(name), name not in numeric
        if reason == "empty" or (is_text and not holds_few_words(table.columns[name])):
            continue
        later = name in ahead or (end != _NEVER and _last_time(column, times) > end)
        if not is_text:
            reason = find_count(name, column) or reason
        if reason is None and is_constant(column.values):
            reason = "one value throughout"
        if later and (is_text or reason is None):
            reason = AHEAD
        reasons[name] = reason or find_indicator(name, column) or "not a target"
    return {name: reason for name, reason in reasons.items() if name not in targets}


def _unfit(columns: Mapping[str, NumberColumn]) -> dict[str, str]:
    """Return the columns without numbers."""
    reasons = {name: "text" for name, column in columns.items() if not column.is_numeric}
    return reasons | {
        name: "empty"
        for name, column in columns.items()
        if not column.observed and not len(column.bad)
    }


def _odd(name: str, column: NumberColumn) -> str | None:
    """Return why a column of numbers is none to forecast, if so."""
    return find_indicator(name, column) or find_count(name, column)


def _find_by_name(columns: Mapping[str, NumberColumn]) -> str | None:
    """Return the column that is named as targets are."""
    for names in TARGETS:
        found = [name for name in columns if rank(name, names) is not None]
        if len(found) == 1 and (columns[found[0]].is_numeric or not len(columns[found[0]].bad)):
            return found[0]
    return None


def _known_ahead(
    columns: Mapping[str, NumberColumn], times: IntArray, ahead: Collection[str]
) -> dict[str, str]:
    """Return columns filled beyond the last row of most others."""
    ends = {name: _last_time(column, times) for name, column in columns.items()}
    if not ends:
        return {}
    first_end = min(ends.values())
    later = [name for name, end in ends.items() if end > first_end or name in ahead]
    # One series that stops early among many is a dead sensor, not the target.
    return dict.fromkeys(later, AHEAD) if 2 * len(later) <= len(ends) else {}


def _last_time(column: NumberColumn, times: IntArray) -> int:
    """Return the latest time at which a column has a cell that is not missing."""
    filled = ~np.isnan(column.values)
    filled[column.bad] = True
    return int(times[filled].max(initial=_NEVER))


def _nothing_to_forecast(table: Table, reasons: Mapping[str, str]) -> DataError:
    """Return the error for a file without a column to forecast."""
    if not reasons:
        return DataError(
            f"{table.name} has no column to forecast; its columns are {list_names(table.names)}",
            hint="Name one with --target COLUMN.",
        )
    listed = ", ".join(f"{name} ({reason})" for name, reason in list(reasons.items())[:6])
    return DataError(
        f"{table.name} has no column to forecast: {listed}", hint="Name one with --target COLUMN."
    )
