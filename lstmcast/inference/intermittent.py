"""What becomes of the networks' forecast in series with many zeros.

Their median tends to be zero, which says nothing of how much to keep in stock, and networks that
were taught smooth distributions spread such series too wide. So their forecast is the
distribution of their own past, with as much of the networks' as validation has allowed, and its
point is the mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.kinds import is_intermittent, newest
from lstmcast.data.series import SeriesSet
from lstmcast.inference.own_past import PastDistribution, distribution_of_past, steps_of_past
from lstmcast.inference.quantiles import mean_of

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Forecasts of the intermittent ones among some windows, by their own past."""

    rows: IntArray  # [I] which windows they are
    quantiles: FloatArray  # [I, H, Q]
    mean: FloatArray  # [I, H]


def forecast_demand(
    data: SeriesSet,
    series: IntArray,
    cutoffs: IntArray,
    levels: tuple[float, ...],
    *,
    horizon: int,
    season: int,
) -> Demand:
    """Forecast the intermittent series among ``series`` [B] from ``cutoffs`` [B] on.

    Whether one is intermittent is told by what was known of it at the cutoff.
    """
    reach = steps_of_past(season)
    rows: list[int] = []
    found: list[PastDistribution] = []
    for row, (index, cutoff) in enumerate(zip(series.tolist(), cutoffs.tolist(), strict=True)):
        history = newest(data.series(index)[:cutoff], reach)
        if is_intermittent(history, season):
            rows.append(row)
            found.append(distribution_of_past(history, levels, horizon=horizon, season=season))
    return Demand(
        rows=np.array(rows, dtype=np.int64),
        quantiles=np.array([each.quantiles for each in found]).reshape(-1, horizon, len(levels)),
        mean=np.array([each.mean for each in found]).reshape(-1, horizon),
    )


def are_demand(data: SeriesSet, season: int) -> BoolArray:
    """Return which series [S] are intermittent where they end."""
    reach = steps_of_past(season)
    found = [
        is_intermittent(newest(data.series(index), reach), season) for index in range(len(data))
    ]
    return np.array(found, dtype=np.bool_)


def season_of(lags: tuple[int, ...]) -> int:
    """Return the season in steps among lags of a repeated season; one for none."""
    return next((lag for lag in lags if lag > 1), 1)


def blend(demand: Demand, made: FloatArray, share: float) -> FloatArray:
    """Return the quantiles [I, H, Q] of ``demand`` with a ``share`` of the networks'.

    ``made`` [I, H, Q] are the networks' sorted quantiles of the same windows, which count as
    zero where they are below: demand never is.
    """
    if share == 0:
        return demand.quantiles
    return np.asarray((1 - share) * demand.quantiles + share * np.maximum(made, 0.0))


def blend_means(
    demand: Demand, made: FloatArray, levels: tuple[float, ...], share: float
) -> FloatArray:
    """Return the means [I, H] of what ``blend`` returns."""
    if share == 0:
        return demand.mean
    return np.asarray((1 - share) * demand.mean + share * mean_of(np.maximum(made, 0.0), levels))
