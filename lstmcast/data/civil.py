"""From the numbers in a date to seconds: proleptic Gregorian, any year from 1 on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.units import DAY_SECONDS

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

#: The day of the week of 1970-01-01, a Thursday; Monday is 0.
EPOCH_WEEKDAY = 3


@dataclass(frozen=True, slots=True, eq=False)
class Seconds:
    """Seconds since 1970-01-01 00:00, and which of them come from a date that exists."""

    values: IntArray
    valid: BoolArray


def seconds_of_dates(year: IntArray, month: IntArray, day: IntArray) -> Seconds:
    """Return the midnight of each date."""
    valid = (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1)
    months = (year - 1970) * 12 + np.clip(month, 1, 12) - 1
    first, following = first_days(months), first_days(months + 1)
    days = first + day - 1
    return Seconds(days * DAY_SECONDS, valid & (days < following))


def seconds_of_clocks(hour: IntArray, minute: IntArray, second: IntArray) -> Seconds:
    """Return seconds after midnight; 24:00 is the midnight that ends the day."""
    values = hour * 3600 + minute * 60 + second
    valid = (hour <= 24) & (minute <= 59) & (second <= 59) & (values <= DAY_SECONDS)
    return Seconds(values, valid)


def seconds_of_weeks(year: IntArray, week: IntArray, weekday: IntArray) -> Seconds:
    """Return the midnight of days of ISO 8601 weeks; Monday is weekday 1."""
    days = _first_monday(year) + (week - 1) * 7 + weekday - 1
    in_year = days - (weekday - 1) < _first_monday(year + 1)
    valid = (year >= 1) & (week >= 1) & in_year & (weekday >= 1) & (weekday <= 7)
    return Seconds(days * DAY_SECONDS, valid)


def hours_of_halves(hour: IntArray, afternoon: BoolArray) -> tuple[IntArray, BoolArray]:
    """Return hours 0 to 23 of a 12-hour clock, and which hours that clock has."""
    return hour % 12 + 12 * afternoon, (hour >= 1) & (hour <= 12)


def first_days(months: IntArray) -> IntArray:
    """Return the first day of months counted from January 1970, in days since 1970-01-01."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def weekdays_of(days: IntArray) -> IntArray:
    """Return the day of the week of days since 1970-01-01, 0 to 6 from Monday on."""
    return (days + EPOCH_WEEKDAY) % 7


def _first_monday(year: IntArray) -> IntArray:
    """Return the Monday of ISO week 1, the week with the fourth of January."""
    fourth = first_days((year - 1970) * 12) + 3
    return fourth - weekdays_of(fourth)
