"""Time cells that are whole numbers: years, packed dates, Unix time or plain steps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from lstmcast.data.civil import Seconds, seconds_of_clocks, seconds_of_dates
from lstmcast.data.moments.layouts import Kind
from lstmcast.data.styles import DATE_STYLE, STEP_STYLE

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

Meaning = Literal["year", "month", "packed", "unix", "step"]

UNIX_STYLE = "YYYY-MM-DD hh:mm:ss±hh:mm"

_WHOLE = re.compile(r"[+-]?(?:\d{1,18}|[1-8]\d{18})(?:\.0*)?")
_STEP_NAMES = frozenset({"t", "step", "steps", "index", "idx", "i", "n", "row", "no", "time_idx"})
_TIME_WORDS = ("date", "month", "time", "ds", "period", "monat", "ym")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WholeTimes:
    """Whole numbers read as moments (or as steps)."""

    kind: Kind
    wall: IntArray  # [U] seconds since 1970-01-01; the number itself for steps
    valid: BoolArray  # [U]
    style: str
    is_utc: bool = False  # Unix time


def are_whole_numbers(cells: list[str]) -> bool:
    """Return whether all cells are whole numbers (``12`` or ``12.0``)."""
    return all(_WHOLE.fullmatch(cell) for cell in cells)


def read_whole_times(cells: list[str], name: str, meaning: Meaning | None = None) -> WholeTimes:
    """Read whole numbers as moments.

    ``meaning`` is known where a model says so; else sizes and the column's name decide.
    """
    numbers = np.array([int(cell.partition(".")[0]) for cell in cells], dtype=np.int64)
    one = np.ones_like(numbers)
    meaning = meaning or guess_meaning(numbers, name)
    if meaning == "year":
        years = seconds_of_dates(numbers, one, one)
        return WholeTimes(kind="year", wall=years.values, valid=years.valid, style="YYYY")
    if meaning == "month":
        months = _read_months(numbers)
        return WholeTimes(kind="month", wall=months.values, valid=months.valid, style="YYYY-MM")
    if meaning == "packed":
        moments = _read_packed(numbers)
        style = DATE_STYLE if numbers.max() < 10**8 else "YYYY-MM-DD hh:mm"
        if numbers.max() >= 10**12:
            style += ":ss"
        return WholeTimes(kind="time", wall=moments.values, valid=moments.valid, style=style)
    if meaning == "unix":
        seconds, rest = np.divmod(numbers, _unix_scale(numbers) or 1)
        return WholeTimes(kind="time", wall=seconds, valid=rest == 0, style=UNIX_STYLE, is_utc=True)
    return WholeTimes(kind="step", wall=numbers, valid=one.astype(np.bool_), style=STEP_STYLE)


def guess_meaning(numbers: IntArray, name: str) -> Meaning:
    """Return what whole numbers most probably mean."""
    low, high = int(numbers.min()), int(numbers.max())
    if name.strip().lower() in _STEP_NAMES:
        return "step"
    if low >= 1500 and high <= 2200:
        return "year"
    # Twelve steps may look like months by chance; thirteen would need a month 13.
    is_named = any(word in name.lower() for word in _TIME_WORDS)
    if (len(numbers) > 12 or is_named) and _are_months(numbers):
        return "month"
    if low >= 10**7 and _are_packed(numbers):
        return "packed"
    return "unix" if _unix_scale(numbers) is not None else "step"


def _are_months(numbers: IntArray) -> bool:
    """Return whether all numbers look like ``202401``."""
    years = numbers // 100
    return bool(
        (years >= 1500).all() and (years <= 2200).all() and _read_months(numbers).valid.all()
    )


def _read_months(numbers: IntArray) -> Seconds:
    """Read ``202401``."""
    return seconds_of_dates(numbers // 100, numbers % 100, np.ones_like(numbers))


def _are_packed(numbers: IntArray) -> bool:
    """Return whether all numbers look like ``20240131``, with or without a time of day."""
    digits = {len(str(number)) for number in (int(numbers.min()), int(numbers.max()))}
    if len(digits) > 1 or not digits <= {8, 10, 12, 14}:
        return False
    years = numbers // 10 ** (digits.pop() - 4)
    in_range = bool((years >= 1900).all() and (years <= 2100).all())
    return in_range and bool(_read_packed(numbers).valid.all())


def _read_packed(numbers: IntArray) -> Seconds:
    """Read ``YYYYMMDD`` and the same followed by hh, hhmm or hhmmss."""
    padded = numbers * 10 ** (14 - len(str(int(numbers.max()))))
    dates, clocks = np.divmod(padded, 10**6)
    days = seconds_of_dates(dates // 10_000, dates // 100 % 100, dates % 100)
    times = seconds_of_clocks(clocks // 10_000, clocks // 100 % 100, clocks % 100)
    return Seconds(days.values + times.values, days.valid & times.valid)


def _unix_scale(numbers: IntArray) -> int | None:
    """Return ticks per second if all numbers look like Unix time from 1973 to 2286."""
    low, high = int(numbers.min()), int(numbers.max())
    for power in (0, 3, 6, 9):
        if 10 ** (8 + power) <= low and high < 10 ** (10 + power):
            return int(10**power)
    return None
