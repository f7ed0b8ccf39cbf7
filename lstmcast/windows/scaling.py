"""Normalise windows by themselves, and repeat their last season; plain numpy.

Training and inference share these functions, so both see the same numbers. Legend: B
windows, L lookback, H horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

#: Normalised values beyond this many standard deviations say nothing more.
CLIP = 10.0
#: Beside the largest value of a series, less than this is rounding noise of float64: a constant
#: written as sums of tenths is as constant as one of whole numbers.
NEGLIGIBLE = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Windows with zeros for what is missing; most miss nothing, which saves most of the work."""

    values: FloatArray  # [B, L]
    missing: BoolArray | None  # [B, L]; None: nothing is

    @property
    def observed(self) -> Float32Array:
        """Return ones where something was observed, else zeros, [B, L]."""
        if self.missing is None:
            return np.ones(self.values.shape, dtype=np.float32)
        return (~self.missing).astype(np.float32)

    def blank(self, values: FloatArray) -> FloatArray:
        """Set [B, L] values to zero where something is missing; they are changed in place."""
        if self.missing is not None:
            np.copyto(values, 0.0, where=self.missing)
        return values

    def count(self, steps: int) -> IntArray | int:
        """Return how many of the last ``steps`` steps were observed, [B] or for all windows."""
        if self.missing is None:
            return int(min(steps, self.values.shape[1]))
        observed: IntArray = (~self.missing[:, -steps:]).sum(axis=1)
        return observed


