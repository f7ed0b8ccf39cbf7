"""A condition on a forecast, such as "hi-90 > 95": a part of it, a comparison, a number.

What is written here is read by one pattern and nothing else is understood. Where and how likely
a forecast meets a condition is the business of ``evaluation/alerts.py``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

from lstmcast.errors import UsageError

Comparison = Literal[">", ">=", "<", "<="]

#: How a condition is written; completes the sentence "it must be …".
WANTED = (
    'conditions such as "hi-90 > 95" (forecast, lo-LEVEL, hi-LEVEL or a percentile such as p10;'
    " then >, >=, < or <=; then a number)"
)

_PATTERN = re.compile(
    r"\s*(?:(?P<forecast>forecast)|(?P<end>lo-|hi-|p)(?P<percent>\d{1,2}(?:\.\d{1,9})?))"
    r"\s*(?P<comparison>[<>]=?)\s*(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A part of a forecast, and what it is compared with."""

    quantile: float | None  # in 0..1; None: the point forecast
    comparison: Comparison
    threshold: float
    text: str  # "hi-90 > 95", whatever blanks and capitals were typed

    def __str__(self) -> str:
        return self.text

    @property
    def rises(self) -> bool:
        """Return whether large values meet the condition."""
        return self.comparison in {">", ">="}

    @property
    def strict(self) -> bool:
        """Return whether the threshold itself does not meet the condition."""
        return self.comparison in {">", "<"}


def read_condition(text: str) -> Condition | None:
    """Return what ``hi-90 > 95`` or ``forecast <= 0`` means; None for anything else.

    ``hi-90`` is the upper end of the central 90 % interval, so the 0.95 quantile; ``p10`` is the
    0.1 quantile.
    """
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    threshold = float(match["number"])
    percent = float(match["percent"] or 50)
    if not math.isfinite(threshold) or not 0 < percent < 100:
        return None
    end, comparison = (match["end"] or "forecast").lower(), match["comparison"]
    return Condition(
        quantile=_quantile(end, percent),
        comparison=cast("Comparison", comparison),
        threshold=threshold,
        text=f"{end}{match['percent'] or ''} {comparison} {match['number'].lower()}",
    )


def read_conditions(texts: Iterable[str]) -> tuple[Condition, ...]:
    """Return the conditions that texts say, each once; raises UsageError for any other text."""
    found: dict[str, Condition] = {}
    for text in texts:
        condition = read_condition(text)
        if condition is None:
            raise UsageError(f"{text!r} is no condition", hint=f"write {WANTED}")
        found.setdefault(condition.text, condition)
    return tuple(found.values())


def _quantile(end: str, percent: float) -> float | None:
    """Return the quantile that is an end of a central interval, or a percentile."""
    if end == "forecast":
        return None
    if end == "p":
        return percent / 100
    below = (100 - percent) / 200
    return below if end == "lo-" else 1 - below
