"""Columns that count the hours or quarters of an hour within each day: times, not series."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstmcast.data.columns.names import IDS, rank, spell
from lstmcast.data.text.table import Table
from lstmcast.data.units import DAY_SECONDS
from lstmcast.errors import DataError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_SLOTS = (24, 25, 48, 50, 96, 100)  # in a day; clocks put back make it longer


def refuse_slots(
    table: Table, time: tuple[str, ...], name: str, values: FloatArray, moments: IntArray
) -> None:
    """Raise DataError for a column of whole numbers that counts parts of a day.

    ``moments`` are the times of the rows, [R]. A column that is named as ids are is left
    alone: there may be 24 stores.
    """
    if rank(name, IDS) is not None or np.isnan(values).any() or not len(values):
        return
    low, high = int(values.min()), int(values.max())
    count = high - low + 1
    if low not in {0, 1} or count not in _SLOTS or len(np.unique(values)) != count:
        return
    days = pd.factorize(moments)[0].astype(np.int64)
    if (moments % DAY_SECONDS != moments[0] % DAY_SECONDS).any():
        return
    slots = days * count + (values.astype(np.int64) - low)
    if 2 * (int(days.max()) + 1) > len(days) or pd.Series(slots).duplicated().any():
        return
    raise DataError(
        f"{table.name}: the column {name!r} counts from {low} to {high} on each day; it may be a "
        "part of the time, or name series",
        hint=f"Write dates with times of day; for hours, --time {spell(*time, name)} joins the "
        f"columns. If it names series: --id {spell(name)}.",
    )