def see(past: FloatArray) -> Seen:
    """Return windows [B, L], NaN where not observed, with the NaN set apart."""
    missing = np.isnan(past)
    if not missing.any():
        return Seen(values=past, missing=None)
    return Seen(values=np.where(missing, 0.0, past), missing=missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Centre and spread of each window, shape [B]; normalised = (value - centre) / spread."""

    centre: FloatArray
    spread: FloatArray

    def normalise(self, values: FloatArray) -> FloatArray:
        """Return [B, N] values in the windows' own units; a flat window becomes zeros."""
        flat = ~(self.spread > 0)
        made = values - self.centre[:, None]
        made /= np.where(flat, 1.0, self.spread)[:, None]
        if flat.any():
            made[flat] = 0.0
        return made

    def restore(self, normalised: FloatArray) -> FloatArray:
        """Return values [B, ...] in the units of the data."""
        shape = (-1,) + (1,) * (normalised.ndim - 1)
        return self.centre.reshape(shape) + self.spread.reshape(shape) * normalised


def scale_of(past: FloatArray, season: int) -> Scale:
    """Measure windows [B, L], NaN where not observed; see ``measure``."""
    return measure(see(past), season)


def measure(seen: Seen, season: int) -> Scale:
    """Measure windows.

    The centre is the mean of the last ``season`` observed-or-not steps, so that a season
    weighs evenly; the spread is the standard deviation of all observed values. A window
    with one distinct value has spread 0: its forecast is that value.
    """
    values, length = seen.values, seen.values.shape[1]
    count = seen.count(length)
    around = _mean(values, count, fallback=0.0)
    centre = _mean(values[:, -season:], seen.count(season), fallback=around)
    deviation = seen.blank(values - around[:, None])
    largest = np.maximum(_size(deviation), np.finfo(np.float64).tiny)
    deviation /= largest[:, None]  # at most 1: squares of huge values would overflow
    np.square(deviation, out=deviation)
    spread = largest * np.sqrt(deviation.sum(axis=1) / np.maximum(count, 1))
    return Scale(centre=centre, spread=np.where(spread > NEGLIGIBLE * _size(values), spread, 0.0))


def _size(values: FloatArray) -> FloatArray:
    """Return the size of the largest value of each row; this way no array is made of sizes."""
    size: FloatArray = np.maximum(values.max(axis=1), -values.min(axis=1))
    return size


def _mean(values: FloatArray, count: IntArray | int, fallback: FloatArray | float) -> FloatArray:
    """Return row means of ``count`` entries, the others being zero; ``fallback`` of none."""
    mean: FloatArray = values.sum(axis=1) / np.maximum(count, 1)
    return mean if isinstance(count, int) else np.where(count > 0, mean, fallback)


def repeat_season(past: FloatArray, horizon: int, lags: tuple[int, ...]) -> FloatArray:
    """Return the seasonal naive forecast [B, H] of windows [B, L], NaN where not observed.

    Each future step takes the latest observed value that lies a multiple of the first lag
    before it; failing that a multiple of the next lag; failing that the last observed
    value; zero in a window without any.
    """
    if lags[0] > past.shape[1]:
        return _search_season(past, horizon, lags)
    newest = past.shape[1] - lags[0] + np.arange(horizon) % lags[0]  # [H]
    forecast: FloatArray = np.take(past, newest, axis=1)
    lacking = np.flatnonzero(np.isnan(forecast).any(axis=1))
    if len(lacking):
        forecast[lacking] = _search_season(past[lacking], horizon, lags)
    return forecast


def _search_season(past: FloatArray, horizon: int, lags: tuple[int, ...]) -> FloatArray:
    """Return what ``repeat_season`` does, looking further back from lag to lag."""
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
    chosen = _choose_lags(past, horizon, lags)
    return repeat_chosen_season(past, horizon, lags, chosen), chosen


def repeat_chosen_season(
    past: FloatArray, horizon: int, lags: tuple[int, ...], chosen: IntArray
) -> FloatArray:
    """Return the repeated season [B, H], in each window that of the lag ``chosen`` [B] first."""
    forecast = np.empty((len(past), horizon))
    for lag in np.unique(chosen).tolist():
        rows = np.flatnonzero(chosen == lag)
        order = (lag, *(other for other in lags if other != lag))
        if len(rows) == len(past):
            return repeat_season(past, horizon, order)
        forecast[rows] = repeat_season(past[rows], horizon, order)
    return forecast


def repeated_steps(seen: Seen, horizon: int, lags: tuple[int, ...], chosen: IntArray) -> IntArray:
    """Return which step of its window ``repeat_chosen_season`` takes each value from, [B, H].

    Zero in a window without any value.
    """
    steps = np.tile(np.arange(seen.values.shape[1], dtype=np.float64), (len(chosen), 1))
    if seen.missing is not None:
        steps[seen.missing] = np.nan
    return repeat_chosen_season(steps, horizon, lags, chosen).astype(np.int64)


def _choose_lags(past: FloatArray, horizon: int, lags: tuple[int, ...]) -> IntArray:
    """Return the lag [B] that ``repeat_best_season`` repeats in each window."""
    seasonal = [lag for lag in lags if lag > 1] or [lags[0]]
    if len(seasonal) == 1:
        return np.full(len(past), seasonal[0], dtype=np.int64)
    seen = see(past)
    errors = np.stack([_repetition_error(seen, horizon, lag) for lag in seasonal])
    chosen: IntArray = np.array(seasonal)[np.argmin(errors, axis=0)]
    return chosen


def _repetition_error(seen: Seen, horizon: int, lag: int) -> FloatArray:
    """Return the mean error [B] of repeating the last ``lag`` steps; infinite where unknown.

    Far steps repeat a season from several lags ago, so changes over one lag, two lags and so
    on count alike.
    """
    values, missing = seen.values, seen.missing
    repeats = min(-(-horizon // lag), max(1, (values.shape[1] - 1) // lag))
    total, count = np.zeros(len(values)), np.zeros(len(values))
    for distance in range(lag, lag * repeats + 1, lag):
        size = values[:, distance:] - values[:, :-distance]
        np.abs(size, out=size)
        known: IntArray | int = size.shape[1]
        if missing is not None:
            unknown = missing[:, distance:] | missing[:, :-distance]
            np.copyto(size, 0.0, where=unknown)
            known = known - unknown.sum(axis=1)
        total += size.sum(axis=1) / np.maximum(known, 1)
        count += known > 0
    return np.where(count > 0, total / np.maximum(count, 1), np.inf)


def _last_observed(past: FloatArray) -> FloatArray:
    """Return the last observed value of each window [B, L], zero in one without any."""
    from_the_end = np.argmax(~np.isnan(past[:, ::-1]), axis=1)
    last = past[np.arange(len(past)), past.shape[1] - 1 - from_the_end]
    return np.where(np.isnan(last), 0.0, last)
