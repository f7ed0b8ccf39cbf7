"""Error measures by the book; actual values may hold NaN, which is left out.

Arrays are [S, H]: series by horizon step. A mean is first taken over the observed steps of
a series, then over the series that have a value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def absolute_errors(actual: FloatArray, forecast: FloatArray) -> FloatArray:
    """Return the mean absolute error of each series, [S]; NaN without an actual value."""
    return _mean_over_steps(np.abs(actual - forecast))


def mean_absolute_error(actual: FloatArray, forecast: FloatArray) -> float:
    """Return MAE over all observed points, in the unit of the data."""
    return float(np.nanmean(np.abs(actual - forecast)))


def root_mean_squared_error(actual: FloatArray, forecast: FloatArray) -> float:
    """Return RMSE over all observed points, in the unit of the data."""
    errors = np.abs(actual - forecast)
    largest = float(np.nanmax(errors)) or 1.0  # squares of 1e200 are no numbers any more
    return largest * float(np.sqrt(np.nanmean((errors / largest) ** 2)))


def symmetric_percentage_error(actual: FloatArray, forecast: FloatArray) -> float | None:
    """Return sMAPE in percent, 0..200, as the M4 competition defines it; 0/0 counts as 0.

    Source: S. Makridakis et al., The M4 Competition, Int. J. Forecasting 36 (2020).
    """
    size = np.abs(actual) + np.abs(forecast)
    share = 200 * np.abs(actual - forecast) / np.where(size == 0, 1, size)
    return _mean_over_series(_mean_over_steps(share))


def mean_absolute_scaled_error(
    actual: FloatArray, forecast: FloatArray, scale: FloatArray
) -> float | None:
    """Return MASE; series whose scale [S] is zero or NaN have none and are left out.

    Source: R. Hyndman and A. Koehler, Another look at measures of forecast accuracy,
    Int. J. Forecasting 22 (2006).
    """
    return _mean_over_series(absolute_errors(actual, forecast) / _positive(scale))


def seasonal_scale(history: FloatArray, season: int) -> float:
    """Return the in-sample MAE of the seasonal naive, MASE's scale; NaN if undefined.

    history [N] may hold NaN; pairs with a missing member are left out.
    """
    if len(history) <= season:
        return float("nan")
    difference = np.abs(history[season:] - history[:-season])
    return float(np.nanmean(difference)) if np.isfinite(difference).any() else float("nan")


def interval_coverage(actual: FloatArray, lower: FloatArray, upper: FloatArray) -> float | None:
    """Return the share of observed points inside their interval, averaged over series."""
    inside = np.where(np.isnan(actual), np.nan, (lower <= actual) & (actual <= upper))
    return _mean_over_series(_mean_over_steps(inside))


def _positive(scale: FloatArray) -> FloatArray:
    return np.where(np.isfinite(scale) & (scale > 0), scale, np.nan)


def _mean_over_steps(values: FloatArray) -> FloatArray:
    count = (~np.isnan(values)).sum(axis=1)
    return np.where(count > 0, np.nansum(values, axis=1) / np.maximum(count, 1), np.nan)


def _mean_over_series(values: FloatArray) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None
