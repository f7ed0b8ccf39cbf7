"""Forecast series with no or few values, by what others did at the same steps in time.

A network sees a window normalised by itself, so it cannot know the level of a series that has
none, nor the season of one that has not seen a whole one. Here such a series is given pasts to
have had, one from each of the series most like it, brought to its own level where it has one;
the network forecasts each, and the forecasts are pooled: how far the others differ is how
little is known. This is the one place where a forecast depends on other series than its own,
and no forecast of any other series changes by it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.inference.cold_start.borrowing import borrow_past
from lstmcast.inference.cold_start.lending import Lenders, find_lenders, lend_all, lend_past
from lstmcast.inference.cold_start.pooling import pool, spread_levels
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import Forecasts, forecasts_at

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_SEASONS_BACK = 2  # of the longest lag, which a repeated season may go back


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomers:
    """Forecasts of B series that rest on others."""

    series: IntArray  # [B] their indices, rising
    forecasts: Forecasts  # of these
    lenders: IntArray  # [B] on how many other series each rests
    attributes: tuple[str, ...]  # that said which others are like them


def forecast_newcomers(
    ensemble: Ensemble, data: SeriesSet, *, season: int, horizon: int
) -> Newcomers:
    """Forecast the series that have no more values than a season has steps, ``horizon`` steps.

    Only values before the end of each are read, also of the others. A series without any
    value is forecast from its start on; see ``placing.place_empty``. Left out are series that
    none can lend to. What overflows comes out not finite, and the caller finds it.
    """
    back = _steps_back(ensemble)
    found: dict[tuple[str, int, bool], Lenders | None] = {}
    series, made, lenders = [], [], []
    for index in few_values(data, season).tolist():
        empty = bool(data.lengths[index] == 0)
        ordinal = int(data.starts[index] + data.lengths[index])
        about = (data.keys[index].target, ordinal, empty)
        with np.errstate(over="ignore", invalid="ignore"):
            if about not in found:
                found[about] = find_lenders(data, *about[:2], season=season, whole=empty)
            there = found[about]
            if there is None:
                continue
            forecast = _forecast(ensemble, there, index, back=back, horizon=horizon)
        if forecast is not None:
            series.append(index)
            made.append(forecast[0])
            lenders.append(forecast[1])
    names = dict.fromkeys(name for each in found.values() if each for name in each.attributes)
    shape = (len(series), horizon)
    return Newcomers(
        series=np.array(series, dtype=np.int64),
        forecasts=Forecasts(
            quantiles=np.array([each.quantiles for each in made]).reshape(
                *shape, len(ensemble.quantiles)
            ),
            mean=np.array([each.mean for each in made]).reshape(shape),
        ),
        lenders=np.array(lenders, dtype=np.int64),
        attributes=tuple(names),
    )


def few_values(data: SeriesSet, season: int) -> IntArray:
    """Return the series that have no more values than a season has steps, or none at all."""
    sums = np.concatenate([[0], np.cumsum(~np.isnan(data.values))])
    return np.flatnonzero(sums[data.offsets[1:]] - sums[data.offsets[:-1]] <= season)


def _forecast(
    ensemble: Ensemble, lenders: Lenders, index: int, *, back: int, horizon: int
) -> tuple[Forecasts, int] | None:
    """Return the forecast of one series, and on how many others it rests; None if on none."""
    empty = lenders.data.lengths[index] == 0
    loans = lend_all(lenders, index) if empty else lend_past(lenders, index, steps=back)
    if loans is None:
        return None
    copies = borrow_past(lenders.data, index, loans, steps=back)
    made = forecasts_at(ensemble, copies, np.arange(len(copies)), copies.lengths, horizon=horizon)
    kept = np.flatnonzero(np.isfinite(made.quantiles).all(axis=(1, 2)))
    if not len(kept):
        return None
    quantiles, mean = made.quantiles[kept], made.mean[kept]
    weights = loans.weights[kept] / loans.weights[kept].sum()
    if loans.levels is not None:
        centres = quantiles[..., ensemble.median].mean(axis=1)
        moved = spread_levels(centres, weights, loans.levels)
        quantiles = _move(quantiles, centres, moved)
        mean = _move(mean, centres, moved)
    pooled = Forecasts(
        quantiles=pool(quantiles, weights, ensemble.quantiles),
        mean=np.asarray(weights @ mean),
    )
    return pooled, int(np.count_nonzero(loans.lenders[kept] >= 0))


def _move(values: FloatArray, centres: FloatArray, moved: FloatArray) -> FloatArray:
    """Return forecasts [M, ...] about other centres [M]: by ratio where all are positive."""
    shape = (-1,) + (1,) * (values.ndim - 1)
    if (centres > 0).all():
        return values * (moved / centres).reshape(shape)
    return values + (moved - centres).reshape(shape)


def _steps_back(ensemble: Ensemble) -> int:
    """Return the steps before a cutoff that any part of the ensemble looks at."""
    windows = [member.shape.steps_back for member in ensemble.members]
    return max(*windows, _SEASONS_BACK * max(ensemble.repeated_lags))
