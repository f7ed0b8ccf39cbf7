"""Whether one forecast is better than another by more than chance explains.

Windows of one series overlap and tell nearly the same, so it is not windows that are counted
but blocks: windows of one series whose cutoffs lie within the same stretch of one horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.chance.student import student_point

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

FEWEST_BLOCKS = 3  # below this there is no telling chance


def blocks_of(series: IntArray, cutoffs: IntArray, horizon: int) -> IntArray:
    """Return the number of the block [V] that each window belongs to."""
    pairs = np.stack([series, cutoffs // horizon])
    return np.asarray(np.unique(pairs, axis=1, return_inverse=True)[1], dtype=np.int64).ravel()


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """By what share of the old loss a new one has to be lower, at least."""

    tested: float  # where chance can be told
    untested: float  # where there are too few blocks for that


#: By which more learning has to beat less, and a new model the one before it.
MARGIN = Margin(tested=0.005, untested=0.05)


def clearly_better(new: FloatArray, old: FloatArray, blocks: IntArray, margin: Margin) -> bool:
    """Return whether losses ``new`` [V] are clearly below losses ``old`` [V] of the same windows.

    The mean has to fall by more than the margin, and by more than Student's one-sided t-test
    at 5 % leaves to chance: t(B - 1) standard errors of the mean difference, for B blocks. With
    fewer than three blocks there is no such test, only a margin of its own. Windows that are
    NaN do not count; infinite losses are the worst.
    """
    counted = ~(np.isnan(new) | np.isnan(old))
    new, old, blocks = new[counted], old[counted], blocks[counted]
    if not np.isfinite(new).all() or not len(new):
        return False
    if not np.isfinite(old).all():
        return True
    gain, whole = float((old - new).mean()), float(old.mean())
    error = standard_error(old - new, blocks)
    if error is None:
        return gain > margin.untested * whole
    degrees = len(np.unique(blocks)) - 1
    return gain > margin.tested * whole and gain > student_point(0.95, degrees) * error


def prefer(losses: FloatArray, blocks: IntArray, margin: Margin) -> int:
    """Return the position of the candidate to choose; the first is the simplest.

    ``losses`` [C, V] are those of each window, ``blocks`` [V] say which windows are told apart.
    A later candidate replaces an earlier one that it clearly beats.
    """
    best = 0
    for place in range(1, len(losses)):
        if clearly_better(losses[place], losses[best], blocks, margin):
            best = place
    return best


def standard_error(values: FloatArray, blocks: IntArray) -> float | None:
    """Return the standard error of the mean of finite values [V]; None with too few blocks.

    Blocks [V], not windows, count as independent: with S the sum of value - mean in each of B
    blocks, the error of the mean over n windows is sqrt(B / (B - 1) sum(S^2)) / n.
    """
    _, block = np.unique(blocks, return_inverse=True)
    sums = np.bincount(block, weights=values - values.mean()) if len(values) else np.empty(0)
    if len(sums) < FEWEST_BLOCKS:
        return None
    return float(np.sqrt(len(sums) / (len(sums) - 1) * (sums**2).sum())) / len(values)
