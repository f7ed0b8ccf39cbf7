"""Whether networks differ by more than their seeds do.

A network that is trained again with another seed is another network; its error lies somewhere
else. That is all the chance these tests know of: what another stretch of time would say, they
cannot tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from statistics import median

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.comparison import Measured

FloatArray = npt.NDArray[np.float64]

_CONFIDENCE = 0.95
_ROUNDING = 1e-9  # of an error: networks that learnt nothing differ by no more than that
_DRAWS = 20_000
_SEED = 4  # any number does; the same one each time, so that a ranking repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Who is best, and who else may be; networks by position."""

    best: int  # whose median error is least; of equals the first
    worse: tuple[int, ...]  # by more than seeds explain
    level: tuple[int, ...]  # not told apart from the best
    too_few: bool  # seeds to tell any two apart


def rank(networks: Sequence[Measured]) -> Ranking:
    """Rank networks, of which there is at least one, by their errors on the held-out horizon."""
    errors = [network.decisive for network in networks]
    best = best_of(networks)
    worse = told_apart(errors, best)
    return Ranking(
        best=best,
        worse=worse,
        level=tuple(place for place in range(len(errors)) if place not in {best, *worse}),
        too_few=len(errors) > 1 and all(len(each) == 1 for each in errors),
    )


def best_of(networks: Sequence[Measured]) -> int:
    """Return the position of the network whose median error is least; of equals the first."""
    middles = [median(network.decisive) for network in networks]
    return middles.index(min(middles))


def told_apart(errors: Sequence[Sequence[float]], best: int) -> tuple[int, ...]:
    """Return which networks err more than the ``best`` by more than chance explains, at 5 %.

    The best was picked after looking, and it is set beside everyone: of four alike with three
    seeds each, one would lie wholly above it in three comparisons of ten. So logarithms of errors
    are compared by the studentised range, which allows for all pairs: first of all networks, then
    without the one that was worst, as long as that one is told apart. Their spread over seeds is
    taken to be alike. Sources: J. Tukey, The problem of multiple comparisons (1953), and
    C. Kramer, Extension of multiple range tests to group means with unequal numbers of
    replications, Biometrics 12 (1956).
    """
    logs = [np.log(np.maximum(each, np.finfo(np.float64).tiny)) for each in errors]
    left = list(range(len(logs)))
    while len(left) > 1:
        worst = max(left, key=lambda place: logs[place].mean())
        company = [logs[place] for place in left]
        if not _lies_above(logs[worst], logs[best], company):
            break
        left.remove(worst)
    return tuple(place for place in range(len(logs)) if place not in left)


def _lies_above(worst: FloatArray, best: FloatArray, company: Sequence[FloatArray]) -> bool:
    gap = float(worst.mean() - best.mean())
    degrees = sum(len(each) - 1 for each in company)
    if gap <= _ROUNDING or degrees == 0:
        return False
    squares = sum(float(np.square(each - each.mean()).sum()) for each in company)
    error = sqrt(squares / degrees * (1 / len(worst) + 1 / len(best)) / 2)
    return gap > range_point(len(company), degrees) * error


@cache
def range_point(groups: int, degrees: int) -> float:
    """Return what the range of so many normal means stays below at 95 %, in standard errors.

    The standard error is an estimate with ``degrees`` of freedom. It is drawn, and right to 3 %.
    """
    random = np.random.default_rng(_SEED)
    ranges = np.ptp(random.standard_normal((_DRAWS, groups)), axis=1)
    errors = np.sqrt(random.chisquare(degrees, _DRAWS) / degrees)
    return float(np.quantile(ranges / errors, _CONFIDENCE))
