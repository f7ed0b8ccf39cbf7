"""Intervals corrected by what became of earlier ones, night by night, from the ledger alone.

The factors are found anew from all scores each time, so that nothing besides the ledger has to
be kept, and the same ledger gives the same intervals. A new model keeps the factors of the old
one: what the world does does not start over with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.adaptive import adapt
from lstmcast.inference.distribution import Distribution
from lstmcast.inference.forecast import ForecastSet
from lstmcast.inference.limits import Limits
from lstmcast.jobs.ledger.rows import ScoreRow
from lstmcast.jobs.pooling import pool

FloatArray = npt.NDArray[np.float64]

_SAME = 1e-12  # two probabilities closer than this are one


def factors_from(scores: Iterable[ScoreRow], levels: Sequence[float]) -> dict[float, float]:
    """Return by level, in percent, the factor by which the next intervals are to be stretched.

    One for a level without any score. Scores may come in any order.
    """
    nights = pool(scores, levels=levels, units={})
    newest = adapt(nights.missed, levels)[-1]
    return {level: float(factor) for level, factor in zip(levels, newest, strict=True)}


def corrected(made: ForecastSet, factors: Mapping[float, float], limits: Limits) -> ForecastSet:
    """Stretch the intervals of a forecast about its point by a factor for each level.

    Levels without a factor are left alone, to the bit. A point outside of the narrowest
    interval, as a mean may be, is replaced as the centre by the end next to it. Wider levels
    still hold the narrower ones, and ends keep to the ``limits`` of their series. Distributions,
    where they are kept, are stretched alike: the ends are quantiles of theirs.
    """
    if not len(made.levels) or all(factors.get(level, 1.0) == 1 for level in made.levels):
        return made
    stretch = np.array([factors.get(level, 1.0) for level in made.levels])[:, None, None]
    centre = np.clip(made.point, made.lower[0], made.upper[0])
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite stays as it was
        lower = centre - stretch * (centre - made.lower)
        upper = centre + stretch * (made.upper - centre)
    usable = np.isfinite(lower) & np.isfinite(upper) & (stretch != 1)
    lower = np.where(usable, [limits.keep(each) for each in lower], made.lower)
    upper = np.where(usable, [limits.keep(each) for each in upper], made.upper)
    made = replace(
        made,
        lower=np.minimum.accumulate(lower, axis=0),
        upper=np.maximum.accumulate(upper, axis=0),
    )
    whole = made.whole and _stretched(made.whole, made, stretch.ravel(), centre)
    return replace(made, whole=whole)


def _stretched(
    whole: Distribution, made: ForecastSet, stretch: FloatArray, centre: FloatArray
) -> Distribution:
    """Return distributions that have the ends of the intervals for quantiles.

    Their other quantiles are as far from the ``centre`` [S, H] as the factors ``stretch`` [V] of
    the levels next to theirs say, and between the ends that they lay between.
    """
    tails = [(100 - level) / 200 for level in made.levels]
    ends = dict(zip(tails, made.lower, strict=True))
    ends |= {1 - tail: end for tail, end in zip(tails, made.upper, strict=True)}
    known = dict(ends)
    for place, share in enumerate(whole.quantiles):
        if min(abs(share - end) for end in ends) > _SAME:
            factor = np.interp(100 * abs(2 * share - 1), made.levels, stretch)
            with np.errstate(over="ignore", invalid="ignore"):
                moved = centre + factor * (whole.values[..., place] - centre)
            known[share] = np.where(np.isfinite(moved), moved, whole.values[..., place])
    shares = sorted(known)
    values = np.stack([known[share] for share in shares], axis=-1)
    fixed = np.array([share in ends for share in shares])
    least = np.maximum.accumulate(np.where(fixed, values, -np.inf), axis=-1)
    most = np.minimum.accumulate(np.where(fixed, values, np.inf)[..., ::-1], axis=-1)[..., ::-1]
    # What is between two ends stays there in any order, and the ends stay where they are.
    values = np.sort(np.clip(values, least, most), axis=-1)
    return Distribution(quantiles=tuple(shares), values=values, limits=whole.limits)
