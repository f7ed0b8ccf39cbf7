"""Normalise windows by themselves, and repeat their last season; plain numpy.

Training and inference share these functions, so both see the same numbers. Legend: B
windows, L lookback, H horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: Normalised values beyond this many standard deviations say nothing more.
CLIP = 10.0
#: A spread below this share of the largest value is rounding noise, not signal.
_FLAT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Centre and spread of each window, shape [B]; normalised = (value - centre) / spread."""

    centre: FloatArray
    spread: FloatArray

    def normalise(self, values: FloatArray) -> FloatArray:
        """Return [B, N] values in the windows' own units; a flat window becomes zeros."""
        divisor = np.where(self.spread > 0, self.spread, 1.0)
        normalised: FloatArray = (values - self.centre[:, None]) / divisor[:, None]
        return normalised

    def restore(self, normalised: FloatArray) -> FloatArray:
        """Return values [B, ...] in the units of the data."""
        shape = (-1,) + (1,) * (normalised.ndim - 1)
        return self.centre.reshape(shape) + self.spread.reshape(shape) * normalised


def scale_of(past: FloatArray, season: int) -> Scale:
    """Measure windows [B, L], NaN where not observed.

    The centre is the mean of the last ``season`` observed-or-not steps, so that a season
    weighs evenly; the spread is the standard deviation of all observed values. A window
    with one distinct value has spread 0: its forecast is that value.
    """
    observed = ~np.isnan(past)
    recent = past[:, -season:]
    centre = _mean(recent, observed[:, -season:], fallback=_mean(past, observed, fallback=None))
    around = _mean(past, observed, fallback=None)
    deviation = np.where(observed, past - around[:, None], 0.0)
    count = np.maximum(observed.sum(axis=1), 1)
    largest = np.maximum(np.abs(deviation).max(axis=1), np.finfo(np.float64).tiny)
    share = deviation / largest[:, None]  # at most 1: squares of huge values would overflow
    spread = largest * np.sqrt((share**2).sum(axis=1) / count)
    size = np.abs(np.where(observed, past, 0.0)).max(axis=1)
    return Scale(centre=centre, spread=np.where(spread > _FLAT * size, spread, 0.0))


def _mean(values: FloatArray, observed: BoolArray, fallback: FloatArray | None) -> FloatArray:
    """Return row means over observed entries; ``fallback`` (or zero) where there is none."""
    count = observed.sum(axis=1)
    total = np.where(observed, values, 0.0).sum(axis=1)
    other = np.zeros(len(values)) if fallback is None else fallback
    mean: FloatArray = np.where(count > 0, total / np.maximum(count, 1), other)
    return mean


def repeat_season(past: FloatArray, horizon: int, lags: tuple[int, ...]) -> FloatArray:
    """Return the seasonal naive forecast [B, H] of windows [B, L], NaN where not observed.

    Each future step takes the latest observed value that lies a multiple of the first lag
    before it; failing that a multiple of the next lag; failing that the last observed
    value; zero in a window without any.
    """
    length = past.shape[1]
    forecast = np.full((len(past), horizon), np.nan)
    ahead = np.arange(horizon)
    for lag in (*lags, 1):
        position = length - lag + ahead % lag  # [H]
        while position.max() >= 0 and np.isnan(forecast).any():
            inside = position >= 0
            candidate = np.where(inside, past[:, np.maximum(position, 0)], np.nan)
            forecast = np.where(np.isnan(forecast), candidate, forecast)
            position = position - lag
    return np.asarray(np.nan_to_num(forecast, nan=0.0), dtype=np.float64)
