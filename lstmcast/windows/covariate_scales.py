"""Choose how the numbers of each covariate are scaled, from the data a network is trained on.

Legend: M rows of all series, S series.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import Column
from lstmcast.data.offsets import steps_within
from lstmcast.data.series import SeriesSet
from lstmcast.data.tally import run_starts
from lstmcast.windows.covariates import ColumnShape, CovariateScale, CovariateShape

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_OWN_LEVEL = 0.5  # share of the variance that lies between series from which levels are their own
_FURTHEST = 20.0  # times the usual distance from the median: what lies beyond is an outlier
_FLOOR = 0.5  # of the relative spread that is usual within series
_LEAST_FLOOR = 0.01  # where nothing ever moved
_VAST = float(np.finfo(np.float64).max)  # a spread beside which every number is zero


def fit_scales(data: SeriesSet) -> CovariateShape:
    """Return what windows of training data hold of its covariates, and how they are scaled.

    Numbers that are all 0 or 1 stay as they are, and those of which nobody saw any say nothing
    even where some follow: nothing was learnt of them. Numbers whose level differs between series
    more than they move within them, such as prices of different goods, are scaled in each
    window; all others by their mean and standard deviation, in which no outlier counts in full.
    What is known behind the end of a series has no say: how far it reaches is chance, and in a
    backtest it reaches further than in a forecast. Raises ValueError where there are no
    covariates.
    """
    known = data.covariates
    if known is None:
        raise ValueError("the series have no covariates")
    row = steps_within(known.offsets)
    happened = row < np.repeat(data.lengths, known.lengths)
    values = np.where(happened[:, None], known.values, np.nan)
    dynamic = tuple(
        _shape_of(column, values[:, place], known.offsets)
        for place, column in enumerate(known.dynamic)
    )
    static = tuple(
        _shape_of(column, known.attributes[:, place], None)
        for place, column in enumerate(known.static)
    )
    return CovariateShape(dynamic=dynamic, static=static)


def _shape_of(column: Column, values: FloatArray, offsets: IntArray | None) -> ColumnShape:
    """Describe a column [M]; with ``offsets`` [S + 1], series may have a level of their own."""
    if column.levels is not None:
        return ColumnShape(when=column.when, levels=len(column.levels))
    observed = values[np.isfinite(values)]
    if not len(observed):
        return ColumnShape(when=column.when, scale=CovariateScale(centre=0.0, spread=_VAST))
    if ((observed == 0) | (observed == 1)).all():
        return ColumnShape(when=column.when, scale=CovariateScale(centre=0.0, spread=1.0))
    centre, spread = _moments(observed)
    floor = None if offsets is None else _floor_of_levels(values, offsets)
    scale = CovariateScale(
        centre=centre,
        spread=spread or abs(centre) or 1.0,
        local=floor is not None,
        floor=floor or 0.0,
    )
    return ColumnShape(when=column.when, scale=scale)


def _moments(observed: FloatArray) -> tuple[float, float]:
    """Return mean and standard deviation, outliers moved to where they begin.

    The usual distance from the median is that of the values that differ from it: where most
    are zero, the others are no outliers.
    """
    median = float(np.median(observed))
    distance = np.abs(observed - median)
    moved = distance[distance > 0]
    if not len(moved):
        return median, 0.0
    reach = _FURTHEST * float(np.median(moved))
    within = np.clip(observed - median, -reach, reach) / reach  # at most 1: squares are finite
    return median + reach * float(within.mean()), reach * float(within.std())


def _floor_of_levels(values: FloatArray, offsets: IntArray) -> float | None:
    """Return the least relative spread of a window, or None where series share one level.

    The variance within is that of the typical series: a few wild ones do not hide that the
    others differ.
    """
    means, spreads = _measure_series(values, offsets)
    if len(means) < 2:
        return None
    between, within = float(means.var()), float(np.median(spreads**2))
    if not between > _OWN_LEVEL * (between + within):
        return None
    moving = (spreads > 0) & (means != 0)
    usual = float(np.median(spreads[moving] / np.abs(means[moving]))) if moving.any() else 0.0
    return max(_FLOOR * usual, _LEAST_FLOOR)


def _measure_series(values: FloatArray, offsets: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation of each series with more than one value observed.

    In units of the largest value of all, as squares would overflow; something was observed.
    """
    seen = np.isfinite(values)
    series = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))[seen]
    observed = values[seen] / np.abs(values[seen]).max()
    starts = run_starts(series)
    counts = np.diff(starts, append=len(series))
    means = np.add.reduceat(observed, starts) / counts
    deviation = observed - means.repeat(counts)
    spreads = np.sqrt(np.add.reduceat(deviation**2, starts) / counts)
    # Of equal values there is none, whatever rounding makes of their mean.
    spreads[np.maximum.reduceat(observed, starts) == np.minimum.reduceat(observed, starts)] = 0.0
    several = counts > 1
    return means[several], spreads[several]
