"""Events in words, in the voice of the other commands: one line each, nothing to wrap."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lstmcast.jobs.events import (
    Alert,
    AlreadyDone,
    Compared,
    Coverage,
    DataRead,
    Decided,
    Event,
    Exit,
    Failed,
    Finding,
    Freshness,
    Kept,
    Note,
    Predicted,
    Promoted,
    Published,
    Retraining,
    RunStarted,
    Scored,
    Trained,
    Warned,
)
from lstmcast.outputs.figures import UNICODE, Glyphs, count, duration, percent
from lstmcast.outputs.labels import visible


def sentence(event: Event, *, glyphs: Glyphs = UNICODE) -> str:
    """Return an event as one line of text; names from the user's files are made harmless."""
    return visible(_WORDS[type(event)](event, glyphs))


def _started(event: RunStarted, _glyphs: Glyphs) -> str:
    how = [word for word, on in (("dry run", event.dry_run), ("forced", event.forced)) if on]
    cutoff = [] if event.cutoff is None else [f"as of {event.cutoff}"]
    extra = ", ".join([*how, *cutoff])
    return f"Running {event.path}" + (f" ({extra})" if extra else "")


def _read(event: DataRead, glyphs: Glyphs) -> str:
    name = Path(event.path).name if event.path else "standard input"
    size = f"{count(event.rows, 'row')}, {count(event.series, 'series', 'series')}"
    return f"Read {name}: {size}, {event.first} {glyphs.dash} {event.last}"


def _freshness(event: Freshness, _glyphs: Glyphs) -> str:
    limit = "" if event.max_age is None else f", {duration(event.max_age)} allowed"
    least = "" if event.min_rows is None else f"; {event.min_rows} needed"
    word = "Fresh enough" if event.fresh else "Too old or too few"
    age = f"newest {event.newest}, {duration(event.age)} old{limit}"
    return f"{word}: {age}; {count(event.rows, 'row')}{least}"


def _already(event: AlreadyDone, _glyphs: Glyphs) -> str:
    return f"Already done by run {event.earlier}: same data, model and options"


def _scored(event: Scored, glyphs: Glyphs) -> str:
    if event.forecasts == 0:
        return "No earlier forecast has come true or failed since"
    skill = _skill(event.skill, glyphs)
    held = "".join(f"; {_coverage(each, glyphs)}" for each in event.coverage)
    whence = f"{count(event.forecasts, 'value')} of {count(event.runs, 'run')}"
    return f"Scored {whence}: {skill}{held}"


def _coverage(each: Coverage, glyphs: Glyphs) -> str:
    return f"{each.level:g} % interval held {percent(each.share, glyphs=glyphs)}"


def _skill(skill: float | None, glyphs: Glyphs) -> str:
    told = percent(skill, sign=True, glyphs=glyphs)
    return f"skill {told}" if told else "no skill to tell"


def _decided(event: Decided, _glyphs: Glyphs) -> str:
    if event.retrain:
        return f"Training again: {event.reason}"
    kept = "Not training" if event.champion is None else f"Keeping model {event.champion}"
    return f"{kept}: {event.reason}"


def _retraining(event: Retraining, _glyphs: Glyphs) -> str:
    rival = "" if event.champion is None else f" for model {event.champion}"
    limit = "" if event.time_limit is None else f" within {duration(event.time_limit)}"
    return f"Training a challenger{rival}{limit}"


def _trained(event: Trained, glyphs: Glyphs) -> str:
    ended = "" if event.ended == "finished" else f"; ended: {event.ended}"
    took = f"{count(event.steps, 'step')}, {duration(event.seconds)}{ended}"
    return f"Trained model {event.model} ({took}): {_skill(event.skill, glyphs)}"


def _compared(event: Compared, _glyphs: Glyphs) -> str:
    champion = f"model {event.champion} {event.champion_loss:.4g}"
    challenger = f"challenger {event.challenger} {event.challenger_loss:.4g}"
    return f"Compared on {count(event.windows, 'window')}: {champion}, {challenger}"


def _promoted(event: Promoted, _glyphs: Glyphs) -> str:
    former = "" if event.previous is None else f" instead of {event.previous}"
    return f"Model {event.model} is in use{former}: {event.reason}"


def _kept(event: Kept, _glyphs: Glyphs) -> str:
    rival = "" if event.challenger is None else f", not {event.challenger}"
    return f"Model {event.model} stays in use{rival}: {event.reason}"


def _predicted(event: Predicted, _glyphs: Glyphs) -> str:
    each = f"{count(event.series, 'series', 'series')}, {count(event.horizon, 'step')} each"
    skipped = f"; {event.skipped} left out" if event.skipped else ""
    return f"Forecast from {event.cutoff} with {event.model}: {each}{skipped}"


def _published(event: Published, _glyphs: Glyphs) -> str:
    return f"Wrote {event.path}"


def _alert(event: Alert, glyphs: Glyphs) -> str:
    chance = percent(event.probability, glyphs=glyphs)
    likely = f" (probability {chance})" if chance else ""
    return f"Alert: {event.series}: {event.condition} at {event.time}{likely}"


def _finding(event: Finding, _glyphs: Glyphs) -> str:
    return f"Finding {event.id}: {event.text} Suggestion: {event.suggestion}"


def _note(event: Note, _glyphs: Glyphs) -> str:
    return f"Note: {event.text}"


def _warned(event: Warned, _glyphs: Glyphs) -> str:
    return f"Warning: {event.text}"


def _failed(event: Failed, _glyphs: Glyphs) -> str:
    return f"Error: {event.message}" + (f" Hint: {event.hint}" if event.hint else "")


def _exit(event: Exit, _glyphs: Glyphs) -> str:
    word = event.status[:1].upper() + event.status[1:]
    code = f", exit code {event.code}" if event.code else ""
    return f"{word} after {duration(event.seconds)}{code}"


_WORDS: dict[type[Event], Callable[[Any, Glyphs], str]] = {
    RunStarted: _started,
    DataRead: _read,
    Freshness: _freshness,
    AlreadyDone: _already,
    Scored: _scored,
    Decided: _decided,
    Retraining: _retraining,
    Trained: _trained,
    Compared: _compared,
    Promoted: _promoted,
    Kept: _kept,
    Predicted: _predicted,
    Published: _published,
    Alert: _alert,
    Finding: _finding,
    Note: _note,
    Warned: _warned,
    Failed: _failed,
    Exit: _exit,
}
