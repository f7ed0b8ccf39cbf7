"""What stands in for values known ahead that nobody has written down: an older value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import Covariates
from lstmcast.data.future import Gaps
from lstmcast.data.offsets import steps_within
from lstmcast.data.series import SeriesSet

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def fill_gaps(
    data: SeriesSet, gaps: Gaps, *, horizon: int, season: int
) -> tuple[SeriesSet, BoolArray]:
    """Fill gaps with the newest older value of the series that lies whole seasons back.

    Where there is none, with the newest older value there is; a ``season`` of 1 means that one
    at once. Returns the data, with rows for ``horizon`` steps behind the end of each series, and
    which of the gaps could be filled, [G].
    """
    covariates = data.covariates
    if covariates is None or not len(gaps):
        return data, np.zeros(len(gaps), dtype=np.bool_)
    longer = covariates.with_rows(data.lengths + horizon)
    rows = longer.offsets[gaps.series] + data.lengths[gaps.series] + gaps.steps
    sources = _newest(longer, rows, gaps.columns, season)
    if season > 1:
        anywhere = _newest(longer, rows, gaps.columns, 1)
        sources = np.where(sources >= 0, sources, anywhere)
    filled = sources >= 0
    values = longer.values.copy()
    values[rows[filled], gaps.columns[filled]] = longer.values[
        sources[filled], gaps.columns[filled]
    ]
    return replace(data, covariates=replace(longer, values=values)), filled


def _newest(covariates: Covariates, rows: IntArray, columns: IntArray, season: int) -> IntArray:
    """Return the last row before each of ``rows`` [G] that has a value and the same phase.

    The value is that of the column in ``columns`` [G]; -1 where a series has no such row.
    """
    series = np.repeat(np.arange(len(covariates.lengths)), covariates.lengths)
    row = np.arange(len(covariates.values))
    phase = steps_within(covariates.offsets) % season
    groups = series * season + phase
    order = np.argsort(groups, kind="stable")
    places = np.empty_like(order)
    places[order] = row
    sources = np.empty(len(rows), dtype=np.int64)
    for column in np.unique(columns).tolist():
        observed = ~np.isnan(covariates.values[order, column])
        latest = np.maximum.accumulate(np.where(observed, row, -1))
        found = latest[places[rows[columns == column]]]
        source = order[found]
        same = groups[source] == groups[rows[columns == column]]
        sources[columns == column] = np.where((found >= 0) & same, source, -1)
    return sources
