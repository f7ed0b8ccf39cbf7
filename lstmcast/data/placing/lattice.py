"""Lay a grid of a given frequency through the rows: where it starts and who is off it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.civil import first_days, weekdays_of
from lstmcast.data.commonest import most_common
from lstmcast.data.frequency import Frequency
from lstmcast.data.grid import anchor_position, days_of_months, positions_of_days, step_length
from lstmcast.data.placing.timeline import Timeline
from lstmcast.data.styles import DATE_STYLE, STEP_STYLE
from lstmcast.data.units import DAY_SECONDS, MONTH_NAMES, MONTHS, WEEKDAYS

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lattice:
    """A grid laid through the rows."""

    calendar: Calendar  # its style is still to be settled
    ordinals: IntArray  # [R] of the sorted rows
    fits: BoolArray  # [R]


def lay_lattice(timeline: Timeline, frequency: Frequency) -> Lattice:
    """Lay a grid so that most rows lie on it; what the anchor leaves open, they decide."""
    frequency = settle_anchor(timeline, frequency)
    style = STEP_STYLE if frequency.unit == "step" else DATE_STYLE
    time_of_day = 0
    if frequency.unit == "step":
        positions = timeline.wall
    elif frequency.seconds is not None:
        positions = timeline.utc
    else:
        time_of_day = most_common(timeline.wall % DAY_SECONDS)
        days = timeline.days[timeline.wall % DAY_SECONDS == time_of_day]
        positions, allowed = positions_of_days(frequency, days)
        positions = positions[allowed] if allowed.any() else positions
    phase = most_common((positions - anchor_position(frequency)) % step_length(frequency))
    calendar = Calendar(
        frequency=frequency,
        zone=timeline.zone,
        style=style,
        phase=phase,
        time_of_day=time_of_day,
    )
    ordinals, fits = calendar.ordinals(timeline.wall, timeline.utc)
    return Lattice(calendar=calendar, ordinals=ordinals, fits=fits)


def settle_anchor(timeline: Timeline, frequency: Frequency) -> Frequency:
    """Return the frequency with the weekday, day or month that most rows have."""
    if frequency.is_settled:
        return frequency
    if frequency.unit == "week":
        weekday = most_common(weekdays_of(timeline.days))
        return Frequency("week", frequency.multiple, WEEKDAYS[weekday])
    day = frequency.anchor or commonest_anchor(timeline.days)
    if frequency.unit == "month":
        return Frequency("month", frequency.multiple, day)
    months = timeline.days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    cycle = MONTHS[frequency.unit]
    month = most_common(months % cycle)
    if frequency.unit == "quarter" and day.endswith("end"):
        month += 9  # quarters are named after the December, November or October they end in
    return Frequency(frequency.unit, frequency.multiple, f"{day}-{MONTH_NAMES[month]}")


def commonest_anchor(days: IntArray) -> str:
    """Return the place in the month where most days lie.

    It is the start, the end, a certain day, or the first or last business day.
    """
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    day = days - first_days(months) + 1
    # The latest day too: the 30th is the 28th in February.
    anchors = ("start", "end", str(most_common(day)), str(int(day.max())), "bstart", "bend")
    hits = [int(np.count_nonzero(days == days_of_months(months, anchor))) for anchor in anchors]
    return anchors[int(np.argmax(hits))]
