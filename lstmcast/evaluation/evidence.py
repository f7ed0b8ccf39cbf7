"""Whether one forecast is better than another by more than chance explains.

Windows of one series overlap and tell nearly the same, so it is not windows that are counted
but blocks: windows of one series whose cutoffs lie within the same stretch of one horizon.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_FEWEST_BLOCKS = 3  # below this there is no telling chance,
_FACTOR_IF_FEWER = 3.0  # so so many margins are asked


def blocks_of(series: IntArray, cutoffs: IntArray, horizon: int) -> IntArray:
    """Return the number of the block [V] that each window belongs to."""
    pairs = np.stack([series, cutoffs // horizon])
    return np.asarray(np.unique(pairs, axis=1, return_inverse=True)[1], dtype=np.int64).ravel()


def clearly_better(new: FloatArray, old: FloatArray, blocks: IntArray, *, margin: float) -> bool:
    """Return whether losses ``new`` [V] are clearly below losses ``old`` [V] of the same windows.

    The mean has to fall by more than ``margin`` times the old one, and by more than one
    standard error of the mean of the paired differences d over n windows. Blocks, not windows,
    count as independent: with S the sum of d - mean(d) in each of B blocks, that error is
    sqrt(B / (B - 1) sum(S^2)) / n. With fewer than three blocks there is none, and the mean has
    to fall by three margins. Windows that are NaN do not count; infinite losses are the worst.
    """
    counted = ~(np.isnan(new) | np.isnan(old))
    new, old, blocks = new[counted], old[counted], blocks[counted]
    if not np.isfinite(new).all() or not len(new):
        return False
    if not np.isfinite(old).all():
        return True
    gain, asked = float((old - new).mean()), margin * float(old.mean())
    _, block = np.unique(blocks, return_inverse=True)
    sums = np.bincount(block, weights=old - new - gain)
    if len(sums) < _FEWEST_BLOCKS:
        return gain > _FACTOR_IF_FEWER * asked
    error = float(np.sqrt(len(sums) / (len(sums) - 1) * (sums**2).sum())) / len(new)
    return gain > asked and gain > error
