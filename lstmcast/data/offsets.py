"""Where parts begin that lie back to back in one array, and how much comes before a place of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def steps_within(offsets: IntArray) -> IntArray:
    """Return how far behind the begin of its part each place is, [N], given offsets [S + 1]."""
    return np.arange(offsets[-1]) - np.repeat(offsets[:-1], np.diff(offsets))


def sums_before(counts: IntArray | BoolArray) -> IntArray:
    """Return the sums of the first 0, 1, ... N of ``counts`` [N, ...], [N + 1, ...].

    Of lengths these are the offsets of the parts, and the end of the last one. Of marks they say
    how many there are before each place; a difference of two, how many between them.
    """
    nothing = np.zeros((1, *counts.shape[1:]), dtype=np.int64)
    return np.concatenate([nothing, np.cumsum(counts, axis=0, dtype=np.int64)])
