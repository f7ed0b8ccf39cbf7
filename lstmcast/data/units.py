"""The units a time grid can have, and how long each one is."""

from __future__ import annotations

from typing import Literal

Unit = Literal[
    "step", "second", "minute", "hour", "day", "business-day", "week", "month", "quarter", "year"
]

#: How lstmcast spells a unit behind its multiple: ``15min``, ``1h``, ``1mo-start``.
CODES: dict[Unit, str] = {
    "step": "step",
    "second": "s",
    "minute": "min",
    "hour": "h",
    "day": "d",
    "business-day": "bd",
    "week": "w",
    "month": "mo",
    "quarter": "q",
    "year": "y",
}

#: Seconds in the units below a day, which are counted in UTC.
SECONDS: dict[Unit, int] = {"second": 1, "minute": 60, "hour": 3600}

#: Months in the units that are counted in months.
MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12}

DAY_SECONDS = 86_400

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH_NAMES = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
