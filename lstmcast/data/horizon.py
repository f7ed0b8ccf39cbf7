"""How many steps of a grid a horizon in calendar units takes.

It begins where the data end, one step after their last time stamp, and holds all steps that
begin before it is over. Seconds, minutes and hours are counted as they pass; days and longer
units by dates and local clocks: a day of hours is 23, 24 or 25 steps, a month of days 28 to 31.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.civil import first_days
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesSet
from lstmcast.data.units import DAY_SECONDS
from lstmcast.errors import UsageError
from lstmcast.span import Span

IntArray = npt.NDArray[np.int64]

_MOST_STEPS = 100_000
_MONTH_SECONDS = 2_629_746  # on average: 400 Gregorian years have 4,800 months
#: From 1972 to the end of 1999 every month begins on every weekday, leap years too.
_CYCLE = (np.datetime64("1972-01-01"), np.datetime64("2000-01-01"))


def steps_ahead(wanted: int | Span, data: SeriesSet) -> int:
    """Return the steps of a horizon that begins at the newest end of all series.

    Raises UsageError for a span that is no whole number of steps.
    """
    if isinstance(wanted, int):
        return wanted
    steps = _constant_steps(wanted, data.calendar.frequency)
    if steps is None:
        first = (data.starts + data.lengths).max(keepdims=True)
        steps = int(_count(wanted, data.calendar, first)[0])
    return _affordable(steps, wanted, data.calendar.frequency)


def most_steps(wanted: int | Span, calendar: Calendar) -> int:
    """Return the most steps that a horizon can have, wherever it begins: to train for.

    A month of days is 31. Days have 24 hours here: a network for the 25 of one day in autumn
    would miss the daily season all year, and the hour that is left is rolled forward. Raises
    UsageError for a span that is no whole number of steps.
    """
    if isinstance(wanted, int):
        return wanted
    frequency = calendar.frequency
    steps = _constant_steps(wanted, frequency)
    if steps is None and frequency.seconds is not None:
        midnights = np.arange(*_CYCLE).astype("datetime64[s]").astype(np.int64)
        longest = int((_end(wanted, midnights) - midnights).max())
        steps = -(-longest // frequency.seconds)
    elif steps is None:
        first, last = calendar.first_from(np.array(_CYCLE, "datetime64[s]").astype(np.int64))
        steps = int(_count(wanted, calendar, np.arange(first, last)).max())
    return _affordable(steps, wanted, frequency)


def _count(span: Span, calendar: Calendar, first: IntArray) -> IntArray:
    """Return how many steps from ordinals ``first`` [N] on begin within a span, [N]."""
    return calendar.first_from(_end(span, calendar.wall(first))) - first


def _end(span: Span, wall: IntArray) -> IntArray:
    """Return local times a span later; the 31st becomes the last day of a shorter month."""
    if span.seconds is not None:
        return wall + span.seconds
    days, clocks = np.divmod(wall, DAY_SECONDS)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    in_month = days - first_days(months)
    months += span.months or 0
    last = first_days(months + 1) - 1
    later: IntArray = np.minimum(first_days(months) + in_month, last)
    return later * DAY_SECONDS + clocks


def _constant_steps(span: Span, frequency: Frequency) -> int | None:
    """Return the steps of a span where they are always as many; None where they are counted.

    Raises UsageError where the span is no whole number of steps, or more than can be counted.
    """
    if frequency.unit == "step":
        raise UsageError(
            f"a horizon of {span} needs time stamps, and the data have plain steps",
            hint="Give a number of steps, such as --horizon 14.",
        )
    if _seconds_of(span) > 2 * _MOST_STEPS * _seconds_of_step(frequency):
        raise _too_long(span, frequency)
    if frequency.months is not None:
        return _divide(span.months, frequency.months, span, frequency)
    if frequency.seconds is not None:
        if span.unit in {"second", "minute", "hour"}:
            return _divide(span.seconds, frequency.seconds, span, frequency)
        _divide(span.seconds or DAY_SECONDS, frequency.seconds, span, frequency)
        return None
    if span.months is not None:
        return None
    if frequency.unit == "business-day":
        _divide(span.seconds, DAY_SECONDS, span, frequency)
        return None
    return _divide(span.seconds, _seconds_of_step(frequency), span, frequency)


def _divide(length: int | None, step: int, span: Span, frequency: Frequency) -> int:
    """Return how often a step goes into a length; raise UsageError unless it does so evenly."""
    if length is not None and length % step == 0:
        return length // step
    steps = _seconds_of(span) / _seconds_of_step(frequency)
    nearest = sorted({max(1, math.floor(steps)), math.ceil(steps)})
    raise UsageError(
        f"a horizon of {span} is no whole number of steps of {frequency}",
        hint=f"The nearest is {' or '.join(f'--horizon {count}' for count in nearest)} (steps).",
    )


def _seconds_of(span: Span) -> int:
    """Return the length of a span on average."""
    return span.seconds or (span.months or 0) * _MONTH_SECONDS


def _seconds_of_step(frequency: Frequency) -> int:
    """Return the length of a step on average."""
    if frequency.months is not None:
        return frequency.months * _MONTH_SECONDS
    if frequency.unit == "business-day":
        return frequency.multiple * 7 * DAY_SECONDS // len(frequency.week)
    days = 7 if frequency.unit == "week" else 1
    return frequency.seconds or frequency.multiple * days * DAY_SECONDS


def _affordable(steps: int, span: Span, frequency: Frequency) -> int:
    """Return the number of steps; raise UsageError where there are too many."""
    if steps > _MOST_STEPS:
        raise _too_long(span, frequency)
    return steps


def _too_long(span: Span, frequency: Frequency) -> UsageError:
    return UsageError(
        f"a horizon of {span} has too many steps of {frequency}; {_MOST_STEPS} are the most",
        hint="Give a shorter --horizon.",
    )
