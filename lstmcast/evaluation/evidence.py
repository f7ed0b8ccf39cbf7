"""Whether one forecast is better than another by more than chance explains.

Windows of one series overlap and tell nearly the same, so it is not windows that are counted
but blocks: windows of one series whose cutoffs lie within the same stretch of one horizon.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_FEWEST_BLOCKS = 3  # below this there is no telling chance


def blocks_of(series: IntArray, cutoffs: IntArray, horizon: int) -> IntArray:
    """Return the number of the block [V] that each window belongs to."""
    pairs = np.stack([series, cutoffs // horizon])
    return np.asarray(np.unique(pairs, axis=1, return_inverse=True)[1], dtype=np.int64).ravel()


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """By what share of the old loss a new one has to be lower, at least."""

    tested: float  # where chance can be told
    untested: float  # where there are too few blocks for that


def clearly_better(new: FloatArray, old: FloatArray, blocks: IntArray, margin: Margin) -> bool:
    """Return whether losses ``new`` [V] are clearly below losses ``old`` [V] of the same windows.

    The mean has to fall by more than the margin, and by more than Student's one-sided t-test
    at 5 % leaves to chance: t(B - 1) standard errors of the mean of the paired differences d
    over n windows. Blocks, not windows, count as independent: with S the sum of d - mean(d)
    in each of B blocks, that error is sqrt(B / (B - 1) sum(S^2)) / n. With fewer than three
    blocks there is no such test, only a margin of its own. Windows that are NaN do not count;
    infinite losses are the worst.
    """
    counted = ~(np.isnan(new) | np.isnan(old))
    new, old, blocks = new[counted], old[counted], blocks[counted]
    if not np.isfinite(new).all() or not len(new):
        return False
    if not np.isfinite(old).all():
        return True
    gain, whole = float((old - new).mean()), float(old.mean())
    _, block = np.unique(blocks, return_inverse=True)
    sums = np.bincount(block, weights=old - new - gain)
    if len(sums) < _FEWEST_BLOCKS:
        return gain > margin.untested * whole
    error = float(np.sqrt(len(sums) / (len(sums) - 1) * (sums**2).sum())) / len(new)
    return gain > margin.tested * whole and gain > _t_value(len(sums) - 1) * error


def _t_value(degrees: int) -> float:
    """Return the 95 % point of Student's t for two ``degrees`` of freedom or more, within 0.05.

    Source: M. Abramowitz and I. Stegun, Handbook of Mathematical Functions (1964), 26.7.5.
    """
    z = NormalDist().inv_cdf(0.95)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / degrees + second / degrees**2 + third / degrees**3
