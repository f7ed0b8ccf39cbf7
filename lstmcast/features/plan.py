"""Which features the time stamps of a model give: settled once, kept in the model file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from lstmcast.config import CovariateConfig
from lstmcast.data.frequency import Frequency
from lstmcast.data.notes import Note
from lstmcast.data.units import DAY_SECONDS
from lstmcast.errors import UsageError
from lstmcast.features.calendar_parts import PARTS, step_seconds, usual_parts, varies
from lstmcast.features.event_file import read_events
from lstmcast.features.events import Event
from lstmcast.features.holidays import check_places

AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturePlan:
    """What is made of time stamps; the order is that of the columns."""

    calendar: tuple[str, ...] = ()  # parts of the time stamps, see calendar_parts.PARTS
    holidays: tuple[str, ...] = ()  # places, such as DE or US-CA
    events: tuple[Event, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is anything to be made."""
        return bool(self.calendar or self.holidays or self.events)


NO_FEATURES = FeaturePlan()


def plan_features(
    config: CovariateConfig, frequency: Frequency, *, day_first: bool | None = None
) -> tuple[FeaturePlan, tuple[Note, ...]]:
    """Return what settings ask for at a frequency, the file of events read, and remarks.

    Below a day, holidays and events bring the hour and the weekday along, as what they do
    depends on them. ``day_first`` is that of the data file. Raises UsageError for what makes
    no sense, DataError for a bad file of events, MissingDependencyError for holidays without
    their library.
    """
    asked = [text.strip().lower() for text in config.calendar]
    named = [name for name in asked if name != AUTO]
    if frequency.unit == "step" and (named or config.holidays or config.events is not None):
        raise UsageError(
            "the data have steps without dates, so there is no calendar to look up",
            hint="Leave out --calendar, --holidays and --events, or name a column with dates: "
            "--time.",
        )
    for name in named:
        _check_part(name, frequency)
    places = check_places(config.holidays)
    events, notes = read_events(config.events, day_first=day_first) if config.events else ((), ())
    parts = [
        part for name in asked for part in (usual_parts(frequency) if name == AUTO else (name,))
    ]
    if (places or events) and step_seconds(frequency) < DAY_SECONDS:
        parts += ["hour", "weekday"]
    plan = FeaturePlan(calendar=tuple(dict.fromkeys(parts)), holidays=places, events=events)
    if AUTO in asked and not usual_parts(frequency):
        text = f"--calendar auto adds nothing at a frequency of {frequency}"
        notes += (Note("no-calendar", text),)
    return plan, notes


def renew_events(
    plan: FeaturePlan, source: str, *, day_first: bool | None = None
) -> tuple[FeaturePlan, tuple[Note, ...]]:
    """Return a model's plan with the dates of a newer file of events, and remarks.

    From the first date of an event in the newer file on, its dates are that file's alone; the
    earlier ones stay, so that a file of the coming year alone takes no past away. Lead and
    lag stay what they were in training. Raises DataError for a bad file.
    """
    newer, notes = read_events(source, day_first=day_first)
    found = {event.name: event for event in newer}
    known = {event.name for event in plan.events}
    foreign = [name for name in found if name not in known]
    absent = [event.name for event in plan.events if event.name not in found]
    changed = [
        event.name
        for event in plan.events
        if event.name in found
        and (found[event.name].lead, found[event.name].lag) not in {(0, 0), (event.lead, event.lag)}
    ]
    remarks = [
        Note("event-unknown", f"the model knows no event {_quote(foreign)}: ignored", "warning"),
        Note("event-absent", f"no newer dates of {_quote(absent)}: those of training stay"),
        Note("event-reach", f"lead and lag of {_quote(changed)} stay as in training", "warning"),
    ]
    kept = [note for names, note in zip((foreign, absent, changed), remarks, strict=True) if names]
    events = tuple(_renew(event, found.get(event.name)) for event in plan.events)
    return replace(plan, events=events), (*notes, *kept)


def _renew(event: Event, newer: Event | None) -> Event:
    if newer is None:
        return event
    earlier = tuple(date for date in event.dates if date < newer.dates[0])
    return replace(event, dates=earlier + newer.dates)


def _check_part(name: str, frequency: Frequency) -> None:
    """Raise UsageError for a part that does not exist or never differs."""
    fitting = ", ".join(part for part in PARTS if varies(part, frequency))
    if name not in PARTS:
        close = get_close_matches(name, PARTS, n=1)
        guess = f"Did you mean {close[0]}? " if close else ""
        raise UsageError(
            f"there is no calendar part {name!r}",
            hint=f"{guess}Parts are {AUTO}, {', '.join(PARTS)}.",
        )
    if not varies(name, frequency):
        why = f"a step is no shorter than {PARTS[name].span}"
        if name == "weekend" and frequency.unit == "business-day":
            why = "its business days are all on one side of it"
        raise UsageError(
            f"the calendar part {name!r} says nothing at a frequency of {frequency}: {why}",
            hint=f"These do: {fitting}." if fitting else "No part does; leave out --calendar.",
        )


def _quote(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names))
