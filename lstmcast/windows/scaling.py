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
#: A spread below this share of the largest value is rounding noise of float64, not signal.
_FLAT = 1e-13
#: A pace outside of these shares of the spread says nothing more.
_PACES = (0.01, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Centre and spread of each window, shape [B]; normalised = (value - centre) / spread."""

    centre: FloatArray
    spread: FloatArray

    def normalise(self, values: FloatArray) -> FloatArray:
        """Return [B, N] values in the windows' own units; a flat window becomes zeros."""
        moves = (self.spread > 0)[:, None]
        divisor = np.where(moves, self.spread[:, None], 1.0)
        return np.where(moves, (values - self.centre[:, None]) / divisor, 0.0)

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
    around = _mean(past, observed, fallback=None)
    centre = _mean(recent, observed[:, -season:], fallback=around)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How normalised windows differ from one season before."""

    sizes: FloatArray  # [B, L] in units of the pace, zero where unknown
    pace: FloatArray  # [B] the typical size of a change, in the unit of the window


def changes_of(normalised: FloatArray, observed: BoolArray, lag: int) -> Changes:
    """Measure the changes over ``lag`` steps of normalised windows [B, L].

    The pace is the mean size of the known changes, beside which half a season (at most one
    and a half) of changes of size one is counted: nothing known means a pace of one.
    It tells a clean season from a noisy one, which the spread of a window does not.
    """
    sizes = np.zeros_like(normalised)
    known = observed[:, lag:] & observed[:, :-lag]
    moved = np.where(known, normalised[:, lag:] - normalised[:, :-lag], 0.0)
    doubt = min(3.0, lag) / 2
    pace = (np.abs(moved).sum(axis=1) + doubt) / (known.sum(axis=1) + doubt)
    pace = np.clip(pace, *_PACES)
    sizes[:, lag:] = np.clip(moved / pace[:, None], -CLIP, CLIP)
    return Changes(sizes=sizes, pace=pace)


def repeat_season(past: FloatArray, horizon: int, lags: tuple[int, ...]) -> FloatArray:
    """Return the seasonal naive forecast [B, H] of windows [B, L], NaN where not observed.

    Each future step takes the latest observed value that lies a multiple of the first lag
    before it; failing that a multiple of the next lag; failing that the last observed
    value; zero in a window without any.
    """
    length = past.shape[1]
    ahead = np.arange(horizon)
    forecast = np.full((len(past), horizon), np.nan)
    waiting = np.flatnonzero(~np.isnan(past).all(axis=1))  # rows not yet complete
    for lag in lags:
        if lag == 1:
            break  # the last observed value, below
        position = length - lag + ahead % lag  # [H]
        while len(waiting) and position.max() >= 0:
            candidate = np.where(position >= 0, past[waiting][:, np.maximum(position, 0)], np.nan)
            known = np.where(np.isnan(forecast[waiting]), candidate, forecast[waiting])
            forecast[waiting] = known
            waiting = waiting[np.isnan(known).any(axis=1)]
            position = position - lag
    return np.where(np.isnan(forecast), _last_observed(past)[:, None], forecast)


def _last_observed(past: FloatArray) -> FloatArray:
    """Return the last observed value of each window [B, L], zero in one without any."""
    from_the_end = np.argmax(~np.isnan(past[:, ::-1]), axis=1)
    last = past[np.arange(len(past)), past.shape[1] - 1 - from_the_end]
    return np.where(np.isnan(last), 0.0, last)
