"""Where in time the forecast of a series without any value begins."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet

IntArray = npt.NDArray[np.int64]


def place_empty(data: SeriesSet) -> SeriesSet:
    """Return the series with each that holds no value begun where its forecast is to begin.

    That is where most forecasts of the others begin, the latest step where as many begin at
    several; but not before its own first row, so that what is to be sold from next month on is
    forecast from next month on. Its rows before that step are left out. Without any value in
    any series nothing changes.
    """
    filled = data.lengths > 0
    if filled.all() or not filled.any():
        return data
    ends, counts = np.unique((data.starts + data.lengths)[filled], return_counts=True)
    common = int(ends[counts == counts.max()][-1])
    starts = np.where(filled, data.starts, np.maximum(data.starts, common))
    known = data.covariates
    if known is not None:
        known = known.without_first(np.minimum(starts - data.starts, known.lengths))
    return replace(data, starts=starts, covariates=known)
