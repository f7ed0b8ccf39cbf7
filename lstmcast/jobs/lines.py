"""Events as lines of text: one JSON object for programs, one sentence for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any, Literal, TypeAlias

from lstmcast.jobs.chronicle import Chronicle, Told
from lstmcast.jobs.events import Event, Level, name_of
from lstmcast.jobs.sentences import sentence
from lstmcast.outputs.documents import plain
from lstmcast.outputs.figures import UNICODE, Glyphs

LogFormat = Literal["human", "json"]
Encode: TypeAlias = Callable[[Told], str]

#: What every JSON line has before the fields of its event.
ENVELOPE = ("ts", "level", "event", "run_id", "job")

_ORDER: tuple[Level, ...] = ("info", "warning", "error")


def record(told: Told) -> dict[str, Any]:
    """Return an event as plain JSON data, flat, the envelope first."""
    event = told.event
    envelope = (timestamp(told), event.level, name_of(type(event)), told.run.id, told.run.job)
    own = {field.name: plain(getattr(event, field.name)) for field in fields(event)}
    return {**dict(zip(ENVELOPE, envelope, strict=True)), **own}


def json_line(told: Told) -> str:
    """Return an event as one line of JSON, in ASCII so that every terminal and locale can."""
    return json.dumps(record(told), ensure_ascii=True, allow_nan=False) + "\n"


def human_line(told: Told) -> str:
    """Return an event as a dated line for a log."""
    return f"{timestamp(told)} {told.run.id} {sentence(told.event)}\n"


def encoder(form: LogFormat) -> Encode:
    """Return what makes dated lines of a format."""
    return json_line if form == "json" else human_line


def timestamp(told: Told) -> str:
    """Return when an event was told: UTC, to the millisecond."""
    return told.at.isoformat(timespec="milliseconds")


class JsonLines:
    """A channel that writes one JSON object per line."""

    name = "log"

    def __init__(self, write: Callable[[str], object], *, least: Level = "info") -> None:
        """Write by ``write``, which gets whole lines; events below ``least`` are left out."""
        self._write = write
        self._least = least

    def hear(self, told: Told, chronicle: Chronicle) -> None:
        """Write an event."""
        if weighs(told.event, self._least):
            self._write(json_line(told))


class HumanLines:
    """A channel that writes one sentence per line, as the other commands speak."""

    name = "log"

    def __init__(
        self,
        write: Callable[[str], object],
        *,
        least: Level = "info",
        without: tuple[type[Event], ...] = (),
        glyphs: Glyphs = UNICODE,
    ) -> None:
        """Write by ``write``, which gets whole lines.

        Events below ``least``, and of the kinds ``without``, are left out: the command line
        reports the error that ended a run by itself.
        """
        self._write = write
        self._least = least
        self._without = without
        self._glyphs = glyphs

    def hear(self, told: Told, chronicle: Chronicle) -> None:
        """Write an event."""
        if weighs(told.event, self._least) and not isinstance(told.event, self._without):
            self._write(f"{sentence(told.event, glyphs=self._glyphs)}\n")


def weighs(event: Event, least: Level) -> bool:
    """Return whether an event is at least as grave as asked."""
    return _ORDER.index(event.level) >= _ORDER.index(least)
