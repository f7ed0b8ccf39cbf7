"""Find the columns to forecast, and say why the others are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from lstmcast.data.columns.find_time import list_names
from lstmcast.data.columns.names import COUNTERS, TARGETS, is_like_indicator, rank
from lstmcast.data.text.numbers import NumberColumn
from lstmcast.data.text.table import Table
from lstmcast.data.units import DAY_SECONDS
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]

_NEVER = np.iinfo(np.int64).min
_FEWEST = 8  # rows before zeros and ones are taken for an indicator


def find_targets(
    table: Table,
    columns: Mapping[str, NumberColumn],
    times: IntArray,
    wall: IntArray | None,
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the target columns, and a reason for every other column.

    ``times`` rank the rows in time, [R]; ``wall`` are their local seconds since 1970, or None
    where they are steps. Raises DataError when there is nothing to forecast.
    """
    reasons = {name: "text" for name, column in columns.items() if not column.is_numeric}
    reasons |= {
        name: "empty"
        for name, column in columns.items()
        if not column.observed and not len(column.bad)
    }
    named = _find_by_name(columns)
    if named is not None:
        end = _last_time(columns[named], times)
        for name, column in columns.items():
            if name != named and name not in reasons:
                later = _last_time(column, times) > end
                reasons[name] = (
                    "known ahead" if later else _reason(name, column) or "not the target"
                )
        reasons.pop(named, None)
        return (named,), reasons
    numeric = {name: column for name, column in columns.items() if name not in reasons}
    odd = {name: reason for name, column in numeric.items() if (reason := _reason(name, column))}
    odd |= _find_calendar({n: c for n, c in numeric.items() if n not in odd}, wall)
    odd |= _known_ahead({n: c for n, c in numeric.items() if n not in odd}, times)
    odd |= _find_constant({n: c for n, c in numeric.items() if n not in odd})
    targets = tuple(name for name in numeric if name not in odd)
    if not targets and len(odd) == 1:
        return tuple(odd), reasons  # zeros and ones, but all there is
    if not targets and not odd and list(reasons.values()).count("empty") == 1:
        only = next(name for name, reason in reasons.items() if reason == "empty")
        return (only,), {name: reason for name, reason in reasons.items() if name != only}
    if not targets:
        raise _nothing_to_forecast(table, reasons | odd)
    return targets, reasons | odd


def _find_by_name(columns: Mapping[str, NumberColumn]) -> str | None:
    """Return the column that is named as targets are."""
    for names in TARGETS:
        found = [name for name in columns if rank(name, names) is not None]
        if len(found) == 1 and (columns[found[0]].is_numeric or not len(columns[found[0]].bad)):
            return found[0]
    return None


def _reason(name: str, column: NumberColumn) -> str | None:
    """Return why a column of numbers is none to forecast, if so."""
    values = column.values[~np.isnan(column.values)]
    if is_like_indicator(name):
        return "indicator"
    if (
        len(values) >= _FEWEST
        and set(np.unique(values[:1000]).tolist()) <= {0.0, 1.0}
        and (bool(np.isin(values, (0.0, 1.0)).all()) and values.min() < values.max())
    ):
        return "0/1 indicator"
    if _is_counter(column.values):
        return "row number"
    if rank(name, COUNTERS) is not None and bool((values == np.round(values)).all()):
        return "counter"
    return None


def _find_calendar(columns: Mapping[str, NumberColumn], wall: IntArray | None) -> dict[str, str]:
    """Return columns that repeat a part of the time stamps, unless there are no others."""
    if wall is None or len(wall) < _FEWEST or len(columns) < 2:
        return {}
    parts = list(_calendar_parts(wall))
    found = [
        name
        for name, column in columns.items()
        if any(np.array_equal(column.values, part) for part in parts)
    ]
    return dict.fromkeys(found, "calendar") if len(found) < len(columns) else {}


def _calendar_parts(wall: IntArray) -> Iterator[IntArray]:
    """Yield what calendars say of the times of the rows, [R] each."""
    days = wall // DAY_SECONDS
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    years = dates.astype("datetime64[Y]")
    month = months.astype(np.int64) % 12 + 1
    yield years.astype(np.int64) + 1970
    yield month
    yield (month + 2) // 3
    yield (dates - months).astype(np.int64) + 1
    yield (dates - years).astype(np.int64) + 1
    for first in (3, 4):  # days begin with Monday or Sunday ...
        for offset in (0, 1):  # ... counted from 0 or 1
            yield (days + first) % 7 + offset
    yield wall % DAY_SECONDS // 3600
    yield wall % 3600 // 60


def _find_constant(columns: Mapping[str, NumberColumn]) -> dict[str, str]:
    """Return columns with one value throughout, unless there are no others."""
    found = [
        name
        for name, column in columns.items()
        if column.observed > 1 and np.nanmin(column.values) == np.nanmax(column.values)
    ]
    return dict.fromkeys(found, "one value throughout") if len(found) < len(columns) else {}


def _is_counter(values: npt.NDArray[np.float64]) -> bool:
    """Return whether values are 0, 1, 2, ... or 1, 2, 3, ... in some order."""
    count = len(values)
    if count < 3 or np.isnan(values).any():
        return False
    low, high = values.min(), values.max()
    if low not in {0.0, 1.0} or high != low + count - 1:
        return False
    return bool((np.sort(values) == np.arange(low, low + count)).all())


def _known_ahead(columns: Mapping[str, NumberColumn], times: IntArray) -> dict[str, str]:
    """Return columns filled beyond the last row of most others."""
    ends = {name: _last_time(column, times) for name, column in columns.items()}
    if not ends:
        return {}
    first_end = min(ends.values())
    later = [name for name, end in ends.items() if end > first_end]
    # One series that stops early among many is a dead sensor, not the target.
    return dict.fromkeys(later, "known ahead") if 2 * len(later) <= len(ends) else {}


def _last_time(column: NumberColumn, times: IntArray) -> int:
    """Return the latest time at which a column has a value."""
    return int(times[~np.isnan(column.values)].max(initial=_NEVER))


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
