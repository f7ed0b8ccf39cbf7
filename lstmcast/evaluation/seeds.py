"""Whether networks differ by more than their seeds do.

A network that is trained again with another seed is another network; its error lies somewhere
else. That is all the chance these tests know of: what another stretch of time would say, they
cannot tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

from lstmcast.evaluation.comparison import Measured

_ONE_IN = 20  # chances: 5 %


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
    middles = [median(each) for each in errors]
    best = middles.index(min(middles))
    others = [place for place in range(len(networks)) if place != best]
    worse = [place for place in others if is_less(errors[best], errors[place])]
    return Ranking(
        best=best,
        worse=tuple(worse),
        level=tuple(place for place in others if place not in worse),
        too_few=any(not _tellable(len(errors[best]), len(errors[place])) for place in others),
    )


def is_less(first: Sequence[float], second: Sequence[float]) -> bool:
    """Return whether figures tend to be less than others by more than chance explains.

    The exact one-sided test of H. Mann and D. Whitney, On a Test of Whether one of Two Random
    Variables is Stochastically Larger than the Other, Annals of Mathematical Statistics 18
    (1947), at 5 %: with three seeds each, every one of the first has to be less than every one
    of the second. Equal figures count against it.
    """
    against = sum(own >= other for own in first for other in second)
    likely = sum(_arrangements(len(first), len(second))[: against + 1])
    return _ONE_IN * likely <= comb(len(first) + len(second), len(first))


def _tellable(first: int, second: int) -> bool:
    """Return whether so many figures can differ by more than chance explains at all."""
    return comb(first + second, first) >= _ONE_IN


def _arrangements(first: int, second: int) -> list[int]:
    """Return in how many orders of two samples u pairs stand the wrong way round, u = 0, 1, ...

    They are the coefficients of the Gaussian binomial: the product over i = 1 .. first of
    (1 - q^(second + i)) / (1 - q^i).
    """
    counts = [1] + [0] * (first * second)
    for i in range(1, first + 1):
        for power in range(len(counts) - 1, second + i - 1, -1):
            counts[power] -= counts[power - second - i]
        for power in range(i, len(counts)):
            counts[power] += counts[power - i]
    return counts
