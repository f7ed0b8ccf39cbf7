"""Intervals corrected by what became of earlier ones, night by night, from the ledger alone.

The factors are found anew from all scores each time, so that nothing besides the ledger has to
be kept, and the same ledger gives the same intervals. A new model keeps the factors of the old
one: what the world does does not start over with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lstmcast.evaluation.adaptive import adapt
from lstmcast.inference.forecast import ForecastSet
from lstmcast.inference.limits import Limits
from lstmcast.jobs.ledger.rows import ScoreRow
from lstmcast.jobs.pooling import pool


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
    still hold the narrower ones, and ends keep to the ``limits`` of their series.
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
    return replace(
        made,
        lower=np.minimum.accumulate(lower, axis=0),
        upper=np.maximum.accumulate(upper, axis=0),
    )
