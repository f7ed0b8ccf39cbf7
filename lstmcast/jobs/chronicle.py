"""The events of one run so far: who told them when, and what they come to.

What is written at the end of a night (metrics, the webhook, ``run.json``) is read from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from lstmcast.jobs.events import Event, Exit, name_of

_KEPT = 1000  # of a kind; a forecast of a million series may raise as many alerts

Kind = TypeVar("Kind", bound=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Which run is speaking."""

    job: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event, by whom and when (UTC)."""

    run: Run
    at: datetime
    event: Event

    @property
    def ending(self) -> Exit | None:
        """Return how the run ended, where this says so.

        None for a run that found the job locked: telling is left to the one that holds the lock.
        """
        event = self.event
        return event if isinstance(event, Exit) and event.status != "locked" else None


class Chronicle:
    """All that was told, oldest first; of each kind the first thousand and the latest."""

    def __init__(self) -> None:
        self._kept: dict[type, list[Event]] = {}
        self._counts: dict[type, int] = {}
        self._latest: dict[type, Event] = {}
        self.started: datetime | None = None  # when the first event was told

    def add(self, told: Told) -> None:
        """Remember an event."""
        kind = type(told.event)
        self.started = self.started or told.at
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._latest[kind] = told.event
        kept = self._kept.setdefault(kind, [])
        if len(kept) < _KEPT:
            kept.append(told.event)

    def latest(self, kind: type[Kind]) -> Kind | None:
        """Return the newest event of a kind; None if there was none."""
        event = self._latest.get(kind)
        return event if isinstance(event, kind) else None

    def all(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Return the events of a kind, a thousand at most."""
        return tuple(event for event in self._kept.get(kind, ()) if isinstance(event, kind))

    def count(self, kind: type[Event]) -> int:
        """Return how many events of a kind there were, beyond a thousand too."""
        return self._counts.get(kind, 0)

    @property
    def seconds(self) -> dict[str, float]:
        """Return how long each step took, by the name of the event that ended it."""
        spent: dict[str, float] = {}
        for events in self._kept.values():
            for event in events:
                took = getattr(event, "seconds", None)
                if took is not None:
                    name = name_of(type(event))
                    spent[name] = spent.get(name, 0.0) + took
        return spent
