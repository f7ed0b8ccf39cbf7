"""Forecast every series of a set with one network, in the units of the data."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.inference.forward import forward
from lstmcast.inference.quantiles import interval
from lstmcast.inference.rollout import roll_out
from lstmcast.inference.weights import Weights
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.sampling import WindowShape, gather_past, prepare
from lstmcast.windows.scaling import scale_of

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_VALUES_AT_ONCE = 2**18  # of windows; bounds memory, whatever the number of series


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecaster:
    """A trained network and the windows it was trained on."""

    spec: ModelSpec
    shape: WindowShape
    weights: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastSet:
    """Forecasts of many series in the unit of the data, series by series."""

    keys: tuple[SeriesKey, ...]
    calendar: Calendar
    ordinals: IntArray  # [S, H] grid ordinals of the forecast steps
    point: FloatArray  # [S, H] the median
    levels: tuple[float, ...]  # percent, rising
    lower: FloatArray  # [V, S, H] one layer per level
    upper: FloatArray  # [V, S, H]

    def select(self, indices: IntArray) -> ForecastSet:
        """Return the forecasts of the series at ``indices``, in that order."""
        return replace(
            self,
            keys=tuple(self.keys[int(index)] for index in indices),
            ordinals=self.ordinals[indices],
            point=self.point[indices],
            lower=self.lower[:, indices],
            upper=self.upper[:, indices],
        )


def forecast(
    forecaster: Forecaster,
    data: SeriesSet,
    *,
    horizon: int,
    levels: tuple[float, ...],
    allow_negative: bool,
) -> ForecastSet:
    """Forecast ``horizon`` steps after the end of each series.

    Each forecast depends on its own series alone, to the bit. Beyond the trained horizon
    forecasts roll forward in blocks. A series without a negative value gets none forecast
    unless ``allow_negative``. Every series must hold at least one observed value.
    """
    levels = tuple(sorted(set(levels)))
    shape = (len(data), horizon)
    point = np.empty(shape)
    lower, upper = np.empty((len(levels), *shape)), np.empty((len(levels), *shape))
    at_once = max(1, _VALUES_AT_ONCE // forecaster.shape.lookback)
    for start in range(0, len(data), at_once):
        index = np.arange(start, min(start + at_once, len(data)))
        quantiles = _forecast_quantiles(forecaster, data, index, horizon)  # [B, H, Q]
        point[index] = quantiles[..., forecaster.spec.median]
        lower[:, index], upper[:, index] = interval(quantiles, forecaster.spec.quantiles, levels)
    if not allow_negative:
        least = np.fmin.reduceat(data.values, data.offsets[:-1])  # [S]
        floor = np.where(least >= 0, 0.0, -np.inf)[:, None]
        point, lower, upper = (np.maximum(made, floor) for made in (point, lower, upper))
    return ForecastSet(
        keys=data.keys,
        calendar=data.calendar,
        ordinals=(data.starts + data.lengths)[:, None] + np.arange(horizon),
        point=point,
        levels=levels,
        lower=lower,
        upper=upper,
    )


def _forecast_quantiles(
    forecaster: Forecaster, data: SeriesSet, index: IntArray, horizon: int
) -> FloatArray:
    """Return sorted quantiles [B, horizon, Q] of the series at ``index`` [B]."""
    history = _newest_windows(data, index, forecaster.shape)
    own = scale_of(history, forecaster.shape.season)
    fallback = np.zeros(len(index))
    for row in np.flatnonzero(own.spread == 0):
        fallback[row] = np.nanstd(data.series(int(index[row])))

    def forecast_block(past: FloatArray) -> FloatArray:
        inputs = prepare(past, forecaster.shape)
        normalised = forward(
            forecaster.spec, forecaster.weights, inputs.past, inputs.observed, inputs.baseline
        )
        # A flat window is forecast as its value, and says nothing of how far values move; the
        # whole series may.
        flat = inputs.scale.spread == 0
        quantiles = np.sort(normalised.astype(np.float64), axis=-1)
        quantiles[flat] -= quantiles[flat][..., [forecaster.spec.median]]
        spread = np.where(flat, fallback, inputs.scale.spread)
        return replace(inputs.scale, spread=spread).restore(quantiles)

    return roll_out(forecast_block, history, horizon=horizon, median=forecaster.spec.median)


def _newest_windows(data: SeriesSet, index: IntArray, shape: WindowShape) -> FloatArray:
    """Return the last ``lookback`` values of the series at ``index``, [B, L].

    Where a gap at the end leaves a window empty, it moves back by whole seasons, so that
    it still ends in the right phase, until it holds the last value that was observed.
    """
    cutoffs = data.lengths[index]
    windows = gather_past(data, index, cutoffs, shape.lookback)
    for row in np.flatnonzero(np.isnan(windows).all(axis=1)):
        values = data.series(int(index[row]))
        unobserved = len(values) - 1 - int(np.flatnonzero(~np.isnan(values))[-1])
        seasons = -(-(unobserved + 1 - shape.lookback) // shape.season)
        moved = cutoffs[[row]] - seasons * shape.season
        windows[row] = gather_past(data, index[[row]], moved, shape.lookback)[0]
    return windows
