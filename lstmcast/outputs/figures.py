"""Numbers for people: few digits, aligned, in the unit at hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """The characters that not every terminal can show."""

    minus: str
    dot: str
    times: str
    dash: str  # "from 1949 – 1960"
    sparks: str  # low to high
    fine: bool  # braille dots may be used


UNICODE = Glyphs(minus="−", dot="·", times="×", dash="–", sparks="▁▂▃▄▅▆▇█", fine=True)
ASCII = Glyphs(minus="-", dot="-", times="x", dash="-", sparks="_.-=+*#@", fine=False)


def glyphs_for(encoding: str | None) -> Glyphs:
    """Return the characters that a stream of this encoding can carry."""
    everything = "".join((UNICODE.minus, UNICODE.dot, UNICODE.times, UNICODE.dash, UNICODE.sparks))
    try:
        f"{everything}⣿░".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def align(values: Sequence[float | None], *, digits: int = 3) -> list[str]:
    """Return numbers of one column with the same number of decimals; None is empty.

    The largest number shows ``digits`` significant digits, or one more where the smallest
    would otherwise show fewer.
    """
    sizes = [abs(value) for value in values if value is not None and math.isfinite(value)]
    exponents = [math.floor(math.log10(size)) for size in sizes if size > 0] or [0]
    if not -5 <= max(exponents) < 9:
        return ["" if value is None else f"{value:.{digits - 1}e}" for value in values]
    decimals = max(0, min(digits - max(exponents), digits - 1 - min(exponents)))
    return ["" if value is None else f"{value:.{decimals}f}" for value in values]


def percent(share: float | None, *, sign: bool = False, glyphs: Glyphs = UNICODE) -> str:
    """Return a share as whole percent, "31 %"; None is empty."""
    if share is None or not math.isfinite(share):
        return ""
    whole = round(100 * share)
    mark = glyphs.minus if whole < 0 else "+" if sign and whole > 0 else ""
    return f"{mark}{abs(whole)} %"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return "1 row", "2 rows", "12 345 rows"."""
    noun = singular if number == 1 else plural or f"{singular}s"
    digits = f"{number:,}".replace(",", " ") if number >= 10_000 else str(number)
    return f"{digits} {noun}"


def duration(seconds: float) -> str:
    """Return "0.8 s", "42 s", "3 min 5 s", "2 h 10 min"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def sparkline(values: Sequence[float | None], *, glyphs: Glyphs = UNICODE, width: int = 40) -> str:
    """Return one character per value, low to high; longer rows are averaged to ``width``."""
    known = _averaged(values, width)
    finite = [value for value in known if value is not None]
    if not finite:
        return ""
    low, high = min(finite), max(finite)
    top = len(glyphs.sparks) - 1
    scale = top / (high - low) if high > low else 0.0
    middle = 0 if scale else top // 2
    return "".join(
        " " if value is None else glyphs.sparks[middle + round((value - low) * scale)]
        for value in known
    )


def _averaged(values: Sequence[float | None], width: int) -> list[float | None]:
    if len(values) <= width:
        return [value if value is None or math.isfinite(value) else None for value in values]
    edges = [place * len(values) // width for place in range(width + 1)]
    return [_mean(values[start:end]) for start, end in pairwise(edges)]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None and math.isfinite(value)]
    return sum(known) / len(known) if known else None
