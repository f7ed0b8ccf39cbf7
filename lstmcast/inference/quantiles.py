"""From a network's quantiles to point forecasts and intervals, as arithmetic on arrays.

Q quantiles always stand on the last axis, rising; V levels on the first.
"""

from __future__ import annotations

from bisect import bisect_left
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

FloatArray = npt.NDArray[np.float64]

_SAME = 1e-9  # two quantiles closer than this on the normal scale are one


def sort_quantiles(values: npt.NDArray[np.floating]) -> FloatArray:
    """Return quantile forecasts [..., Q] in rising order: sorted, they never cross.

    Source: V. Chernozhukov, I. Fernández-Val and A. Galichon, Quantile and Probability
    Curves Without Crossing, Econometrica 78 (2010): sorting never makes them worse.
    """
    return np.sort(np.asarray(values, dtype=np.float64), axis=-1)


def interval(
    values: FloatArray, quantiles: Sequence[float], levels: Sequence[float]
) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper bounds [V, ...] of central intervals from values [..., Q].

    ``values`` are sorted forecasts of ``quantiles`` (rising, in 0..1, with 0.5 among
    them); ``levels`` are percents. The 80 % interval runs from the 0.1 to the 0.9
    quantile. A quantile the network has is taken as it is. One between two of them is
    interpolated linearly on the scale of the standard normal distribution, as if the
    forecast were normal there; one beyond the outermost goes on with the slope of the
    outer two. A wider level never gives a narrower interval, and the median is inside.

    Raises UsageError unless every level is between 0 and 100, both excluded, and when
    a network that has the median only is asked for an interval.
    """
    for level in levels:
        if not 0 < level < 100:
            raise UsageError(
                f"level {level:g} is not between 0 and 100 percent",
                hint="give central intervals in percent, for example --level 80,95",
            )
    if levels and len(quantiles) < 2:
        raise UsageError(
            "this model forecasts the median only, so it has no intervals",
            hint="train a model with more quantiles",
        )
    normal = NormalDist()
    scale = [normal.inv_cdf(quantile) for quantile in quantiles]
    lower = np.empty((len(levels), *values.shape[:-1]))
    upper = np.empty_like(lower)
    for position, level in enumerate(levels):
        score = normal.inv_cdf((100 - level) / 200)  # below zero; exact for round levels
        lower[position] = _quantile_at(score, values, scale)
        upper[position] = _quantile_at(-score, values, scale)
    return lower, upper


def _quantile_at(score: float, values: FloatArray, scale: Sequence[float]) -> FloatArray:
    """Return the forecast [...] of the quantile at a standard normal score."""
    for position, known in enumerate(scale):
        if abs(score - known) < _SAME:
            return values[..., position]
    right = min(max(bisect_left(scale, score), 1), len(scale) - 1)  # the known one above
    below, above = values[..., right - 1], values[..., right]
    # Counted from the nearer end of the pair, so that going on outwards only ever adds.
    if score > scale[right]:
        share = (score - scale[right]) / (scale[right] - scale[right - 1])
        return above + share * (above - below)
    share = (score - scale[right - 1]) / (scale[right] - scale[right - 1])
    return np.minimum(below + share * (above - below), above)
