"""English words within dates: months, halves of the day, names of UTC."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def month_numbers(words: list[str], codes: IntArray) -> IntArray:
    """Return 1 to 12 for ``jan``, ``sept`` or ``January``; 0 for no month; shape of codes."""
    numbers = [
        next((n for n, month in enumerate(_MONTHS, 1) if month.startswith(word)), 0)
        for word in words
    ]
    return np.array(numbers, dtype=np.int64)[codes]
