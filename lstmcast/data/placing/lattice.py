"""Lay a grid of a given frequency through the rows: where it starts and who is off it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.civil import first_days, weekdays_of
from lstmcast.data.frequency import Frequency
from lstmcast.data.grid import anchor_position, days_of_months, positions_of_days, step_length
from lstmcast.data.placing.timeline import Timeline
from lstmcast.data.styles import DATE_STYLE, STEP_STYLE
from lstmcast.data.tally import Tally, tally
from lstmcast.data.units import DAY_SECONDS, MONTH_NAMES, MONTHS, WEEKDAYS

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_ROWS_AT_ONCE = 1 << 18


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
        positions = tally(timeline.wall)
    elif frequency.seconds is not None:
        positions = tally(timeline.utc)
    else:
        wall = tally(timeline.wall)
        clocks = wall.values % DAY_SECONDS
        time_of_day = wall.turned_into(clocks).commonest
        wall = wall.only(clocks == time_of_day)
        places, allowed = positions_of_days(frequency, wall.values // DAY_SECONDS)
        positions = wall.turned_into(places)
        if allowed.any():
            positions = wall.only(allowed).turned_into(places[allowed])
    beyond = (positions.values - anchor_position(frequency)) % step_length(frequency)
    phase = positions.turned_into(beyond).commonest
    calendar = Calendar(
        frequency=frequency,
        zone=timeline.zone,
        style=style,
        phase=phase,
        time_of_day=time_of_day,
    )
    return place_on(calendar, timeline)


def place_on(calendar: Calendar, timeline: Timeline) -> Lattice:
    """Return the places of all rows on a grid; a few at a time, as finding them takes memory."""
    ordinals = np.empty(len(timeline.wall), dtype=np.int64)
    fits = np.empty(len(timeline.wall), dtype=np.bool_)
    for start in range(0, len(ordinals), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        ordinals[rows], fits[rows] = calendar.ordinals(timeline.wall[rows], timeline.utc[rows])
    return Lattice(calendar=calendar, ordinals=ordinals, fits=fits)


def settle_anchor(timeline: Timeline, frequency: Frequency) -> Frequency:
    """Return the frequency with the weekday, day or month that most rows have."""
    if frequency.is_settled:
        return frequency
    days = tally_days(timeline)
    if frequency.unit == "week":
        weekday = days.turned_into(weekdays_of(days.values)).commonest
        return Frequency("week", frequency.multiple, WEEKDAYS[weekday])
    day = frequency.anchor or commonest_anchor(days)
    if frequency.unit == "month":
        return Frequency("month", frequency.multiple, day)
    months = days.values.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    month = days.turned_into(months % MONTHS[frequency.unit]).commonest
    if frequency.unit == "quarter" and day.endswith("end"):
        month += 9  # quarters are named after the December, November or October they end in
    return Frequency(frequency.unit, frequency.multiple, f"{day}-{MONTH_NAMES[month]}")


def tally_days(timeline: Timeline) -> Tally:
    """Return on which local days since 1970-01-01 how many rows lie."""
    wall = tally(timeline.wall)
    return wall.turned_into(wall.values // DAY_SECONDS)


def commonest_anchor(days: Tally) -> str:
    """Return the place in the month where most days lie.

    It is the start, the end, a certain day, or the first or last business day.
    """
    months = days.values.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    day = days.values - first_days(months) + 1
    # The latest day too: the 30th is the 28th in February.
    usual = days.turned_into(day).commonest
    anchors = ("start", "end", str(usual), str(int(day.max())), "bstart", "bend")
    hits = [days.count(days.values == days_of_months(months, anchor)) for anchor in anchors]
    return anchors[int(np.argmax(hits))]
