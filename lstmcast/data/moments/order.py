"""Is 03/04/2024 the third of April or the fourth of March?"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from lstmcast.data.civil import seconds_of_dates
from lstmcast.data.units import DAY_SECONDS

IntArray = npt.NDArray[np.int64]

Verdict = Literal["day", "month", "contradiction", "unknown"]


def judge_values(first: IntArray, second: IntArray) -> Verdict:
    """Return which part comes first, as far as a part above 12 proves it."""
    day_first, month_first = bool((first > 12).any()), bool((second > 12).any())
    if day_first and month_first:
        return "contradiction"
    if day_first or month_first:
        return "day" if day_first else "month"
    # 05/05/2024 is the same date both ways.
    return "day" if bool((first == second).all()) else "unknown"


def judge_regularity(first: IntArray, second: IntArray, year: IntArray) -> Verdict:
    """Return which part comes first if one reading alone makes evenly spaced dates."""
    day_first = _is_regular(year, second, first)
    month_first = _is_regular(year, first, second)
    if day_first == month_first:
        return "unknown"
    return "day" if day_first else "month"


def _is_regular(year: IntArray, month: IntArray, day: IntArray) -> bool:
    """Return whether dates lie a constant number of days or months apart."""
    days = np.unique(seconds_of_dates(year, month, day).values) // DAY_SECONDS
    if len(days) < 3:
        return False
    if len(np.unique(np.diff(days))) == 1:
        return True
    months = np.unique(year * 12 + month)
    is_monthly = len(months) == len(days) and len(np.unique(np.diff(months))) == 1
    return is_monthly and len(np.unique(day)) == 1
