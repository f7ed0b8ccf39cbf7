"""Exact arithmetic between days and grid positions, for steps of a day or longer.

A position counts days, business days or months since 1970-01-01; dates before 1677 and
after 2262 are as good as any. Time of day and zones are the business of ``calendar.py``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.civil import EPOCH_WEEKDAY, first_days, weekdays_of
from lstmcast.data.frequency import Frequency
from lstmcast.data.units import MONTH_NAMES, WEEKDAYS

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def step_length(frequency: Frequency) -> int:
    """Return the length of a step in seconds, days, business days, months or plain steps."""
    if frequency.unit == "week":
        return 7 * frequency.multiple
    return frequency.seconds or frequency.months or frequency.multiple


def anchor_position(frequency: Frequency) -> int:
    """Return the position of ordinal 0 as the anchor alone fixes it."""
    if frequency.unit == "week" and frequency.anchor is not None:
        return WEEKDAYS.index(frequency.anchor) - EPOCH_WEEKDAY
    if frequency.months is not None and "-" in (frequency.anchor or ""):
        return MONTH_NAMES.index(str(frequency.anchor).split("-")[1])
    return 0


def positions_of_days(frequency: Frequency, days: IntArray) -> tuple[IntArray, BoolArray]:
    """Return positions of days since 1970-01-01, and which days the unit and anchor allow."""
    if frequency.unit == "business-day":
        weeks, weekdays = np.divmod(days + EPOCH_WEEKDAY, 7)
        worked = np.isin(np.arange(7), frequency.week)
        # A day off has the position of the last business day before it.
        places: IntArray = np.cumsum(worked)[weekdays] - 1
        return len(frequency.week) * weeks + places, worked[weekdays]
    if frequency.months is not None:
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return months, days == days_of_months(months, frequency.anchor)
    return days, np.ones(len(days), dtype=np.bool_)


def days_of_positions(frequency: Frequency, positions: IntArray) -> IntArray:
    """Return days since 1970-01-01; the inverse of ``positions_of_days``."""
    if frequency.unit == "business-day":
        weeks, places = np.divmod(positions, len(frequency.week))
        days: IntArray = 7 * weeks + np.array(frequency.week)[places] - EPOCH_WEEKDAY
        return days
    if frequency.months is not None:
        return days_of_months(positions, frequency.anchor)
    return positions


def days_of_months(months: IntArray, anchor: str | None) -> IntArray:
    """Return the day on which the anchor lies in each month since January 1970.

    A day the month does not have (the 30th of February) becomes the month's last.
    """
    first = first_days(months)
    last = first_days(months + 1) - 1
    day = (anchor or "start").split("-")[0]
    if day == "start":
        return first
    if day == "end":
        return last
    if day == "bstart":  # Monday where the month starts on a weekend
        weekday = weekdays_of(first)
        return first + np.where(weekday > 4, 7 - weekday, 0)
    if day == "bend":
        return last - np.maximum(weekdays_of(last) - 4, 0)
    return np.minimum(first + int(day) - 1, last)
