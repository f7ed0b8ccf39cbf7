"""Scores of many windows of one column, in the unit the values are given in.

Legend: B windows, H horizon, V levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from tests.benchmarks.competitions.referee import Scores

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowForecasts:
    """Forecasts of windows: the point [B, H] and the bounds [V, B, H] of the levels."""

    point: FloatArray
    levels: tuple[int, ...]
    lower: FloatArray
    upper: FloatArray

    def scaled(self, mean: float, deviation: float) -> WindowForecasts:
        """Return the forecasts less a mean, in standard deviations."""
        return WindowForecasts(
            point=(self.point - mean) / deviation,
            levels=self.levels,
            lower=(self.lower - mean) / deviation,
            upper=(self.upper - mean) / deviation,
        )


def score_windows(actual: FloatArray, made: WindowForecasts) -> Scores:
    """Return MSE, MAE, coverage and mean interval score (Winkler 1972) over all [B, H] values."""
    error = actual - made.point
    coverage, interval_score = {}, {}
    for level, low, high in zip(made.levels, made.lower, made.upper, strict=True):
        beyond = np.maximum(low - actual, 0) + np.maximum(actual - high, 0)
        coverage[level] = float(np.mean((low <= actual) & (actual <= high)))
        interval_score[level] = float(np.mean(high - low + 2 / (1 - level / 100) * beyond))
    return Scores(
        series=1,
        metrics={"MSE": float(np.mean(error**2)), "MAE": float(np.mean(np.abs(error)))},
        coverage=coverage,
        interval_score=interval_score,
    )


def actual_windows(values: FloatArray, cutoffs: IntArray, horizon: int) -> FloatArray:
    """Return what follows each cutoff, [B, H]."""
    followed: FloatArray = values[cutoffs[:, None] + np.arange(horizon)]
    return followed


def repeat_season(
    values: FloatArray, cutoffs: IntArray, horizon: int, *, season: int, known: int,
    levels: Sequence[int],
) -> WindowForecasts:  # fmt: skip
    """Return the seasonal naive forecast, with intervals as the referee's baselines have them.

    The standard deviation is that of its errors in the first ``known`` values, times the
    square root of the seasons ahead.
    """
    step = np.arange(horizon)
    point = values[cutoffs[:, None] - season + step % season]
    past = values[:known]
    sigma = np.sqrt(np.mean((past[season:] - past[:-season]) ** 2)) * np.sqrt(step // season + 1)
    reach = np.array([NormalDist().inv_cdf(0.5 + level / 200) for level in levels])
    width = reach[:, None, None] * sigma
    return WindowForecasts(
        point=point, levels=tuple(levels), lower=point - width, upper=point + width
    )
