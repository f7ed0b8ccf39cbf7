"""Read a frequency as people write it: lstmcast's own spelling, pandas aliases, words."""

from __future__ import annotations

import difflib
import re

from lstmcast.data.units import CODES, MONTH_NAMES, WEEKDAYS, Unit
from lstmcast.data.weekmask import anchor_of_week, parse_week
from lstmcast.errors import UsageError

_DIGITS = 9  # of a multiple: far more than any file needs, and still exact in seconds
_PATTERN = r"(?P<count>\d+)?\s*(?P<name>[A-Za-z]+(?:[ -]days?)?)(?P<rest>-.+)?"

#: Names whose meaning hangs on upper and lower case.
_EXACT: dict[str, tuple[Unit, str | None]] = {
    "M": ("month", None),
    "MS": ("month", "start"),
    "ME": ("month", "end"),
    "QS": ("quarter", "start"),
    "QE": ("quarter", "end"),
    "YS": ("year", "start"),
    "AS": ("year", "start"),
    "YE": ("year", "end"),
    "BMS": ("month", "bstart"),
    "BM": ("month", "bend"),
    "BME": ("month", "bend"),
    "BQS": ("quarter", "bstart"),
    "BQ": ("quarter", "bend"),
    "BQE": ("quarter", "bend"),
}

_WORDS: dict[str, Unit] = {
    "s": "second", "sec": "second", "secs": "second", "second": "second", "seconds": "second",
    "t": "minute", "min": "minute", "mins": "minute", "minute": "minute", "minutes": "minute",
    "minutely": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "hour": "hour", "hours": "hour", "hourly": "hour",
    "d": "day", "day": "day", "days": "day", "daily": "day",
    "b": "business-day", "bd": "business-day", "business day": "business-day",
    "business-day": "business-day", "business days": "business-day",
    "business-days": "business-day",
    "w": "week", "week": "week", "weeks": "week", "weekly": "week",
    "mo": "month", "month": "month", "months": "month", "monthly": "month",
    "q": "quarter", "quarter": "quarter", "quarters": "quarter", "quarterly": "quarter",
    "y": "year", "a": "year", "year": "year", "years": "year", "yearly": "year",
    "annual": "year", "annually": "year",
    "step": "step", "steps": "step", "row": "step", "rows": "step",
}  # fmt: skip

_SPECIAL: dict[str, tuple[Unit, int]] = {
    "half-hourly": ("minute", 30),
    "biweekly": ("week", 2),
    "fortnightly": ("week", 2),
}

_KNOWN = ("15min", "30min", "1s", "1min", "1h", "1d", "1bd", "1bd-sun-thu", "1w", "1w-mon",
          "1w-sun", "1mo-start", "1mo-end", "1q", "1y", "1step",
          *(word for word in _WORDS if len(word) > 2))  # fmt: skip


def read_spelling(text: str) -> tuple[Unit, int, str | None]:
    """Return unit, multiple and anchor of a frequency's spelling.

    The anchor is None, or incomplete (``start`` without a month), where the text leaves it
    open: the data then decide.

    Raises UsageError, with the nearest known spelling, for anything else.
    """
    cleaned = text.strip()
    if cleaned.lower() in _SPECIAL:
        unit, multiple = _SPECIAL[cleaned.lower()]
        return unit, multiple, None
    match = re.fullmatch(_PATTERN, cleaned)
    if match is None:
        raise _unknown(text)
    name = match["name"]
    unit_of_name, edge = _EXACT.get(name, (_WORDS.get(name.lower()), None))
    if unit_of_name is None or name == "m":
        raise _unknown(text)
    count = match["count"] or "1"
    if len(count) > _DIGITS:
        raise UsageError(
            f"the frequency {text!r} has too long a step",
            hint=f"Use a multiple of at most {_DIGITS} digits.",
        )
    multiple = int(count)
    if multiple < 1:
        raise UsageError(
            f"the frequency {text!r} has no length", hint="Use a multiple of at least 1."
        )
    rest = (match["rest"] or "")[1:].lower()
    if unit_of_name == "business-day" and rest:
        return unit_of_name, multiple, _days_worked_on(rest, text)
    if edge is None and rest in MONTH_NAMES:
        edge = "end"  # pandas: Q-DEC and A-DEC are periods that end in December
    anchor = "-".join(part for part in (edge, rest) if part)
    if not anchor:
        return unit_of_name, multiple, None
    if not _allows(unit_of_name, anchor):
        raise _unknown(text)
    return unit_of_name, multiple, settle_month(unit_of_name, anchor)


def write_spelling(unit: Unit, multiple: int, anchor: str | None) -> str:
    """Return lstmcast's own spelling, such as ``1mo-start``."""
    return f"{multiple}{CODES[unit]}" + (f"-{anchor}" if anchor else "")


def settle_month(unit: Unit, anchor: str) -> str:
    """Return the anchor with one name per grid: quarters from April start in January too."""
    day, _, month = anchor.partition("-")
    if unit != "quarter" or not month:
        return anchor
    position = MONTH_NAMES.index(month) % 3
    return f"{day}-{MONTH_NAMES[position + 9 if day.endswith('end') else position]}"


def _days_worked_on(days: str, text: str) -> str | None:
    """Return the anchor of business days, with one name per week."""
    week = parse_week(days)
    if week is None or len(week) == len(WEEKDAYS):
        raise _unknown(text)
    return anchor_of_week(week)


def _allows(unit: Unit, anchor: str) -> bool:
    """Return whether a unit can have this anchor."""
    if unit == "week":
        return anchor in WEEKDAYS
    day, dash, month = anchor.partition("-")
    if day not in {"start", "end", "bstart", "bend"} and not (
        day.isdigit() and 1 <= int(day) <= 31
    ):
        return False
    if unit == "month":
        return not dash
    return unit in {"quarter", "year"} and (not dash or month in MONTH_NAMES)


def _unknown(text: str) -> UsageError:
    """Return the error for a frequency nobody knows, with the nearest one that exists."""
    if text.strip().lstrip("0123456789") == "m":
        return UsageError(
            f"the frequency {text!r} could be minutes or months",
            hint="Write min for minutes or mo for months.",
        )
    nearest = difflib.get_close_matches(text.strip().lower(), _KNOWN, n=1, cutoff=0.5)
    guess = f"Did you mean {nearest[0]}? " if nearest else ""
    return UsageError(
        f"unknown frequency {text!r}",
        hint=f"{guess}Examples: 15min, 1h, 1d, 1bd, 1bd-sun-thu, 1w-sun, 1mo-start, 1q, 1y, 1step.",
    )
