"""Days with a name that come again, such as Easter or a sale, and the days around them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Local dates on which something happens."""

    name: str
    dates: tuple[str, ...]  # ISO 8601, rising
    lead: int = 0  # days before a date that it already matters
    lag: int = 0  # days after a date that it still matters

    @property
    def days(self) -> IntArray:
        """Return the dates in days since 1970-01-01, rising."""
        return np.array(self.dates, dtype="datetime64[D]").astype(np.int64)


def event_columns(events: Iterable[Event]) -> tuple[str, ...]:
    """Return the names of the columns that events become."""
    return tuple(f"event {event.name}{tail}" for event in events for tail, _ in event_days(event))


def event_days(event: Event) -> tuple[tuple[str, IntArray], ...]:
    """Return, for each column of an event, the end of its name and the days that it marks.

    A day of the event itself is none before or after it; the others are marked once, however
    many dates they are near to.
    """
    marked = [("", event.days)]
    if event.lead:
        marked.append((" before", _around(event.days, -np.arange(1, event.lead + 1))))
    if event.lag:
        marked.append((" after", _around(event.days, np.arange(1, event.lag + 1))))
    return tuple(marked)


def _around(days: IntArray, shifts: IntArray) -> IntArray:
    """Return days shifted in all ways, without the days themselves, rising."""
    return np.setdiff1d(np.add.outer(days, shifts), days)
