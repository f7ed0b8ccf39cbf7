"""A small chart of one series: the recent past, the forecast and its interval, as text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstmcast.outputs.figures import UNICODE, Glyphs
from lstmcast.outputs.raster import Raster

if TYPE_CHECKING:
    from collections.abc import Sequence


_TINY = 1e-200  # differences below it cannot be divided by


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What a chart shows; NaN is a gap. All forecast sequences have one length, H."""

    history: Sequence[float]  # oldest first
    forecast: Sequence[float]  # [H]
    lower: Sequence[float] = ()  # [H], or empty without an interval
    upper: Sequence[float] = ()
    dates: tuple[str, str, str]  # first past step shown, first and last forecast step


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Lines of text; from column ``split`` on they show the forecast."""

    lines: tuple[str, ...]
    split: int


def draw(curve: Curve, *, width: int = 80, height: int = 10, glyphs: Glyphs = UNICODE) -> Chart:
    """Return a chart of ``height`` rows and a row of dates, at most ``width`` columns wide."""
    low, high = _range(curve)
    labels = _labels(low, high)
    margin = max(map(len, labels)) + 2
    raster = Raster(width=max(10, width - margin - 1), height=height, fine=glyphs.fine)
    past, future = len(curve.history), len(curve.forecast)
    right = (raster.columns - 1) / max(1, past + future - 1)
    down = (raster.rows - 1) / (high - low)

    def place(step: int, value: float) -> tuple[float, float]:
        return step * right, (high - value) * down

    for first, last in _observed(curve.history):
        raster.line([place(step, curve.history[step]) for step in range(first, last)], "*")
    _shade(raster, curve, right, high, down)
    forecast = list(zip(range(past, past + future), curve.forecast, strict=True))
    if past and math.isfinite(curve.history[-1]):
        forecast.insert(0, (past - 1, curve.history[-1]))
    raster.line([place(step, value) for step, value in forecast], "o")

    rows = dict(zip((0, (height - 1) // 2, height - 1), labels, strict=True))
    border = "│" if glyphs.fine else "|"
    tick = "┤" if glyphs.fine else "+"
    lines = [
        f"{rows.get(row, ''):>{margin - 1}} {tick if row in rows else border}{line}".rstrip()
        for row, line in enumerate(raster.lines())
    ]
    split = margin + 1 + math.ceil(max(0.0, past * right - 0.5)) // raster.across
    lines.append(_dates(curve.dates, margin + 1, split, width))
    return Chart(lines=tuple(lines), split=split)


def _range(curve: Curve) -> tuple[float, float]:
    """Return the range of the vertical axis; a wild interval may only double it."""
    core = [value for value in (*curve.history, *curve.forecast) if math.isfinite(value)] or [0.0]
    low, high = min(core), max(core)
    size = max(abs(low), abs(high))
    spread = high - low
    if spread <= max(1e-9 * size, _TINY):  # constant but for rounding
        spread = 0.1 * size if size > _TINY else 1.0
        low, high = low - spread / 2, high + spread / 2
    wide_low, wide_high = min([low, *curve.lower]), max([high, *curve.upper])
    return max(low - spread / 2, wide_low), min(high + spread / 2, wide_high)


def _labels(low: float, high: float) -> list[str]:
    """Return the numbers at the top, the middle and the bottom of the vertical axis."""
    values = (high, (low + high) / 2, low)
    decimals = max(0, 1 - math.floor(math.log10(high - low)))
    if decimals > 7 or max(abs(low), abs(high)) >= 1e9:
        return [f"{value:.4g}" for value in values]
    return [f"{round(value, decimals) + 0.0:.{decimals}f}" for value in values]


def _observed(values: Sequence[float]) -> list[tuple[int, int]]:
    """Return the half-open stretches without a gap."""
    stretches, start = [], None
    for step, value in enumerate([*values, math.nan]):
        if math.isfinite(value):
            start = step if start is None else start
        elif start is not None:
            stretches.append((start, step))
            start = None
    return stretches


def _shade(raster: Raster, curve: Curve, right: float, high: float, down: float) -> None:
    if not curve.lower:
        return
    past, last = len(curve.history), len(curve.forecast) - 1
    for column in range(raster.columns // raster.across):
        step = (column + 0.5) * raster.across / right - past if right else 0.0
        if step >= -0.5:
            before = min(last, max(0, math.floor(step)))
            after, share = min(last, before + 1), min(1.0, max(0.0, step - before))
            bottom = curve.lower[before] * (1 - share) + curve.lower[after] * share
            top = curve.upper[before] * (1 - share) + curve.upper[after] * share
            raster.shade(column, (high - top) * down, (high - bottom) * down)


def _dates(dates: tuple[str, str, str], left: int, split: int, width: int) -> str:
    """Put the dates below their steps, leaving out those that would touch."""
    first, start, end = dates
    line = " " * left + first
    if len(line) + 2 <= split and split + len(start) + 2 + len(end) <= width:
        line = line.ljust(split) + start
    if len(line) + 2 + len(end) <= width:
        line = line.ljust(width - len(end)) + end
    return line.rstrip()
