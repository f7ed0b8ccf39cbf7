"""Forecast every series of a set with one model, in the units of the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.inference.ensemble import Ensemble, forecast_together
from lstmcast.inference.quantiles import interval

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_VALUES_AT_ONCE = 2**18  # of windows and forecasts; bounds memory, whatever the number of series


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
    ensemble: Ensemble,
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
    made = forecast_at(ensemble, data, np.arange(len(data)), data.lengths, horizon=horizon)
    return summarise(made, ensemble.quantiles, data, levels=levels, allow_negative=allow_negative)


def summarise(
    made: FloatArray,
    quantiles: tuple[float, ...],
    data: SeriesSet,
    *,
    levels: tuple[float, ...],
    allow_negative: bool,
) -> ForecastSet:
    """Return median and intervals of sorted quantiles [S, H, Q] that follow each series' end.

    Where a series without a negative value must have none forecast, bounds are cut at zero.
    """
    levels = tuple(sorted(set(levels)))
    floor = -np.inf if allow_negative else floors(data)[:, None]
    lower, upper = interval(made, quantiles, levels)
    return ForecastSet(
        keys=data.keys,
        calendar=data.calendar,
        ordinals=(data.starts + data.lengths)[:, None] + np.arange(made.shape[1]),
        point=np.maximum(made[..., quantiles.index(0.5)], floor),
        levels=levels,
        lower=np.maximum(lower, floor),
        upper=np.maximum(upper, floor),
    )


def floors(data: SeriesSet) -> FloatArray:
    """Return what no forecast of each series [S] should go below: zero where no value ever did."""
    least = np.fmin.reduceat(data.values, data.offsets[:-1])
    return np.where(least >= 0, 0.0, -np.inf)


def forecast_at(
    ensemble: Ensemble, data: SeriesSet, series: IntArray, cutoffs: IntArray, *, horizon: int
) -> FloatArray:
    """Return sorted quantiles [B, horizon, Q] from each cutoff on, in the unit of the data.

    ``series`` and ``cutoffs`` [B] are indices of series and steps within them. A row is what
    ``forecast`` would make of a series that ends before its cutoff, negative values allowed,
    to the bit: no value at or after the cutoff matters. Raises ValueError when there is no
    value before a cutoff.
    """
    made = np.empty((len(series), horizon, len(ensemble.quantiles)))
    for rows, quantiles in _in_blocks(ensemble, data, series, cutoffs, horizon):
        made[rows] = quantiles
    return made


def _in_blocks(
    ensemble: Ensemble, data: SeriesSet, series: IntArray, cutoffs: IntArray, horizon: int
) -> Iterator[tuple[slice, FloatArray]]:
    """Yield quantiles [b, horizon, Q] of few enough rows at once, and which rows they are."""
    longest = max(member.shape.steps_back for member in ensemble.members)
    values = longest + len(ensemble.members) * horizon * len(ensemble.quantiles)  # of one row
    at_once = max(1, _VALUES_AT_ONCE // values)
    for start in range(0, len(series), at_once):
        rows = slice(start, min(start + at_once, len(series)))
        yield rows, forecast_together(ensemble, data, series[rows], cutoffs[rows], horizon=horizon)
