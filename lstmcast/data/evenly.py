"""A few of many, evenly spread, where all would take too long."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


def choose_evenly(count: int, most: int) -> IntArray:
    """Return at most so many of ``count`` places, rising; all of them where they are no more.

    The first is among them, and the last where they are two at least.
    """
    return np.linspace(0, count - 1, min(count, most)).astype(np.int64)
