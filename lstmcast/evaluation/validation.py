"""Score forecasts of the rolling validation windows, whatever network made them.

The loss is free of the data's unit: pinball loss over the mean seasonal change of the series,
as MASE has it. Nothing here sees the held-out horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.metrics import seasonal_scale
from lstmcast.inference.history import repeat_before
from lstmcast.windows.sampling import WindowShape, gather_future
from lstmcast.windows.scaling import NEGLIGIBLE
from lstmcast.windows.splits import Splits

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_LEAST_CHANGE = 0.01  # of a series' spread: smaller seasonal changes would drown all others


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationWindows:
    """Windows before the held-out horizon, and what truly followed them."""

    data: SeriesSet
    series: IntArray  # [V]
    cutoffs: IntArray  # [V]
    actual: FloatArray  # [V, H] NaN where not observed
    repeated: FloatArray  # [V, H] the season before, repeated: what no trust at all forecasts
    units: FloatArray  # [V] of errors; NaN where the series says nothing of its size
    lags: tuple[int, ...] = (1,)  # of the season that is repeated

    @property
    def horizon(self) -> int:
        """Return the steps that are scored."""
        return int(self.actual.shape[1])

    @property
    def scored(self) -> int:
        """Return how many windows count."""
        return int((np.isfinite(self.actual).any(axis=1) & np.isfinite(self.units)).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowErrors:
    """Errors of a forecast in each window [V], in its unit; NaN where a window does not count."""

    pinball: FloatArray  # twice the pinball loss, mean over steps and quantiles
    median: FloatArray  # mean absolute error


def validation_windows(data: SeriesSet, splits: Splits, shape: WindowShape) -> ValidationWindows:
    """Gather the windows to validate on; the season repeated is that of ``shape``."""
    series, cutoffs = splits.validation_series, splits.validation_cutoffs
    known = data.until(splits.before_holdout)
    units = np.array(
        [
            unit_of(known.series(index)[: splits.training_end[index]], shape.season)
            for index in range(len(known))
        ]
    )
    return ValidationWindows(
        data=known,
        series=series,
        cutoffs=cutoffs,
        actual=gather_future(known, series, cutoffs, shape.horizon),
        repeated=repeat_before(known, series, cutoffs, shape.lags, horizon=shape.horizon),
        units=units[series],
        lags=shape.lags,
    )


def measure(
    made: FloatArray,
    windows: ValidationWindows,
    rows: slice | IntArray,
    quantiles: tuple[float, ...],
) -> WindowErrors:
    """Measure the errors of sorted quantiles [v, H, Q] in the windows at ``rows``."""
    levels = np.array(quantiles)
    with np.errstate(over="ignore", invalid="ignore"):  # what went astray has an infinite loss
        gap = windows.actual[rows, :, None] - made
        pinball = 2 * np.maximum(levels * gap, (levels - 1) * gap).mean(axis=-1)
        return WindowErrors(
            pinball=_mean_over_steps(pinball, windows, rows),
            median=_mean_over_steps(np.abs(gap[..., quantiles.index(0.5)]), windows, rows),
        )


def repeated_errors(windows: ValidationWindows) -> FloatArray:
    """Return the mean absolute error [V] of the repeated season, in each window's unit."""
    errors = np.abs(windows.actual - windows.repeated)
    return _mean_over_steps(errors, windows, slice(None))


def _mean_over_steps(
    errors: FloatArray, windows: ValidationWindows, rows: slice | IntArray
) -> FloatArray:
    """Return the mean of errors [v, H] over observed steps, in units; NaN without any."""
    seen = np.isfinite(windows.actual[rows])
    errors = np.where(np.isnan(errors), np.inf, errors)
    count = seen.sum(axis=1)
    total = np.where(seen, errors, 0.0).sum(axis=1) / np.maximum(count, 1)
    return np.asarray(np.where(count > 0, total, np.nan) / windows.units[rows])


def unit_of(history: FloatArray, season: int) -> float:
    """Return the mean seasonal change of a series, or its spread where that is next to nothing.

    NaN where that is no more than rounding.
    """
    observed = history[np.isfinite(history)]
    if not len(observed):
        return float("nan")
    with np.errstate(over="ignore", invalid="ignore"):
        spread = float(np.std(observed))
        change = seasonal_scale(history, season)
    unit = max(change, _LEAST_CHANGE * spread) if np.isfinite(change) else spread
    telling = unit > NEGLIGIBLE * np.abs(observed).max()  # False for NaN
    return unit if np.isfinite(unit) and telling else float("nan")
