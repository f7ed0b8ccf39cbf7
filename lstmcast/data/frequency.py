"""How far apart the steps of a time grid are: unit, multiple and anchor.

Where the grid lies in time, and in which zone, is the business of ``calendar.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lstmcast.data.spelling import read_spelling, write_spelling
from lstmcast.data.units import MONTHS, SECONDS, Unit
from lstmcast.data.weekmask import (
    MONDAY_TO_FRIDAY,
    Week,
    anchor_of_week,
    parse_week,
    read_weekmask,
)
from lstmcast.errors import UsageError

_HOUR = 3600
_DAY = 24 * _HOUR
_WEEK = 7 * _DAY


@dataclass(frozen=True, slots=True)
class Frequency:
    """The step of a grid, such as 15 minutes, a week from Sunday or a month's end.

    ``anchor`` is a weekday for weeks; the days worked on for business days, None for Monday to
    Friday (see ``weekmask.py``); ``start``, ``end``, a day, or
    ``bstart``/``bend`` (first and last business day) for months;
    the same and a month for quarters and years (``start-jan``). None, or no month, where
    the data are to decide.
    """

    unit: Unit
    multiple: int = 1
    anchor: str | None = None

    @classmethod
    def parse(cls, text: str) -> Frequency:
        """Read lstmcast's own spelling, a pandas alias or a word such as ``hourly``.

        Raises UsageError with the nearest known spelling.
        """
        return cls(*read_spelling(text))

    def __str__(self) -> str:
        return write_spelling(self.unit, self.multiple, self.anchor)

    @property
    def seconds(self) -> int | None:
        """Return the length of a step in seconds, for units below a day; else None."""
        return SECONDS[self.unit] * self.multiple if self.unit in SECONDS else None

    @property
    def months(self) -> int | None:
        """Return the length of a step in months, for month, quarter and year; else None."""
        return MONTHS[self.unit] * self.multiple if self.unit in MONTHS else None

    @property
    def week(self) -> Week:
        """Return the days of the week on which steps can lie; Monday is 0."""
        if self.unit != "business-day":
            return tuple(range(7))
        return parse_week(self.anchor or "") or MONDAY_TO_FRIDAY

    @property
    def is_settled(self) -> bool:
        """Return whether the anchor leaves nothing for the data to decide."""
        if self.unit in {"week", "month"}:
            return self.anchor is not None
        if self.unit in {"quarter", "year"}:
            return self.anchor is not None and "-" in self.anchor
        return True

    @property
    def seasons(self) -> tuple[int, ...]:
        """Return the usual seasonal periods in steps, shortest first."""
        if self.seconds is not None:
            return _whole_steps(_spans(self.unit, self.multiple), self.seconds)
        periods = {"day": (7, 365), "business-day": (len(self.week),), "week": (52,)}.get(
            self.unit, ()
        )
        if self.unit in {"month", "quarter"}:
            return _whole_steps((12,), self.months or 1)
        return _whole_steps(periods, self.multiple)

    @property
    def horizon(self) -> int:
        """Return how many steps people usually forecast."""
        if self.unit == "minute" and self.multiple >= 5:
            return max(1440 // self.multiple, 8)
        if self.unit == "business-day":
            return max(2 * len(self.week) // self.multiple, len(self.week))
        steps, least = _HORIZONS[self.unit]
        return max(steps // self.multiple, least)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {"unit": self.unit, "multiple": self.multiple, "anchor": self.anchor}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Frequency:
        """Rebuild from ``to_dict``; raises KeyError or UsageError for foreign data."""
        return cls.parse(write_spelling(data["unit"], data["multiple"], data["anchor"]))


def asked_frequency(freq: str | None, weekmask: str | None) -> Frequency | None:
    """Return the frequency that the settings ask for; None where they leave it to the data.

    Raises UsageError for a spelling nobody knows, and for days worked on at steps of another
    unit.
    """
    frequency = None if freq is None else Frequency.parse(freq)
    if weekmask is None:
        return frequency
    multiple = 1 if frequency is None else frequency.multiple
    asked = Frequency("business-day", multiple, anchor_of_week(read_weekmask(weekmask)))
    plain = Frequency("business-day", multiple)
    if frequency is None or frequency.unit == "day" or frequency in {asked, plain}:
        return asked
    raise UsageError(
        f"--weekmask {weekmask} is for steps of a day, and --freq {freq} names others",
        hint="Leave one of them out.",
    )


#: Usual horizon per unit, and the least when the multiple makes it shorter.
_HORIZONS: dict[Unit, tuple[int, int]] = {
    "step": (10, 10),
    "second": (60, 12),
    "minute": (60, 15),
    "hour": (48, 8),
    "day": (14, 7),
    "week": (13, 4),
    "month": (12, 4),
    "quarter": (8, 4),
    "year": (6, 3),
}


def _spans(unit: Unit, multiple: int) -> tuple[int, ...]:
    """Return the seasons in seconds that matter at this resolution."""
    if unit == "second":
        return (60,) if multiple < 10 else (_HOUR, _DAY)
    if unit == "minute" and multiple < 5:
        return (_HOUR, _DAY)
    return (_DAY, _WEEK)


def _whole_steps(spans: tuple[int, ...], step: int) -> tuple[int, ...]:
    """Return each span in steps, where it is a whole number of at least two."""
    return tuple(span // step for span in spans if span % step == 0 and span // step >= 2)
