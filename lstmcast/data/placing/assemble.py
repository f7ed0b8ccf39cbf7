"""From observations to the SeriesSet: gaps as NaN, series from first to last value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.offsets import sums_before
from lstmcast.data.placing.duplicates import Observations
from lstmcast.data.series import SeriesKey, SeriesSet

IntArray = npt.NDArray[np.int64]


def assemble_series(
    observations: Observations, ids: Sequence[tuple[str, ...]], calendar: Calendar
) -> SeriesSet:
    """Return all series, sorted by ids and then in the order of the targets.

    Rows without a value before the first and after the last one of a series are left out; a
    series without any has length 0 and starts where its rows do.
    """
    targets = list(observations.values)
    shape = (len(ids), len(targets))
    first_rows = np.flatnonzero(np.diff(observations.series, prepend=-1))
    starts = np.repeat(observations.ordinals[first_rows, np.newaxis], len(targets), axis=1)
    lengths = np.zeros(shape, dtype=np.int64)
    known = {}
    for position, target in enumerate(targets):
        rows = np.flatnonzero(~np.isnan(observations.values[target]))
        series = observations.series[rows]
        known[target] = rows
        first = np.flatnonzero(np.diff(series, prepend=-1))  # they rise
        last = np.append(first, len(rows))[1:] - 1
        begins = observations.ordinals[rows[first]]
        starts[series[first], position] = begins
        lengths[series[first], position] = observations.ordinals[rows[last]] - begins + 1
    offsets = sums_before(lengths.ravel())
    values = np.full(int(offsets[-1]), np.nan)
    for position, target in enumerate(targets):
        rows = known.pop(target)
        series = observations.series[rows]
        # Where step 0 of a series would lie among the values; a number per series, not per row.
        origins = offsets[position : -1 : len(targets)] - starts[:, position]
        places = origins[series]
        places += observations.ordinals[rows]
        values[places] = observations.values[target][rows]
    keys = tuple(SeriesKey(ids=names, target=target) for names in ids for target in targets)
    return SeriesSet(
        keys=keys, values=values, offsets=offsets, starts=starts.ravel(), calendar=calendar
    )
