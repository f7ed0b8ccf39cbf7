"""What is known of a series at a cutoff: its newest window, and how far its values move.

Everything here reads values before the cutoff alone. Legend: B (series, cutoff) pairs, N
steps that a window holds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.windows.sampling import WindowShape, gather_past
from lstmcast.windows.scaling import repeat_season

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_SEASONS_BACK = 2  # of the longest lag; before a value still further back a shorter lag is tried


def newest_windows(
    data: SeriesSet, series: IntArray, cutoffs: IntArray, shape: WindowShape
) -> FloatArray:
    """Return the last ``steps_back`` values before each cutoff, [B, N]; NaN where not observed.

    Where a gap before the cutoff leaves a window empty, it moves back by whole seasons, so
    that it still ends in the right phase, until it holds the last value that was observed.
    Raises ValueError when there is no value before a cutoff.
    """
    return newest_pasts(data, series, cutoffs, shape)[0]


def newest_pasts(
    data: SeriesSet, series: IntArray, cutoffs: IntArray, shape: WindowShape
) -> tuple[FloatArray, IntArray]:
    """Return what ``newest_windows`` does, and the steps [B] that the windows end before.

    They are the cutoffs but where a window moved back.
    """
    windows, ends = gather_past(data, series, cutoffs, shape.steps_back), cutoffs.copy()
    for row in np.flatnonzero(np.isnan(windows).all(axis=1)):
        cutoff = int(cutoffs[row])
        observed = np.flatnonzero(~np.isnan(_before(data, series, cutoffs, int(row))))
        if not len(observed):
            raise ValueError(f"series {int(series[row])} has no value before step {cutoff}")
        unobserved = cutoff - 1 - int(observed[-1])
        seasons = -(-(unobserved + 1 - shape.steps_back) // shape.season_steps)
        ends[row] = cutoff - seasons * shape.season_steps
        windows[row] = gather_past(data, series[[row]], ends[[row]], shape.steps_back)[0]
    return windows, ends


def repeat_before(
    data: SeriesSet,
    series: IntArray,
    cutoffs: IntArray,
    lags: tuple[int, ...],
    *,
    horizon: int,
) -> FloatArray:
    """Return the season before each cutoff, repeated [B, horizon]; see ``repeat_season``.

    ``lags`` are in steps, the preferred one first. A longer horizon only appends. Raises
    ValueError when there is no value before a cutoff.
    """
    shape = WindowShape(lookback=seasons_back(lags), horizon=horizon, season=lags[0], lags=lags)
    return repeat_season(newest_windows(data, series, cutoffs, shape), horizon, lags)


def seasons_back(lags: tuple[int, ...]) -> int:
    """Return how many steps before a cutoff a season of one of these lags is repeated from."""
    return _SEASONS_BACK * max(lags)


def spread_before(data: SeriesSet, series: IntArray, cutoffs: IntArray, row: int) -> float:
    """Return the standard deviation of all values before the cutoff of the pair at ``row``."""
    return float(np.nanstd(_before(data, series, cutoffs, row)))


def _before(data: SeriesSet, series: IntArray, cutoffs: IntArray, row: int) -> FloatArray:
    return data.series(int(series[row]))[: int(cutoffs[row])]
