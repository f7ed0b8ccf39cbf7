"""How many digits of a forecast are printed: as many as its intervals give a meaning to.

Each series has one format for all its numbers. Rounding by one format keeps order, so the
forecast stays within its interval, and the precision follows the spread of the series, not
its level: 10 000 000 030 ± 40 needs more digits than 30 ± 40.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstmcast.inference.forecast import ForecastSet

#: Where nothing says how exact a number is; whole numbers are shown whole.
UNKNOWN = "whole"

_OF_WIDTH = 7  # significant digits of the widest interval
_OF_NUMBER = 15  # significant digits that a float certainly holds
_FALLBACK = 9


def formats_of(forecast: ForecastSet) -> list[str]:
    """Return the %-format of each series' numbers, or ``UNKNOWN`` without an interval."""
    series = len(forecast.keys)
    if not forecast.levels:
        return [UNKNOWN] * series
    with np.errstate(over="ignore", invalid="ignore"):
        widths = (forecast.upper[-1] - forecast.lower[-1]).max(axis=1)
    bounds = np.concatenate([forecast.lower[-1], forecast.upper[-1]], axis=1)
    levels = np.abs(bounds).max(axis=1)
    known = np.isfinite(widths) & np.isfinite(levels) & (widths > 0)
    exponents = np.log10(np.where(known, [levels, widths], 1.0))
    leading, spread = np.floor(exponents).astype(int)
    return [
        _format(level, width) if measured else UNKNOWN
        for level, width, measured in zip(
            leading.tolist(), spread.tolist(), known.tolist(), strict=True
        )
    ]


def _format(level: int, width: int) -> str:
    """Return a format from the decimal exponents of the largest number and the width."""
    decimals = _OF_WIDTH - 1 - width
    if level < _OF_NUMBER and width >= -_FALLBACK:
        return f"%.{max(0, min(decimals, _OF_NUMBER - 1 - level))}f"
    significant = level + 1 + decimals  # tiny or huge: people read it with an exponent
    return f"%.{max(_FALLBACK, min(significant, _OF_NUMBER))}g"


def number_texts(numbers: Sequence[float], formats: Sequence[str]) -> list[str]:
    """Return each number in its format, without noise at the end; not finite is empty."""
    return [
        _tidy((form if form != UNKNOWN else _unknown(number)) % number)
        for number, form in zip(numbers, formats, strict=True)
    ]


def _unknown(number: float) -> str:
    return "%.0f" if 10**_FALLBACK <= abs(number) < 10**_OF_NUMBER else f"%.{_FALLBACK}g"


def _tidy(text: str) -> str:
    if "n" in text:  # nan, inf
        return ""
    if "e" in text:
        number = Decimal(text)
        text = f"{number:f}" if -_FALLBACK <= number.adjusted() <= _OF_NUMBER else text
    elif "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
