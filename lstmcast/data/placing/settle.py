"""The zone and the look of the grid's stamps, once the frequency is known."""

from __future__ import annotations

from dataclasses import replace

from lstmcast.data.calendar import Calendar
from lstmcast.data.moments.localise import Instants
from lstmcast.data.moments.stamps import Stamps
from lstmcast.data.notes import Note
from lstmcast.data.placing.timeline import Timeline
from lstmcast.data.styles import DATE_STYLE, STEP_STYLE

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
        text = f"times carry changing UTC offsets; {used}; --tz Europe/Berlin keeps local time"
        notes = (Note("offsets", text),)
    return replace(calendar, zone=zone, style=style), notes


def remark_repeated_hour(instants: Instants, timeline: Timeline) -> tuple[Note, ...]:
    """Return a remark on rows in the repeated hour of autumn that are there once only."""
    if not len(instants.unpaired):
        return ()
    place = timeline.places.place(int(instants.unpaired[0]))
    count = len(instants.unpaired)
    text = f"{count} local time{'s' * (count > 1)} in the repeated hour of autumn taken as the "
    return (Note("repeated-hour", f"{text}earlier one: {place}", "warning"),)


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
