"""One distribution out of several: forecasts of what may be, pooled by weight.

A pool is a mixture, not an average: where members disagree it is wide, and may have two humps.
Legend: M members, H horizon, Q quantiles, K knots.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_TAIL = (0.001, 0.01)  # quantiles between which and their mirror images tails go on
_FEWEST = 2.0  # members that say how far members differ
_SCORE = NormalDist().inv_cdf(0.9)  # the end of the 80 % interval


def pool(quantiles: FloatArray, weights: FloatArray, levels: Sequence[float]) -> FloatArray:
    """Return the quantiles [H, Q] at ``levels`` of a mixture of forecasts [M, H, Q].

    ``weights`` [M] are above zero and sum to one. Between two quantiles a member's are
    interpolated, beyond the outermost they go on as a normal distribution would; the mixture's
    distribution function is the weighted mean of theirs. Members that agree are returned as
    they are.
    """
    if (quantiles == quantiles[:1]).all():
        return np.asarray(quantiles[0])
    knots, chances = _with_tails(quantiles, levels)
    jumps = np.asarray((np.diff(knots, axis=2) <= 0).any(axis=2))  # [M, H]
    made = np.empty(quantiles.shape[1:])
    for step in range(len(made)):
        places = np.unique(knots[:, step])  # [K]
        below, until = np.zeros(len(places)), np.zeros(len(places))
        for place, weight in enumerate(weights.tolist()):
            member = knots[place, step]
            top = foot = np.interp(places, member, chances, left=0.0, right=1.0)
            if jumps[place, step]:  # between equal knots, whose foot is found from the right
                above = np.interp(-places, -member[::-1], 1 - chances[::-1], left=0.0, right=1.0)
                foot = 1 - above
            below += weight * foot
            until += weight * top
        rising = np.stack([below, until], axis=1).ravel()
        made[step] = np.interp(levels, rising, np.repeat(places, 2))
    return made


def effective_members(weights: FloatArray) -> float:
    """Return how many equal members say as much as those of ``weights`` [M] that sum to one.

    Source: L. Kish, Survey Sampling (1965).
    """
    return float(1 / np.square(weights).sum())


def spread_levels(centres: FloatArray, weights: FloatArray, members: float) -> FloatArray:
    """Return centres [M] of forecasts, moved apart as far as so few ``members`` call for.

    What a few members show of how far a level may lie is too narrow for one more: the variance
    among n of them is (n - 1) / (n + 1) of that of a new one about their mean, and an interval
    of it is Student's, here by the first term of its expansion. Positive centres move apart
    by ratio, so that they stay positive. Source: R. Fisher and E. Cornish, The Percentile
    Points of Distributions Having Known Cumulants, Technometrics 2 (1960).
    """
    known = max(members, _FEWEST)
    student = 1 + (_SCORE**2 + 1) / (4 * (known - 1))
    factor = sqrt((known + 1) / (known - 1)) * student
    if (centres > 0).all():
        logs = np.log(centres)
        return np.asarray(centres * np.exp((factor - 1) * (logs - weights @ logs)))
    return np.asarray(centres + (factor - 1) * (centres - weights @ centres))


def _with_tails(quantiles: FloatArray, levels: Sequence[float]) -> tuple[FloatArray, FloatArray]:
    """Return forecasts [M, H, K] with the ends of their tails, and the probabilities [K]."""
    normal = NormalDist()
    if len(levels) < 2:
        return quantiles, np.array(levels)
    low = [each for each in _TAIL if each < levels[0]]
    high = [1 - each for each in reversed(_TAIL) if 1 - each > levels[-1]]
    scores = [normal.inv_cdf(level) for level in levels]
    first = (quantiles[..., 1] - quantiles[..., 0]) / (scores[1] - scores[0])
    last = (quantiles[..., -1] - quantiles[..., -2]) / (scores[-1] - scores[-2])
    before = [quantiles[..., 0] + first * (normal.inv_cdf(each) - scores[0]) for each in low]
    after = [quantiles[..., -1] + last * (normal.inv_cdf(each) - scores[-1]) for each in high]
    middle = [quantiles[..., place] for place in range(len(levels))]
    return np.stack([*before, *middle, *after], axis=-1), np.array([*low, *levels, *high])
