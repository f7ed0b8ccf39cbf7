"""A length of time that always is as long, such as 26 hours or 7 days, as people write it.

Calendar units, of which a month is longer than another, are the business of ``span.py``.
"""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
#: More digits than that are a slip: a million weeks are 19 000 years.
_NUMBER = r"(\d{1,6}(?:\.\d{1,6})?)"
_PATTERN = re.compile(
    "".join(rf"(?:{_NUMBER}{unit})?" for unit in ("w", "d", "h", "m(?:in)?", "s")), re.ASCII
)


def read_duration(text: str) -> timedelta | None:
    """Return what ``26h``, ``7d``, ``90m`` or ``1h30m`` means; None for anything else.

    A day has 24 hours. A number without a unit could be anything, so it is nothing.
    """
    match = _PATTERN.fullmatch(re.sub(r"\s", "", text).lower())
    if match is None or not match[0]:
        return None
    return timedelta(
        **{unit: float(number or 0) for unit, number in zip(_UNITS, match.groups(), strict=True)}
    )


def write_duration(length: timedelta) -> str:
    """Return a length as ``read_duration`` takes it: ``7d``, ``1d2h``, ``90s``."""
    seconds = length.total_seconds()
    parts = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(f"{number:.0f}{unit}")
    if seconds or not parts:
        parts.append(f"{seconds:g}s")
    return "".join(parts)
