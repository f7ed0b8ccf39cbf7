"""Scores of prediction intervals and quantile forecasts, point by point.

Arrays are [R, H], rows by horizon step. What comes back is NaN where no actual value was
observed; ``means`` says how it is averaged.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation import means

FloatArray = npt.NDArray[np.float64]


def inside(actual: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Return 1 where an actual value lies within its bounds, else 0."""
    return np.where(np.isnan(actual), np.nan, (lower <= actual) & (actual <= upper))


def interval_coverage(actual: FloatArray, lower: FloatArray, upper: FloatArray) -> float | None:
    """Return the share of observed points inside their interval, averaged over rows."""
    return means.known(means.over_all(means.over_steps(inside(actual, lower, upper))))


def widths(actual: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Return how wide the interval of each observed point is."""
    with np.errstate(over="ignore"):
        return np.where(np.isnan(actual), np.nan, means.bounded(upper - lower))


def winkler_scores(
    actual: FloatArray, lower: FloatArray, upper: FloatArray, level: float
) -> FloatArray:
    """Return the width, and for a point outside 2 / alpha times how far outside it lies.

    alpha = 1 - ``level`` / 100. Divided by MASE's scale the mean is the MSIS of the M4
    competition. Source: R. Winkler, A decision-theoretic approach to interval estimation,
    J. American Statistical Association 67 (1972).
    """
    alpha = 1 - level / 100
    with np.errstate(over="ignore"):
        missed = np.maximum(lower - actual, 0) + np.maximum(actual - upper, 0)
        return means.bounded(widths(actual, lower, upper) + 2 / alpha * missed)


def pinball_losses(actual: FloatArray, forecast: FloatArray, quantile: float) -> FloatArray:
    """Return the loss that is least, on average, where ``forecast`` is that quantile.

    Twice its mean over many quantiles is the continuous ranked probability score (CRPS).
    Source: R. Koenker and G. Bassett, Regression Quantiles, Econometrica 46 (1978); T. Gneiting
    and A. Raftery, Strictly proper scoring rules, prediction, and estimation, J. American
    Statistical Association 102 (2007).
    """
    with np.errstate(over="ignore"):
        gap = means.bounded(actual - forecast)
    return np.maximum(quantile * gap, (quantile - 1) * gap)
