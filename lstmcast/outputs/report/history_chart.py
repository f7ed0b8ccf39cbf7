"""The chart of one series: what happened, over what had been forecast from each cutoff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.outputs.report import paths
from lstmcast.outputs.report.axes import Axis, digits_for, value_axis
from lstmcast.outputs.report.dates import date_ticks
from lstmcast.outputs.report.elements import Html, element, share
from lstmcast.outputs.report.frame import Chart, Frame, framed, path
from lstmcast.outputs.report.readings import Readings, Row
from lstmcast.outputs.report.views import View, Window

FloatArray = npt.NDArray[np.float64]

OBSERVED, FORECAST = "observed", "forecast"
_PLACES = 180  # of the strip that shows a whole history, and its height in units
_TALL = 60
_ROOM = 0.75  # of the range of values, for intervals above and below it


def legend_entries(levels: Sequence[float], *, ahead: bool) -> list[tuple[str, str]]:
    """Return what a reader has to know of the strokes and areas: (class, text) each."""
    bands = [
        (_band_class(place, len(levels)), f"{level:g} % interval")
        for place, level in enumerate(levels)
    ]
    entries = [("observed", "what happened"), ("forecast", "forecast (median)"), *bands]
    entries.append(("rule cutoff", "forecast made here"))
    return [*entries, ("rule now", "end of the data")] if ahead else entries


def draw_history(
    view: View, *, name: str, title: str, description: str, levels: Sequence[float], dates: Calendar
) -> Chart:
    """Return the chart of a view, with values for the pointer; levels are in percent."""
    steps = len(view.values)
    axis = value_axis(core_range(view))
    stamps = dates.format(view.ordinal + np.arange(steps))
    frame = Frame(
        name=name,
        title=title,
        description=description,
        steps=steps,
        axis=axis,
        marks=date_ticks(stamps),
    )
    lines = [
        *(layer for window in view.forecasts for layer in _bands(window, axis)),
        path("rule cutoff", paths.upright(window.at - 0.5 for window in view.windows)),
        path("rule now", paths.upright([] if view.ahead is None else [view.ahead.at - 0.5])),
        *(path("forecast", paths.line(each.point, axis, start=each.at)) for each in view.forecasts),
        path("observed", paths.line(view.values, axis)),  # on top: thinner, so both can be seen
    ]
    readings = Readings(
        steps=steps,
        start=view.ordinal,
        digits=max(0, digits_for(axis)),
        rows=tuple(_rows(view, levels)),
    )
    return Chart(name=name, picture=framed(frame, lines=lines), readings=readings)


def draw_strip(view: View, history: FloatArray) -> Html:
    """Return a narrow picture of the whole history [N], the part in the chart marked.

    Where there are more steps than the strip has places, it shows the least and the greatest
    value of each place.
    """
    least, greatest = paths.thin(history, _PLACES)
    axis = value_axis([*least.tolist(), *greatest.tolist()])
    area = paths.band(least, greatest, axis, tall=_TALL)
    picture = {
        "class": "stretched",
        "viewBox": f"-0.5 0 {len(least)} {_TALL}",
        "preserveAspectRatio": "none",
        "width": "100%",
        "height": "100%",
    }
    start = view.first / len(history)
    window = {"class": "window", "x": share(start), "width": share(1 - start), "height": "100%"}
    return element(
        "svg",
        {"class": "strip", "aria-hidden": "true"},
        element("rect", window),
        element("svg", picture, path("envelope", area)),
    )


def core_range(view: View) -> tuple[float, float]:
    """Return the range of values to draw; a wild interval cannot flatten all else."""
    points = np.concatenate([view.values, *(window.point for window in view.forecasts)])
    known = points[np.isfinite(points)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    bounds = [each for w in view.forecasts for each in (w.lower, w.upper) if each.size]
    room = _ROOM * (high - low)
    lowest = min([low, *(float(bound.min()) for bound in bounds)])
    highest = max([high, *(float(bound.max()) for bound in bounds)])
    return max(lowest, low - room), min(highest, high + room)


def _bands(window: Window, axis: Axis) -> Iterator[Html]:
    """Yield the intervals, the widest first, so that the narrower ones lie on it."""
    layers = len(window.lower)
    for place in range(layers - 1, -1, -1):
        data = paths.band(window.lower[place], window.upper[place], axis, start=window.at)
        yield path(_band_class(place, layers), data)


def _band_class(place: int, layers: int) -> str:
    """Return the class of a level: the widest is faint, all others lie on top of it."""
    return "band wide" if place == layers - 1 and layers > 1 else "band"


def _rows(view: View, levels: Sequence[float]) -> Iterator[Row]:
    """Yield what the pointer reads: the past, then each forecast and its intervals."""
    yield Row(name=OBSERVED, values=view.values[: view.observed - view.first])
    for window in view.forecasts:
        yield Row(name=FORECAST, at=window.at, values=window.point)
        for level, lower, upper in zip(levels, window.lower, window.upper, strict=True):
            yield Row(name=f"{level:g} %", at=window.at, values=lower, upper=upper)
