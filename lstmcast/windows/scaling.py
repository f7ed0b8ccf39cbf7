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
IntArray = npt.NDArray[np.int64]

#: Normalised values beyond this many standard deviations say nothing more.
CLIP = 10.0
#: A spread below this share of the largest value is rounding noise of float64, not signal.
_FLAT = 1e-13
#: A pace outside of these shares of the spread says nothing more.
_PACES = (0.001, 3.0)


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


def changes_of(normalised: FloatArray, observed: BoolArray, lags: IntArray) -> Changes:
    """Measure the changes of normalised windows [B, L] over each one's lag [B].

    The pace is the mean size of the known changes, beside which half a season (at most one
    and a half) of changes of size one is counted: nothing known means a pace of one.
    It tells a clean season from a noisy one, which the spread of a window does not.
    """
    sizes, pace = np.zeros_like(normalised), np.ones(len(normalised))
    for lag in np.unique(lags):
        rows = np.flatnonzero(lags == lag)
        values, seen = normalised[rows], observed[rows]
        known = seen[:, lag:] & seen[:, :-lag]
        moved = np.where(known, values[:, lag:] - values[:, :-lag], 0.0)
        doubt = min(3.0, float(lag)) / 2
        mean = (np.abs(moved).sum(axis=1) + doubt) / (known.sum(axis=1) + doubt)
        pace[rows] = np.clip(mean, *_PACES)
        sizes[rows, lag:] = np.clip(moved / pace[rows, None], -CLIP, CLIP)
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


def repeat_best_season(
    past: FloatArray, horizon: int, lags: tuple[int, ...]
) -> tuple[FloatArray, IntArray]:
    """Return the repeated season [B, H] and the lag it repeats [B], chosen window by window.

    Of several lags longer than one step, each window takes the one that would have erred
    least over such a horizon within the window itself: some hourly series know weeks, others
    only days. The others follow in their order where values are missing.
    """
    seasonal = [lag for lag in lags if lag > 1] or [lags[0]]
    chosen = np.full(len(past), seasonal[0], dtype=np.int64)
    if len(seasonal) > 1:
        errors = np.stack([_repetition_error(past, horizon, lag) for lag in seasonal])
        chosen = np.array(seasonal)[np.argmin(errors, axis=0)]
    forecast = np.empty((len(past), horizon))
    for lag in seasonal:
        rows = np.flatnonzero(chosen == lag)
        if len(rows):
            order = (lag, *(other for other in lags if other != lag))
            forecast[rows] = repeat_season(past[rows], horizon, order)
    return forecast, chosen


def _repetition_error(past: FloatArray, horizon: int, lag: int) -> FloatArray:
    """Return the mean error [B] of repeating the last ``lag`` steps; infinite where unknown.

    Far steps repeat a season from several lags ago, so changes over one lag, two lags and so
    on count alike.
    """
    repeats = min(-(-horizon // lag), max(1, (past.shape[1] - 1) // lag))
    total, count = np.zeros(len(past)), np.zeros(len(past))
    for distance in range(lag, lag * repeats + 1, lag):
        size = np.abs(past[:, distance:] - past[:, :-distance])
        known = ~np.isnan(size)
        share = np.maximum(known.sum(axis=1), 1)
        total += np.where(known, size, 0.0).sum(axis=1) / share
        count += known.any(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.inf)


def _last_observed(past: FloatArray) -> FloatArray:
    """Return the last observed value of each window [B, L], zero in one without any."""
    from_the_end = np.argmax(~np.isnan(past[:, ::-1]), axis=1)
    last = past[np.arange(len(past)), past.shape[1] - 1 - from_the_end]
    return np.where(np.isnan(last), 0.0, last)
