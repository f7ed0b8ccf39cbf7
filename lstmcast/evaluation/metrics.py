"""Error measures by the book; actual values may hold NaN, which is left out.

Arrays are [R, H]: rows (a series, or a series at one cutoff) by horizon step. MAE, RMSE, bias and
WAPE are means over all points. The others are free of the data's unit: their mean is first taken
over the observed steps of a row, then over the rows that have a value. An error too large for a
number counts as the largest number there is, so that no figure is infinite.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation import means
from lstmcast.windows.scaling import NEGLIGIBLE

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def absolute_errors(actual: FloatArray, forecast: FloatArray) -> FloatArray:
    """Return the size of each error, [R, H]; NaN without an actual value."""
    with np.errstate(over="ignore"):
        errors = actual - forecast
    np.abs(errors, out=errors)
    return means.bounded(errors)


def mean_absolute_error(actual: FloatArray, forecast: FloatArray) -> float:
    """Return MAE over all observed points, in the unit of the data; NaN without any."""
    return means.over_all(absolute_errors(actual, forecast))


def root_mean_squared_error(actual: FloatArray, forecast: FloatArray) -> float:
    """Return RMSE over all observed points, in the unit of the data; NaN without any."""
    return float(root_mean_squares(absolute_errors(actual, forecast).reshape(1, -1))[0])


def mean_error(actual: FloatArray, forecast: FloatArray) -> float:
    """Return the bias, the mean of forecast - actual, over all observed points; NaN without any."""
    with np.errstate(over="ignore"):
        return means.over_all(means.bounded(forecast - actual))


def percentage_error(actual: FloatArray, forecast: FloatArray, counted: BoolArray) -> float | None:
    """Return MAPE in percent, over the points that are ``counted`` (see ``worth_a_share``).

    Source: R. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice (2021), 5.8.
    """
    with np.errstate(over="ignore"):
        shares = 100 * (absolute_errors(actual, forecast) / np.where(counted, np.abs(actual), 1))
    return _over_rows(np.where(counted, means.bounded(shares), np.nan))


def worth_a_share(actual: FloatArray, size: FloatArray) -> BoolArray:
    """Return which actual values [R, H] an error can be a share of.

    Those next to nothing beside the ``size`` [R] of their series are as good as zero, of which
    nothing is a share.
    """
    found: BoolArray = np.abs(actual) > NEGLIGIBLE * size[:, None]  # False for NaN
    return found


def symmetric_percentage_error(actual: FloatArray, forecast: FloatArray) -> float | None:
    """Return sMAPE in percent, 0..200, as the M4 competition defines it; 0/0 counts as 0.

    Source: S. Makridakis et al., The M4 Competition, Int. J. Forecasting 36 (2020).
    """
    actual, forecast = actual / 2, forecast / 2  # the sum of two huge sizes has to be a number
    size = np.abs(actual) + np.abs(forecast)
    return _over_rows(200 * (np.abs(actual - forecast) / np.where(size == 0, 1, size)))


def weighted_percentage_error(actual: FloatArray, forecast: FloatArray) -> float | None:
    """Return WAPE in percent: the sum of all errors beside the sum of all actual values.

    Also known as normalised deviation (ND), without the percent. None where all are zero.
    """
    return share_of_size(absolute_errors(actual, forecast), actual, 100.0)


def share_of_size(losses: FloatArray, actual: FloatArray, times: float) -> float | None:
    """Return the sum of losses [R, H] over that of the sizes of actual values, ``times`` that."""
    size = means.over_all(np.abs(actual))  # as many points as losses: means do as well as sums
    return means.known(times * (means.over_all(losses) / size)) if size > 0 else None


def mean_absolute_scaled_error(
    actual: FloatArray, forecast: FloatArray, scale: FloatArray
) -> float | None:
    """Return MASE; rows whose scale [R] is zero or NaN have none and are left out.

    Source: R. Hyndman and A. Koehler, Another look at measures of forecast accuracy,
    Int. J. Forecasting 22 (2006).
    """
    return _over_rows(in_units(absolute_errors(actual, forecast), scale))


def root_mean_squared_scaled_error(
    actual: FloatArray, forecast: FloatArray, scale: FloatArray
) -> float | None:
    """Return RMSSE, the mean over rows of each row's RMSE in units of its quadratic scale [R].

    Source: S. Makridakis et al., The M5 competition, Int. J. Forecasting 38 (2022), there with
    a season of one step.
    """
    errors = root_mean_squares(absolute_errors(actual, forecast))
    return _over_rows(in_units(errors[:, None], scale))


def overall_weighted_average(
    own: tuple[float | None, float | None], naive2: tuple[float | None, float | None]
) -> float | None:
    """Return OWA: the mean of sMAPE and of MASE, each as a share of that of Naive2.

    Source: S. Makridakis et al., The M4 Competition, Int. J. Forecasting 36 (2020).
    """
    shares = [
        made / base
        for made, base in zip(own, naive2, strict=True)
        if made is not None and base is not None and base > 0
    ]
    return means.known(sum(shares) / 2) if len(shares) == 2 else None


def skill_score(errors: FloatArray, reference: FloatArray) -> float | None:
    """Return 1 - the ratio of the means of two kinds of errors, of the same rows or points.

    0.31 is 31 % better than the reference, below 0 is worse; None where that makes no error.
    Source: A. Murphy, Skill scores based on the mean square error, Monthly Weather Review 116
    (1988), here of absolute errors.
    """
    base = means.over_all(reference)
    return means.known(1 - means.over_all(errors) / base) if base > 0 else None


def root_mean_squares(errors: FloatArray) -> FloatArray:
    """Return the root of the mean square of each row of errors without a sign, [R]."""
    largest = np.fmax.reduce(errors, axis=1, initial=0.0)[:, None]
    largest[largest == 0] = 1.0
    shares = errors / largest  # squares of 1e200 are no numbers any more
    return np.asarray(largest[:, 0] * np.sqrt(means.over_steps(shares**2)))


def in_units(errors: FloatArray, scale: FloatArray) -> FloatArray:
    """Return errors [R, H] in units of each row's scale [R]; NaN where that is zero or NaN."""
    usable = np.isfinite(scale) & (scale > 0)
    with np.errstate(over="ignore"):
        return means.bounded(errors / np.where(usable, scale, np.nan)[:, None])


def seasonal_scale(history: FloatArray, season: int) -> float:
    """Return the in-sample MAE of the seasonal naive, MASE's scale; NaN if undefined.

    Zero where it is next to nothing beside the values: rounding is no unit of error.
    """
    changes = seasonal_changes(history, season)
    if not len(changes):
        return float("nan")
    scale = float(changes.mean())
    return scale if scale > NEGLIGIBLE * np.fmax.reduce(np.abs(history)) else 0.0


def quadratic_scale(history: FloatArray, season: int) -> float:
    """Return the in-sample RMSE of the seasonal naive, RMSSE's scale; NaN if undefined.

    Zero where MASE's scale is.
    """
    scale = seasonal_scale(history, season)
    if not scale > 0:
        return scale
    return float(root_mean_squares(seasonal_changes(history, season)[None])[0])


def seasonal_changes(history: FloatArray, season: int) -> FloatArray:
    """Return the sizes of all changes over a season in a history [N], which may hold NaN.

    Pairs with a missing member are left out.
    """
    changes = np.abs(history[season:] - history[:-season])
    return np.asarray(changes[~np.isnan(changes)])


def _over_rows(values: FloatArray) -> float | None:
    return means.known(means.over_all(means.over_steps(values)))
