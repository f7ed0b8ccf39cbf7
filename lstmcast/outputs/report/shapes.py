"""Marks that keep their shape when a chart is stretched: dots, bars, whiskers and base lines."""

from __future__ import annotations

from lstmcast.outputs.report.axes import Axis
from lstmcast.outputs.report.elements import Html, element, share
from lstmcast.outputs.report.frame import height, place

_RADIUS = 4.5
_BAR = 0.8  # of the room for it


def dot(x: str, value: float, axis: Axis) -> Html:
    """Return a dot at a value; ``x`` is where it lies, as SVG takes it."""
    return element("circle", {"class": "point", "cx": x, "cy": height(value, axis), "r": _RADIUS})


def whisker(x: str, low: float, high: float, axis: Axis) -> Html:
    """Return an upright line between two values."""
    ends = {"y1": height(low, axis), "y2": height(high, axis)}
    return element("line", {"class": "whisker", "x1": x, "x2": x, **ends})


def bar(step: int, steps: int, value: float, axis: Axis) -> Html:
    """Return a bar from zero to a value."""
    low, high = sorted((0.0, value))
    return element(
        "rect",
        {
            "class": "bar",
            "x": place(step - _BAR / 2, steps),
            "width": share(_BAR / steps),
            "y": height(high, axis),
            "height": share(axis.share(high) - axis.share(low)),
        },
    )


def level(kind: str, value: float, axis: Axis, *, first: float = 0.0, last: float = 1.0) -> Html:
    """Return a flat line at a value, from one part of the width to another."""
    y = height(value, axis)
    ends = {"x1": share(first), "x2": share(last), "y1": y, "y2": y}
    return element("line", {"class": kind, **ends})
