"""A stretch of time in calendar units, such as two weeks or a month, as people write it.

How many steps of a grid it takes is the business of ``data/horizon.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

SpanUnit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]

_CODES: dict[SpanUnit, str] = {
    "second": "s", "minute": "min", "hour": "h", "day": "d", "week": "w", "month": "mo",
    "quarter": "q", "year": "y",
}  # fmt: skip
_SHORT: dict[str, SpanUnit] = {
    "sec": "second", "mins": "minute", "hr": "hour", "hrs": "hour", "wk": "week", "wks": "week",
    "qtr": "quarter", "yr": "year", "yrs": "year",
}  # fmt: skip
_SECONDS: dict[SpanUnit, int] = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 7 * 86_400,
}  # fmt: skip
_MONTHS: dict[SpanUnit, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Span:
    """So many units of time; months, quarters and years are as long as the calendar has them."""

    count: int
    unit: SpanUnit

    def __str__(self) -> str:
        return f"{self.count}{_CODES[self.unit]}"

    @property
    def seconds(self) -> int | None:
        """Return the length in seconds, a day having 24 hours; None for months and longer."""
        return _SECONDS[self.unit] * self.count if self.unit in _SECONDS else None

    @property
    def months(self) -> int | None:
        """Return the length in months, for months, quarters and years; else None."""
        return _MONTHS[self.unit] * self.count if self.unit in _MONTHS else None


def read_span(text: str) -> Span | None:
    """Return what ``36h``, ``2w``, ``1 month`` or ``1mo`` means; None for anything else.

    A bare ``m`` could be minutes or months, so it is neither; ``M`` is months, as pandas has it.
    """
    # More digits than that are a slip, and no calendar goes on for so long.
    match = re.fullmatch(r"(\d{1,18})\s*([A-Za-z]+)", text.strip(), re.ASCII)
    if match is None or int(match[1]) == 0:
        return None
    unit = _unit(match[2])
    return None if unit is None else Span(int(match[1]), unit)


def _unit(word: str) -> SpanUnit | None:
    if word == "M":
        return "month"
    word = word.lower()
    for unit, code in _CODES.items():
        if word in {unit, f"{unit}s", code}:
            return unit
    return _SHORT.get(word)
