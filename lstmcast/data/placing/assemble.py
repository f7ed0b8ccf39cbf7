"""From observations to the SeriesSet: gaps as NaN, series from first to last value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.offsets import sums_before
from lstmcast.data.placing.duplicates import Observations
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.data.tally import run_starts

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_NEVER = np.iinfo(np.int64).max
_ROWS_AT_ONCE = 1 << 18  # to be told where they go


def assemble_series(
    observations: Observations, ids: Sequence[tuple[str, ...]], calendar: Calendar
) -> SeriesSet:
    """Return all series, sorted by ids and then in the order of the targets.

    Rows without a value before the first and after the last one of a series are left out; a
    series without any has length 0 and starts where its rows do.
    """
    targets = list(observations.values)
    shape = (len(ids), len(targets))
    first_rows = run_starts(observations.series)
    starts = np.repeat(observations.ordinals[first_rows, np.newaxis], len(targets), axis=1)
    lengths = np.zeros(shape, dtype=np.int64)
    for position, target in enumerate(targets):
        known = ~np.isnan(observations.values[target])
        begins = np.minimum.reduceat(np.where(known, observations.ordinals, _NEVER), first_rows)
        ends = np.maximum.reduceat(np.where(known, observations.ordinals, -_NEVER), first_rows)
        some = ends >= begins
        starts[some, position] = begins[some]
        lengths[some, position] = ends[some] - begins[some] + 1
    offsets = sums_before(lengths.ravel())
    values = np.full(int(offsets[-1]), np.nan)
    for position, target in enumerate(targets):
        # Where step 0 of a series would lie among the values; a number per series, not per row.
        origins = offsets[position : -1 : len(targets)] - starts[:, position]
        _place(values, observations, target, origins)
    keys = tuple(SeriesKey(ids=names, target=target) for names in ids for target in targets)
    return SeriesSet(
        keys=keys, values=values, offsets=offsets, starts=starts.ravel(), calendar=calendar
    )


def _place(values: FloatArray, observations: Observations, target: str, origins: IntArray) -> None:
    """Put the values of a target, missing ones left out, where each series has its step 0 [S]."""
    for start in range(0, len(observations.series), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        own = observations.values[target][rows]
        known = ~np.isnan(own)
        places = origins[observations.series[rows][known]] + observations.ordinals[rows][known]
        values[places] = own[known]
