"""The vertical axis of a chart: its range, its ticks, and what they are called."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_LARGEST = 1e300  # a difference of two of them is still a number
_TINY = 1e-300
_PADDING = 0.04  # of the range, so that no line runs along the border
_LEVELS = 300
#: From where on numbers are counted in larger units.
_UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A range of values, and the few of them that have a name."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]

    def share(self, value: float) -> float:
        """Return where a value lies: 0 at the low end, 1 at the high one, also beyond them."""
        return (value - self.low) / (self.high - self.low)


def value_axis(values: Iterable[float], *, about: int = 4, zero: bool = False) -> Axis:
    """Return an axis with round ticks, ``about`` as many as wanted, on which all values lie.

    Values that are not finite do not count. ``zero`` makes the axis begin or end there where
    all values lie on one side of it.
    """
    known = [min(max(value, -_LARGEST), _LARGEST) for value in values if math.isfinite(value)]
    known += [0.0] if zero or not known else []
    low, high = _apart(min(known), max(known))
    padding = _PADDING * (high - low)
    low, high = (
        low if zero and low == 0 else low - padding,
        high if zero and high == 0 else high + padding,
    )
    step = _round_step((high - low) / about)
    first, last = math.ceil(low / step), math.floor(high / step)
    ticks = tuple(place * step for place in range(first, last + 1))
    return Axis(low=low, high=high, ticks=ticks, labels=tuple(_labels(ticks, step)))


def fixed_axis(low: float, high: float, ticks: dict[float, str]) -> Axis:
    """Return an axis whose range and ticks are known beforehand."""
    return Axis(low=low, high=high, ticks=tuple(ticks), labels=tuple(ticks.values()))


def digits_for(axis: Axis) -> int:
    """Return how many digits behind the point tell at least 300 values of an axis apart.

    Below zero, it is the thousands and millions before the point that do.
    """
    return math.ceil(math.log10(_LEVELS / (axis.high - axis.low)))


def _apart(low: float, high: float) -> tuple[float, float]:
    """Return a range that is one, also where all values are equal but for rounding."""
    size = max(abs(low), abs(high))
    if high - low > max(1e-9 * size, _TINY):
        return low, high
    margin = 0.05 * size if size > _TINY else 0.5
    return low - margin, high + margin


def _round_step(step: float) -> float:
    """Return 1, 2 or 5 times a power of ten, not below ``step`` by more than a third."""
    power = 10.0 ** math.floor(math.log10(step))
    for factor in (1, 2, 5):
        if step <= factor * power * 1.4:
            return factor * power
    return 10 * power


def _labels(ticks: Iterable[float], step: float) -> list[str]:
    ticks = list(ticks)
    largest = max((abs(tick) for tick in ticks), default=0.0)
    if largest >= 1e15 or step < 1e-4:
        return [_powered(tick) for tick in ticks]
    scale, unit = next(((size, name) for size, name in _UNITS if largest >= size), (1.0, ""))
    decimals = max(0, -math.floor(math.log10(step / scale) + 1e-9))
    return [_grouped(tick / scale, decimals) + unit for tick in ticks]


def _powered(value: float) -> str:
    """Return "2.5e9" or "−1e−7"."""
    mantissa, _, exponent = f"{value:.3e}".partition("e")
    text = f"{float(mantissa):g}" + (f"e{int(exponent)}" if int(exponent) else "")
    return text.replace("-", "−")


def _grouped(value: float, decimals: int) -> str:
    text = f"{abs(value):,.{decimals}f}" if abs(value) >= 10_000 else f"{abs(value):.{decimals}f}"
    sign = "−" if round(value, decimals) < 0 else ""
    return sign + text.replace(",", "\N{NO-BREAK SPACE}")
