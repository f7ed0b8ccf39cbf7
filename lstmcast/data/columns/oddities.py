"""What speaks against a column of numbers as one to forecast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.columns.names import COUNTERS, is_like_indicator, rank
from lstmcast.data.text.numbers import NumberColumn
from lstmcast.data.units import DAY_SECONDS

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_FEWEST = 8  # rows before zeros and ones are taken for an indicator


def find_indicator(name: str, column: NumberColumn) -> str | None:
    """Return what to call a column of zeros and ones, if it is one."""
    if is_like_indicator(name):
        return "indicator"
    values = column.values
    values = values[~np.isnan(values)]
    if (
        len(values) >= _FEWEST
        and set(np.unique(values[:1000]).tolist()) <= {0.0, 1.0}
        and (bool(np.isin(values, (0.0, 1.0)).all()) and values.min() < values.max())
    ):
        return "0/1 indicator"
    return None


def find_count(name: str, column: NumberColumn) -> str | None:
    """Return what to call a column that counts rows or steps, if it does."""
    values = column.values
    if _counts_rows(values):
        return "row number"
    values = values[~np.isnan(values)]
    if rank(name, COUNTERS) is not None and bool((values == np.round(values)).all()):
        return "counter"
    return None


def find_calendar(columns: Mapping[str, NumberColumn], wall: IntArray | None) -> dict[str, str]:
    """Return columns that repeat a part of the time stamps, unless there are no others.

    ``wall`` are the local seconds of the rows since 1970, [R]; None where they are steps.
    """
    if wall is None or len(wall) < _FEWEST or len(columns) < 2:
        return {}
    parts = list(_calendar_parts(wall))
    found = [name for name, column in columns.items() if _is_any_of(column.values, parts)]
    return dict.fromkeys(found, "calendar") if len(found) < len(columns) else {}


def find_constant(columns: Mapping[str, NumberColumn]) -> dict[str, str]:
    """Return columns with one value throughout, unless there are no others."""
    found = [name for name, column in columns.items() if is_constant(column.values)]
    return dict.fromkeys(found, "one value throughout") if len(found) < len(columns) else {}


def is_constant(values: FloatArray) -> bool:
    """Return whether several values are there and all the same; missing ones do not count."""
    known = values[~np.isnan(values)]
    return len(known) > 1 and bool(known.min() == known.max())


def _is_any_of(values: FloatArray, parts: Sequence[IntArray]) -> bool:
    """Return whether the values are those of one of the parts."""
    return any(np.array_equal(values, part) for part in parts)


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


def _counts_rows(values: FloatArray) -> bool:
    """Return whether values are 0, 1, 2, ... or 1, 2, 3, ... in some order."""
    count = len(values)
    if count < 3 or np.isnan(values).any():
        return False
    low, high = values.min(), values.max()
    if low not in {0.0, 1.0} or high != low + count - 1:
        return False
    return bool((np.sort(values) == np.arange(low, low + count)).all())
