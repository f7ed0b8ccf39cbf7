"""The zone and the look of the grid's stamps, once the frequency is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lstmcast.config import Ambiguous
from lstmcast.data.calendar import Calendar
from lstmcast.data.moments.localise import Instants
from lstmcast.data.moments.stamps import Stamps
from lstmcast.data.notes import Note
from lstmcast.data.placing.timeline import Timeline
from lstmcast.data.styles import DATE_STYLE, STEP_STYLE
from lstmcast.data.zones import find_zone

IntArray = npt.NDArray[np.int64]

_UTC = "+00:00"
_OFFSETS = ("±hh:mm", "±hhmm", "±hh", "Z")


def settle_calendar(
    calendar: Calendar, stamps: Stamps, instants: Instants
) -> tuple[Calendar, tuple[Note, ...]]:
    """Return the calendar with its zone and style, and what has to be said about them."""
    frequency = calendar.frequency
    if frequency.unit == "step":
        return replace(calendar, zone=None, style=STEP_STYLE), ()
    zone, style = instants.zone, _fit_style(stamps, calendar)
    notes: tuple[Note, ...] = ()
    if instants.changing:
        by_day = frequency.seconds is None
        zone = None if by_day else _UTC
        style = _without_offset(style) if by_day else style
        used = "local dates were used" if by_day else "forecasts are in UTC"
        found = find_zone(instants.utc, instants.wall - instants.utc)
        text = f"times carry changing UTC offsets; {used}; " + (
            "naming their zone with --tz keeps local time"
            if found is None
            else f"they are those of {found}: --tz {found} keeps local time"
        )
        notes = (Note("offsets", text),)
    return replace(calendar, zone=zone, style=style), notes


def remark_repeated_hour(
    instants: Instants, timeline: Timeline, rule: Ambiguous
) -> tuple[Note, ...]:
    """Return remarks on rows in the hour of autumn that clocks show twice."""
    notes: tuple[Note, ...] = ()
    undecided = instants.undecided
    decided = np.setdiff1d(instants.repeated, undecided, assume_unique=True)
    if len(decided):
        how = "placed by the rows around" if rule == "infer" else f"taken as the {rule} one"
        first = timeline.places.place(int(decided[0]))
        notes += (Note("repeated-hour", f"{_in_repeated_hour(decided)} {how}; first: {first}"),)
    if len(undecided):
        first = timeline.places.place(int(undecided[0]))
        text = (
            f"{_in_repeated_hour(undecided)} taken as the earlier one, as the rows around do not "
            f"tell; first: {first}; --ambiguous later overrules it"
        )
        notes += (Note("repeated-hour", text, "warning"),)
    return notes


def _in_repeated_hour(rows: IntArray) -> str:
    times = "1 local time" if len(rows) == 1 else f"{len(rows)} local times"
    return f"{times} in the repeated hour of autumn"


def _fit_style(stamps: Stamps, calendar: Calendar) -> str:
    """Return the style of the cells, made finer or coarser where the grid needs it."""
    frequency, style = calendar.frequency, stamps.style
    if frequency.seconds is not None:
        if "hh" not in style:
            style = f"{DATE_STYLE} hh:mm"
        return style.replace("hh:mm", "hh:mm:ss", 1) if _lacks_seconds(style, calendar) else style
    if stamps.is_unix and calendar.time_of_day == 0:
        return DATE_STYLE
    anchor = str(frequency.anchor)
    if style == "YYYY" and not (frequency.unit == "year" and anchor == "start-jan"):
        return DATE_STYLE
    if style == "YYYY-MM" and not (frequency.months and anchor.startswith("start")):
        return DATE_STYLE
    return style


def _lacks_seconds(style: str, calendar: Calendar) -> bool:
    """Return whether the grid has steps within a minute that the style does not show."""
    step = calendar.frequency.seconds or 0
    return ":ss" not in style and (step % 60 != 0 or calendar.phase % 60 != 0)


def _without_offset(style: str) -> str:
    """Return a style without its UTC offset."""
    for offset in _OFFSETS:
        style = style.removesuffix(offset)
    return style
