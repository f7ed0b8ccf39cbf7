"""Choose a window's shape from the data: how far back, in what patches, which season to repeat."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.windows.sampling import WindowShape, gather_future, gather_past
from lstmcast.windows.scaling import repeat_season
from lstmcast.windows.splits import Splits

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_SEASONS_SEEN = 3  # seasons in a window: enough to tell growth from noise
_MOST_PATCHES = 32  # steps the encoder walks at most
_LONGEST_PART = 48  # steps of a season that go into one patch at most
_WORSE_THAN_FLAT = 1.05  # by this much must every season lose to the last value to be left out
_HIGHEST_RATIO = 2.0  # from here on a series says no more than that its season does not help
_MENDABLE = 1.4  # a longer season may err this much more than the shortest before training
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

    Short seasons are patches themselves, long ones are cut into equal parts, and very short
    ones in long windows go several to a patch. Without a season a patch is a quarter of a
    short window.
    """
    enough = -(-lookback // _MOST_PATCHES)
    if season == 1:
        return max(1, min(4, lookback // 4), enough)
    parts = [part for part in range(enough, min(season, _LONGEST_PART) + 1) if season % part == 0]
    return max(parts) if parts else -(-enough // season) * season if enough > season else enough


def whole_patches(lookback: int, patch: int) -> int:
    """Return ``lookback`` rounded up to a multiple of ``patch``."""
    return -(-lookback // patch) * patch


def choose_lags(
    data: SeriesSet, splits: Splits, seasons: tuple[int, ...], horizon: int
) -> tuple[int, ...]:
    """Return the lags whose repetition the network starts from, the preferred one first.

    The last value alone, if it forecasts the validation windows clearly better than every
    season does: then seasons are too weak to start from. Otherwise the longest season of
    which a typical series holds three and which is not much worse than the shortest, with
    the shorter ones to fall back on: where days and weeks both matter, a network mends a
    repeated week better than a repeated day (log in ``lstmcast/model/README.md``).
    """
    typical = float(np.median(data.lengths))
    held = [season for season in seasons if _SEASONS_SEEN * season <= typical] or [seasons[0]]
    if held == [1]:
        return (1,)
    if not len(splits.validation_series):
        return (held[0], 1)
    series, cutoffs = splits.validation_series, splits.validation_cutoffs
    future = gather_future(data, series, cutoffs, horizon)
    past = gather_past(data, series, cutoffs, 2 * held[-1])
    flat = _errors_by_series(series, np.abs(repeat_season(past, horizon, (1,)) - future))
    if not len(flat):  # validation windows in a gap
        return (held[0], 1)
    errors = {
        lag: _mean_ratio(
            _errors_by_series(series, np.abs(repeat_season(past, horizon, (lag,)) - future)),
            flat,
        )
        for lag in held
    }
    shortest = held[0]
    if min(errors.values()) > _WORSE_THAN_FLAT:
        return (1,)
    kept = [lag for lag in held if errors[lag] <= _MENDABLE * errors[shortest]]
    return (*reversed(kept), 1)


def _mean_ratio(errors: FloatArray, flat: FloatArray) -> float:
    """Return the mean of errors [S] / flat [S]; nothing over nothing is one.

    Ratios are capped: one series that has gone flat must not decide for all.
    """
    safe = np.where(flat > 0, flat, 1.0)
    ratios = np.where(flat > 0, errors / safe, np.where(errors > 0, np.inf, 1.0))
    return float(np.minimum(ratios, _HIGHEST_RATIO).mean())


def _errors_by_series(series: IntArray, errors: FloatArray) -> FloatArray:
    """Return the mean of errors [V, H], NaN where unknown, over the windows of each series."""
    _, position = np.unique(series, return_inverse=True)
    total = np.bincount(position, weights=np.nansum(errors, axis=1))
    count = np.bincount(position, weights=(~np.isnan(errors)).sum(axis=1))
    means: FloatArray = total[count > 0] / count[count > 0]
    return means


def design_window(
    *, season: int, lags: tuple[int, ...], horizon: int, lookback: int | None, lengths: IntArray
) -> tuple[WindowShape, int]:
    """Return the window's shape and its patch length; ``lookback`` overrides the choice."""
    wanted = lookback or choose_lookback(max(season, *lags), horizon, lengths)
    patch = choose_patch(season, wanted)
    if lookback:  # as it was asked for: patches give way
        patch = max(part for part in range(1, patch + 1) if lookback % part == 0)
    whole = whole_patches(wanted, patch)
    inside = tuple(lag for lag in lags if lag <= whole)
    return WindowShape(lookback=whole, horizon=horizon, season=season, lags=inside), patch
