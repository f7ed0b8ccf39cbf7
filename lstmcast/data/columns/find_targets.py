"""Find the columns to forecast, and say why the others are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lstmcast.data.columns.categories import holds_few_words
from lstmcast.data.columns.find_ahead import (
    AHEAD,
    Coming,
    RowOrder,
    filled_cells,
    filled_to_come,
    last_time,
    runs_ahead,
)
from lstmcast.data.columns.find_time import list_names
from lstmcast.data.columns.index import varies_between
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


def find_targets(
    table: Table,
    columns: Mapping[str, NumberColumn],
    rows: RowOrder,
    coming: Coming,
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the target columns, and a reason for every other column.

    Raises DataError when there is nothing to forecast.
    """
    named = _find_by_name(columns)
    if named is not None:
        return (named,), judge_others(table, columns, (named,), rows, coming)
    reasons = _unfit(columns)
    numeric = {name: column for name, column in columns.items() if name not in reasons}
    odd = {name: reason for name, column in numeric.items() if (reason := _odd(name, column))}
    odd |= find_calendar({n: c for n, c in numeric.items() if n not in odd}, rows.wall)
    odd |= _known_ahead(table, {n: c for n, c in numeric.items() if n not in odd}, rows, coming)
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
        return targets, judge_others(table, columns, targets, rows, coming)
    return targets, reasons | odd


def judge_others(
    table: Table,
    columns: Mapping[str, NumberColumn],
    targets: Sequence[str],
    rows: RowOrder,
    coming: Coming,
) -> dict[str, str]:
    """Return why each column but the ``targets`` is none."""
    reasons = _unfit(columns)
    observed = np.logical_or.reduce([filled_cells(columns[name]) for name in targets])
    to_come = filled_to_come(coming, table, observed)
    numeric = {name: column for name, column in columns.items() if name not in reasons}
    reasons |= find_calendar(numeric, rows.wall)
    for name, column in columns.items():
        reason, is_text = reasons.get(name), name not in numeric
        if reason == "empty" or (is_text and not holds_few_words(table.columns[name])):
            continue
        later = name in to_come or runs_ahead(column, observed, rows)
        if not is_text:
            reason = find_count(name, column) or reason
        if reason is None and is_constant(column.values):
            reason = "one value throughout"
        if later and (is_text or reason is None):
            # What series are like is in all their rows, whatever those hold besides.
            is_attribute = varies_between(table.columns[name], rows.index)
            reason = reason if is_attribute else AHEAD
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
    table: Table, columns: Mapping[str, NumberColumn], rows: RowOrder, coming: Coming
) -> dict[str, str]:
    """Return columns filled beyond the last row of most others."""
    ends = {name: last_time(column, rows) for name, column in columns.items()}
    if not ends:
        return {}
    first_end = min(ends.values())
    to_come = filled_to_come(coming, table, np.zeros(table.rows, dtype=np.bool_))
    later = [name for name, end in ends.items() if end > first_end or name in to_come]
    # One series that stops early among many is a dead sensor, not the target.
    return dict.fromkeys(later, AHEAD) if 2 * len(later) <= len(ends) else {}


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
