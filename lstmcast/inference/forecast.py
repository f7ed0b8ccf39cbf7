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

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_SERIES_AT_ONCE = 1024  # bounds memory, whatever the number of series


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
    for start in range(0, len(data), _SERIES_AT_ONCE):
        index = np.arange(start, min(start + _SERIES_AT_ONCE, len(data)))
        quantiles = _forecast_quantiles(forecaster, data, index, horizon)  # [B, H, Q]
        point[index] = quantiles[..., forecaster.spec.median]
        lower[:, index], upper[:, index] = interval(quantiles, forecaster.spec.quantiles, levels)
        if not allow_negative:
            floor = np.array([[_floor(data.series(int(series)))] for series in index])  # [B, 1]
            point[index] = np.maximum(point[index], floor)
            lower[:, index] = np.maximum(lower[:, index], floor)
            upper[:, index] = np.maximum(upper[:, index], floor)
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
    history = gather_past(data, index, data.lengths[index], forecaster.shape.lookback)

    def forecast_block(past: FloatArray) -> FloatArray:
        inputs = prepare(past, forecaster.shape)
        normalised = forward(
            forecaster.spec, forecaster.weights, inputs.past, inputs.observed, inputs.baseline
        )
        return inputs.scale.restore(normalised.astype(np.float64))

    return roll_out(forecast_block, history, horizon=horizon, median=forecaster.spec.median)


def _floor(values: FloatArray) -> float:
    """Return the least value a forecast may take: zero for data that never fall below it."""
    return 0.0 if np.nanmin(values) >= 0 else -np.inf
