"""The forecasts any model has to beat, each a few lines of numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.windows.scaling import repeat_season

FloatArray = npt.NDArray[np.float64]


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
