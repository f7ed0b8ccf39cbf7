"""Forecast every series of a set with one model, in the units of the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.bounds import Bounds
from lstmcast.data.calendar import Calendar
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.inference.distribution import Distribution, join_distributions
from lstmcast.inference.ensemble import Ensemble, forecast_together
from lstmcast.inference.intermittent import blend, blend_means, forecast_demand, season_of
from lstmcast.inference.limits import Limits, limits_of
from lstmcast.inference.quantiles import interval
from lstmcast.windows.sampling import WindowShape

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_VALUES_AT_ONCE = 2**20  # of windows and forecasts; bounds memory, whatever the number of series


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastSet:
    """Forecasts of many series in the unit of the data, series by series."""

    keys: tuple[SeriesKey, ...]
    calendar: Calendar
    ordinals: IntArray  # [S, H] grid ordinals of the forecast steps
    point: FloatArray  # [S, H] the median; the mean where many values are zero
    levels: tuple[float, ...]  # percent, rising
    lower: FloatArray  # [V, S, H] one layer per level
    upper: FloatArray  # [V, S, H]
    whole: Distribution | None = None  # what points and intervals are parts of, where wanted

    def select(self, indices: IntArray) -> ForecastSet:
        """Return the forecasts of the series at ``indices``, in that order."""
        return replace(
            self,
            keys=tuple(self.keys[int(index)] for index in indices),
            ordinals=self.ordinals[indices],
            point=self.point[indices],
            lower=self.lower[:, indices],
            upper=self.upper[:, indices],
            whole=self.whole and self.whole.select(indices),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasts:
    """Distributions from B cutoffs on, in the unit of the data, before they are cut to size."""

    quantiles: FloatArray  # [B, H, Q] sorted
    mean: FloatArray  # [B, H] where that is the point forecast; NaN where the median is


def forecast(
    ensemble: Ensemble,
    data: SeriesSet,
    *,
    horizon: int,
    levels: tuple[float, ...],
    allow_negative: bool,
    bounds: Sequence[Bounds] = (),
    whole: bool = False,
) -> ForecastSet:
    """Forecast ``horizon`` steps after the end of each series.

    Each forecast depends on its own series alone, to the bit. Beyond the trained horizon
    forecasts roll forward in blocks. Forecasts keep to the ``bounds`` of their target; where
    there is no lower one, a series without a negative value gets none forecast unless
    ``allow_negative``. With ``whole``, distributions are kept beside the intervals. Every series
    must hold at least one observed value.
    """
    made = forecasts_at(ensemble, data, np.arange(len(data)), data.lengths, horizon=horizon)
    limits = limits_of(data, bounds, allow_negative=allow_negative)
    return summarise(made, ensemble.quantiles, data, levels=levels, limits=limits, keep_whole=whole)


def join_forecasts(parts: Sequence[ForecastSet]) -> ForecastSet:
    """Return the forecasts of all parts, one part after the other; their levels are the same."""
    if len(parts) == 1:
        return parts[0]
    distributions = [part.whole for part in parts if part.whole is not None]
    return replace(
        parts[0],
        keys=tuple(key for part in parts for key in part.keys),
        ordinals=np.concatenate([part.ordinals for part in parts]),
        point=np.concatenate([part.point for part in parts]),
        lower=np.concatenate([part.lower for part in parts], axis=1),
        upper=np.concatenate([part.upper for part in parts], axis=1),
        whole=join_distributions(distributions) if len(distributions) == len(parts) else None,
    )


def summarise(
    made: Forecasts,
    quantiles: tuple[float, ...],
    data: SeriesSet,
    *,
    levels: tuple[float, ...],
    limits: Limits,
    keep_whole: bool = False,
) -> ForecastSet:
    """Return points and intervals of forecasts that follow each series' end, within limits.

    With ``keep_whole``, their distributions too.
    """
    levels = tuple(sorted(set(levels)))
    lower, upper = interval(made.quantiles, quantiles, levels)
    means = np.asarray(~np.isnan(made.mean).all(axis=1))  # [S]
    points = np.where(means[:, None], made.mean, made.quantiles[..., quantiles.index(0.5)])
    return ForecastSet(
        keys=data.keys,
        calendar=data.calendar,
        ordinals=(data.starts + data.lengths)[:, None] + np.arange(points.shape[1]),
        point=limits.keep(points, mean=means),
        levels=levels,
        lower=np.array([limits.keep(each) for each in lower]).reshape(lower.shape),
        upper=np.array([limits.keep(each) for each in upper]).reshape(upper.shape),
        whole=Distribution(quantiles=quantiles, values=made.quantiles, limits=limits)
        if keep_whole
        else None,
    )


def forecast_at(
    ensemble: Ensemble, data: SeriesSet, series: IntArray, cutoffs: IntArray, *, horizon: int
) -> FloatArray:
    """Return sorted quantiles [B, horizon, Q] from each cutoff on, in the unit of the data.

    ``series`` and ``cutoffs`` [B] are indices of series and steps within them. A row is what
    ``forecast`` would make of a series that ends before its cutoff, negative values allowed,
    to the bit: no value at or after the cutoff matters. Raises ValueError when there is no
    value before a cutoff.
    """
    return forecasts_at(ensemble, data, series, cutoffs, horizon=horizon).quantiles


def forecasts_at(
    ensemble: Ensemble, data: SeriesSet, series: IntArray, cutoffs: IntArray, *, horizon: int
) -> Forecasts:
    """Return what ``forecast_at`` does, and the means that are point forecasts."""
    made = np.empty((len(series), horizon, len(ensemble.quantiles)))
    for rows, quantiles in _in_blocks(ensemble, data, series, cutoffs, horizon):
        made[rows] = quantiles
    mean = np.full(made.shape[:2], np.nan)
    if ensemble.intermittent is None:
        return Forecasts(quantiles=made, mean=mean)
    demand = forecast_demand(
        data,
        series,
        cutoffs,
        ensemble.quantiles,
        horizon=horizon,
        season=season_of(ensemble.repeated_lags),
    )
    networks, share = made[demand.rows], ensemble.intermittent
    made[demand.rows] = blend(demand, networks, share)
    mean[demand.rows] = blend_means(demand, networks, ensemble.quantiles, share)
    return Forecasts(quantiles=made, mean=mean)


def _in_blocks(
    ensemble: Ensemble, data: SeriesSet, series: IntArray, cutoffs: IntArray, horizon: int
) -> Iterator[tuple[slice, FloatArray]]:
    """Yield quantiles [b, horizon, Q] of few enough rows at once, and which rows they are."""
    longest = max(_held(member.shape) for member in ensemble.members)
    values = longest + len(ensemble.members) * horizon * len(ensemble.quantiles)  # of one row
    at_once = max(1, _VALUES_AT_ONCE // values)
    for start in range(0, len(series), at_once):
        rows = slice(start, min(start + at_once, len(series)))
        yield rows, forecast_together(ensemble, data, series[rows], cutoffs[rows], horizon=horizon)


def _held(shape: WindowShape) -> int:
    """Return how many values a window holds before it is forecast, its covariates included."""
    beside = 0 if shape.covariates is None else len(shape.covariates.dynamic)
    return shape.steps_back + beside * (shape.steps_back + shape.steps_ahead)
