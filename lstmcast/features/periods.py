"""The local days that grid steps cover, so that what happens on a day reaches its step."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.civil import first_days, weekdays_of
from lstmcast.data.units import DAY_SECONDS

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


def days_of_steps(calendar: Calendar, ordinals: IntArray) -> tuple[IntArray, IntArray]:
    """Return the first and the last local day of each step, in days since 1970-01-01, [N] each.

    A step of at most a day, and a business day, lies on its own date. Longer ones reach from
    their stamp to the next, but for two habits: a week that is not stamped with its Monday is
    stamped with its last day, and what is stamped with a month's first or last (business) day
    is made of whole calendar months.
    """
    frequency = calendar.frequency
    stamped = calendar.wall(ordinals) // DAY_SECONDS
    if frequency.unit == "business-day" and frequency.multiple == 1:
        return stamped, stamped
    if frequency.months is not None and not _is_day(frequency.anchor):
        return _calendar_months(stamped, frequency.months, frequency.anchor)
    if frequency.unit == "week":
        length = 7 * frequency.multiple
        ends = weekdays_of(stamped) != 0
        return stamped - ends * (length - 1), stamped + ~ends * (length - 1)
    following = calendar.wall(ordinals + 1) // DAY_SECONDS
    return stamped, np.maximum(stamped, following - 1)


def count_days(first: IntArray, last: IntArray, days: IntArray) -> FloatArray:
    """Return how many of ``days`` (different ones, rising) each step covers, [N]."""
    until = np.searchsorted(days, last, side="right")
    return (until - np.searchsorted(days, first, side="left")).astype(np.float64)


def _is_day(anchor: str | None) -> bool:
    """Return whether months are stamped with a day of their own, such as the 15th."""
    return (anchor or "").partition("-")[0].isdigit()


def _calendar_months(
    stamped: IntArray, length: int, anchor: str | None
) -> tuple[IntArray, IntArray]:
    """Return the first and last day of steps that are ``length`` whole months."""
    month = stamped.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    if (anchor or "start").partition("-")[0].endswith("end"):
        month = month - length + 1
    return first_days(month), first_days(month + length) - 1
