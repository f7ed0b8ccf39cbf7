"""Remarks on features: what was chosen, and what the data cannot teach."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.data.units import DAY_SECONDS
from lstmcast.features.calendar_parts import step_seconds
from lstmcast.features.holidays import holiday_days
from lstmcast.features.periods import days_of_steps
from lstmcast.features.plan import FeaturePlan

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

_SHOWN = 3  # names in a remark


def survey_features(data: SeriesSet, plan: FeaturePlan) -> tuple[Note, ...]:
    """Return what a person should know about a plan's features in these series.

    Days on which no series has a step teach nothing: those of a file of events may all lie
    elsewhere, and what happened once is hard to tell from chance.
    """
    notes = []
    if plan.calendar:
        notes.append(Note("calendar-parts", f"calendar: {', '.join(plan.calendar)}"))
    used = data.lengths > 0
    if not used.any():
        return tuple(notes)
    low, high = int(data.starts[used].min()), int((data.starts + data.lengths)[used].max()) - 1
    first, last = _covered(data.calendar, low, high)
    seen = {event.name: event.days[_is_covered(event.days, first, last)] for event in plan.events}
    outside = [name for name, days in seen.items() if not len(days)]
    once = [name for name, days in seen.items() if _occurrences(days) == 1]
    if outside:
        text = f"no date of {_some(outside)} lies in the data, so nothing can be learnt of it"
        notes.append(Note("event-outside", text, "warning"))
    if once:
        text = f"the data hold {_some(once)} a single time, which teaches little"
        notes.append(Note("event-once", text))
    idle = [
        place
        for place in plan.holidays
        if not _is_covered(holiday_days(place, int(first[0]), int(last[-1])), first, last).any()
    ]
    if idle:
        text = f"no holiday of {', '.join(idle)} lies in the data, so nothing can be learnt of them"
        notes.append(Note("holidays-outside", text, "warning"))
    return tuple(notes)


def _covered(calendar: Calendar, low: int, high: int) -> tuple[IntArray, IntArray]:
    """Return first and last days of what the steps from ``low`` to ``high`` cover, rising."""
    if step_seconds(calendar.frequency) < DAY_SECONDS:
        ends, _ = days_of_steps(calendar, np.array([low, high]))
        return ends[:1], ends[1:]  # every day between has a step
    return days_of_steps(calendar, np.arange(low, high + 1))


def _is_covered(days: IntArray, first: IntArray, last: IntArray) -> BoolArray:
    """Return which days lie between a first day and its last."""
    place = np.searchsorted(first, days, side="right") - 1
    return np.asarray((place >= 0) & (days <= last[np.maximum(place, 0)]), dtype=np.bool_)


def _occurrences(days: IntArray) -> int:
    """Return the number of runs of days; a sale of a week is one."""
    return int(np.count_nonzero(np.diff(days) > 1)) + 1 if len(days) else 0


def _some(names: Sequence[str]) -> str:
    """Return the first few events by name, and how many more there are."""
    shown = ", ".join(map(repr, names[:_SHOWN]))
    more = len(names) - _SHOWN
    return f"the event{'s' if len(names) > 1 else ''} {shown}" + (
        f" and {more} more" if more > 0 else ""
    )
