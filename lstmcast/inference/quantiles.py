"""From a network's quantiles to point forecasts and intervals, as arithmetic on arrays.

Q quantiles always stand on the last axis, rising; V levels on the first.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from math import log
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

FloatArray = npt.NDArray[np.float64]

_TAIL = 0.1  # of the probability: from here on quantiles tell how a tail falls off
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
    if levels:
        _require_several(quantiles)
    normal = NormalDist()
    scale = [normal.inv_cdf(quantile) for quantile in quantiles]
    lower = np.empty((len(levels), *values.shape[:-1]))
    upper = np.empty_like(lower)
    for position, level in enumerate(levels):
        score = normal.inv_cdf((100 - level) / 200)  # below zero; exact for round levels
        lower[position] = _quantile_at(score, values, scale)
        upper[position] = _quantile_at(-score, values, scale)
    return lower, upper


def quantile(values: FloatArray, quantiles: Sequence[float], wanted: float) -> FloatArray:
    """Return any quantile [...] from values [..., Q], by the rule of ``interval``.

    ``wanted`` lies in 0..1, both excluded. Raises UsageError when a network that has the median
    only is asked for another one.
    """
    if wanted != 0.5:
        _require_several(quantiles)
    normal = NormalDist()
    scale = [normal.inv_cdf(known) for known in quantiles]
    return _quantile_at(normal.inv_cdf(wanted), values, scale)


def mean_of(values: FloatArray, quantiles: Sequence[float]) -> FloatArray:
    """Return the means [...] of distributions from sorted forecasts [..., Q] of ``quantiles``.

    It is the integral of the quantile function over 0..1, which runs through the forecasts as
    that of a double exponential distribution would from one to the next: quantiles bend away
    from the median, so that straight lines would make the mean too large where a distribution
    leans to the right. Both tails are exponential, as steep as from the 0.1 and the 0.9 quantile
    outwards. So the mean is a weighted sum of the forecasts. It is exact for double exponential
    and all symmetric distributions, and within 2 % for gamma distributions of shape 0.5 and more.
    Nothing is known of what is rarer than the outermost quantiles: of counts with nearly nothing
    but zeros it is a guess.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # the caller finds what is not finite
        return np.asarray((values * _weights_of_mean(quantiles)).sum(axis=-1))


def _weights_of_mean(quantiles: Sequence[float]) -> FloatArray:
    """Return the weight [Q] of each quantile in the mean, one in total."""
    upper = _weights_of_half([quantile for quantile in quantiles if quantile >= 0.5])
    lower = _weights_of_half([1 - quantile for quantile in reversed(quantiles) if quantile <= 0.5])
    weights = np.zeros(len(quantiles))
    weights[len(quantiles) - len(upper) :] += upper
    weights[: len(lower)] += lower[::-1]
    return weights


def _weights_of_half(quantiles: Sequence[float]) -> FloatArray:
    """Return the weights of quantiles from the median upwards, half in total.

    Between two with tail probabilities a > b, where the quantile function is linear in the
    logarithm of the tail, its mean lies a share of (a - b - b log(a / b)) / ((a - b) log(a / b))
    on the way from one to the other; in a tail a beyond the last it lies one slope beyond that.
    """
    tails = [1 - quantile for quantile in quantiles]
    weights = np.zeros(len(tails))
    for place, (above, below) in enumerate(pairwise(tails)):
        ratio = log(above / below)
        share = (above - below - below * ratio) / ((above - below) * ratio)
        weights[place] += (above - below) * (1 - share)
        weights[place + 1] += (above - below) * share
    weights[-1] += tails[-1]
    if len(tails) > 1:
        steep = max(
            place for place, tail in enumerate(tails[:-1]) if place == 0 or tail >= _TAIL - _SAME
        )
        slope = tails[-1] / log(tails[steep] / tails[-1])
        weights[[-1, steep]] += slope, -slope
    return weights


def _require_several(quantiles: Sequence[float]) -> None:
    """Raise UsageError where the median is all there is."""
    if len(quantiles) < 2:
        raise UsageError(
            "this model forecasts the median only, so it has no intervals",
            hint="train a model with more quantiles",
        )


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
