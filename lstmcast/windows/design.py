"""Choose a window's shape from the data: how far back, in what patches, which season to repeat."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.windows.sampling import WindowShape, gather_future, gather_past
from lstmcast.windows.scaling import repeat_season
from lstmcast.windows.splits import Splits

IntArray = npt.NDArray[np.int64]

_SEASONS_SEEN = 3  # seasons in a window: enough to tell growth from noise
_MOST_PATCHES = 32  # steps the encoder walks at most
_MOST_STEPS = 2048  # a window's length at most, unless one season is longer


def choose_horizon(usual: int, lengths: IntArray) -> int:
    """Return the usual horizon, less where the longest series is too short to learn it."""
    return int(np.clip(lengths.max(initial=1) // 6, 1, usual))


def choose_lookback(season: int, horizon: int, lengths: IntArray) -> int:
    """Return a window length in steps: some seasons and twice the horizon, if the data allow.

    Half of a typical series is the most, so that at least as many windows as steps remain;
    one whole season is the least.
    """
    wanted = max(_SEASONS_SEEN * season, 2 * horizon, 16)
    affordable = int(np.quantile(lengths, 0.75)) // 2 if len(lengths) else wanted
    return int(max(min(wanted, affordable, max(_MOST_STEPS, season)), season, 2))


def choose_patch(season: int, lookback: int) -> int:
    """Return the patch length: a season, or the part of one that gives a fair number of steps.

    Short seasons are patches themselves; long ones are cut into equal parts; without a
    season a patch is a quarter of a short window.
    """
    if season == 1:
        return max(1, min(4, lookback // 4))
    fair = [
        part
        for part in range(1, season + 1)
        if season % part == 0 and part <= 48 and lookback / part <= _MOST_PATCHES
    ]
    return max(fair) if fair else -(-lookback // _MOST_PATCHES)


def whole_patches(lookback: int, patch: int) -> int:
    """Return ``lookback`` rounded up to a multiple of ``patch``."""
    return -(-lookback // patch) * patch


def choose_lags(
    data: SeriesSet, splits: Splits, seasons: tuple[int, ...], horizon: int
) -> tuple[int, ...]:
    """Return the seasons to repeat, the one that validated best first.

    Each candidate (no season, each found season) forecasts the validation windows by
    repetition; the least absolute error, relative to plain repetition of the last value in
    the same window, wins. Without validation windows the shortest season does.
    """
    candidates = sorted({1, *seasons})
    if not len(splits.validation_series):
        return (seasons[0],)
    ends = np.zeros(len(data), dtype=np.int64)
    np.maximum.at(ends, splits.validation_series, splits.validation_cutoffs)
    series, cutoffs = splits.validation_series, splits.validation_cutoffs
    future = gather_future(data, series, cutoffs, horizon)
    past = gather_past(data, series, cutoffs, 2 * candidates[-1])
    errors = {lag: _mean_error(repeat_season(past, horizon, (lag,)), future) for lag in candidates}
    scale = np.maximum(errors[1], 1e-12)
    best = min(candidates, key=lambda lag: float(np.nanmean(errors[lag] / scale)))
    return (best, *(lag for lag in reversed(candidates) if lag < best))


def _mean_error(
    forecast: npt.NDArray[np.float64], actual: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the mean absolute error of each window over its observed steps; NaN if none."""
    error = np.abs(forecast - actual)
    count = (~np.isnan(error)).sum(axis=1)
    return np.where(count > 0, np.nansum(error, axis=1) / np.maximum(count, 1), np.nan)


def design_window(
    *, season: int, lags: tuple[int, ...], horizon: int, lookback: int | None, lengths: IntArray
) -> tuple[WindowShape, int]:
    """Return the window's shape and its patch length; ``lookback`` overrides the choice."""
    repeated = max(lags)
    wanted = lookback or max(choose_lookback(season, horizon, lengths), repeated)
    if lookback is None and repeated > season:
        wanted = max(wanted, min(_SEASONS_SEEN * repeated, int(np.median(lengths)) * 2 // 3))
    patch = choose_patch(season, wanted)
    shape = WindowShape(
        lookback=whole_patches(wanted, patch), horizon=horizon, season=season, lags=lags
    )
    return shape, patch
