"""What most of many numbers are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


def most_common(numbers: IntArray) -> int:
    """Return the most frequent number, the smallest of several; there must be one."""
    values, counts = np.unique(numbers, return_counts=True)
    return int(values[np.argmax(counts)])
