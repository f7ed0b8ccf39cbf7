"""Whether intervals held what they promise, where nothing but their coverage is known."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from lstmcast.evaluation.scores import UPPER


def largest_chance_error(level: float, series: int) -> float:
    """Return how far chance lets the coverage of intervals of a ``level`` in percent be off.

    A share, of one horizon of each of some series, with 95 % confidence. The steps of a series
    are held or missed together, nobody knows how much; all together is the worst that can be:
    of the shares between zero and one whose mean is p none scatter more than zeros and ones, by
    sqrt(p (1 - p)). So it is series that are counted, not points, as tosses of a coin.
    """
    share = level / 100
    return NormalDist().inv_cdf(UPPER) * sqrt(share * (1 - share) / series)
