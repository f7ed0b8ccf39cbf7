"""Pictures of how intervals hold: by quantile, and by step ahead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstmcast.evaluation.backtest_scores import BacktestScores, QuantileScores
from lstmcast.outputs.missing import floats
from lstmcast.outputs.report import paths
from lstmcast.outputs.report.axes import fixed_axis, value_axis
from lstmcast.outputs.report.dates import step_marks
from lstmcast.outputs.report.elements import element
from lstmcast.outputs.report.frame import Chart, Frame, framed, label, path, place
from lstmcast.outputs.report.readings import Readings, Row
from lstmcast.outputs.report.shapes import dot, level

_PLACES = 101  # along the horizontal axis, one for each percent
_TICKS = {0.0: "0 %", 0.25: "25 %", 0.5: "50 %", 0.75: "75 %", 1.0: "100 %"}


def draw_quantiles(known: Sequence[QuantileScores], chance: Sequence[float]) -> Chart:
    """Return the observed share below each quantile against the nominal one.

    ``chance`` is by how much each share may be off without meaning anything, NaN if untold.
    """
    axis = fixed_axis(0, 1, _TICKS)
    nominal, observed = [each.quantile for each in known], [each.below or 0.0 for each in known]
    grid = np.linspace(0, 1, _PLACES)
    spread = np.interp(grid, [0, *nominal, 1], [0, *chance, 0])
    band = paths.band(np.maximum(grid - spread, 0), np.minimum(grid + spread, 1), axis)
    pairs = zip(nominal, observed, strict=True)
    frame = Frame(
        name="coverage-diagram",
        title="Observed share below each quantile, against the nominal share",
        description=". ".join(f"{100 * q:g} %: observed {100 * below:.1f} %" for q, below in pairs),
        steps=_PLACES,
        axis=axis,
        marks=[(100 * part, text) for part, text in _TICKS.items()],
        kind="square",
    )
    ends = {"x1": place(0, _PLACES), "x2": place(100, _PLACES), "y1": "100%", "y2": "0"}
    dots = [
        dot(place(100 * q, _PLACES), below, axis)
        for q, below in zip(nominal, observed, strict=True)
    ]
    labels = [
        element("line", {"class": "ideal", **ends}),
        label("axis first", "6", "0", "observed share", shift="1.2em"),
        label("axis", "100%", "100%", "nominal share", shift="-.6em"),
        *dots,
    ]
    readings = Readings(
        steps=len(known),
        labels=tuple(f"{100 * q:g} % quantile" for q in nominal),
        places=tuple(round((100 * q + 0.5) / _PLACES, 5) for q in nominal),
        digits=1,
        unit=" %",
        rows=(
            Row(name="observed", values=[100 * each for each in observed]),
            Row(name="chance ±", values=[100 * each for each in chance]),
        ),
    )
    picture = framed(frame, lines=[path("band chance", band)], labels=labels)
    return Chart(name=frame.name, picture=picture, readings=readings)


def draw_coverage_by_step(scores: BacktestScores, levels: Sequence[float]) -> Chart:
    """Return the share of values inside the interval of each level, by step ahead."""
    steps = len(scores.by_step)
    curves = {
        each: floats(part.coverage.get(f"{each:g}") for part in scores.by_step) for each in levels
    }
    lowest = min([each / 100 for each in levels] + [float(np.nanmin(c)) for c in curves.values()])
    found = value_axis([lowest, 1.0])
    ticks = {tick: f"{100 * tick:.0f} %" for tick in found.ticks if tick <= 1}
    axis = fixed_axis(found.low, max(1.0, found.high), ticks)
    frame = Frame(
        name="coverage-by-step",
        title="Share of what followed inside the intervals, by step ahead",
        description="; ".join(
            f"{each:g} % interval: {100 * curve[0]:.0f} % at the first step,"
            f" {100 * curve[-1]:.0f} % at the last"
            for each, curve in curves.items()
        ),
        steps=steps,
        axis=axis,
        marks=step_marks(steps),
        kind="levelled",
    )
    promised = [level("ideal", each / 100, axis) for each in levels]
    names = [
        label("end ideal-name", "100%", f"{100 * (1 - axis.share(each / 100)):.2f}%", f"{each:g} %")
        for each in levels
    ]
    readings = Readings(
        steps=steps,
        labels=tuple(f"step {step + 1}" for step in range(steps)),
        digits=1,
        unit=" %",
        rows=tuple(
            Row(name=f"in {each:g} %", values=100 * curve) for each, curve in curves.items()
        ),
        tabled=True,
    )
    lines = [
        path("forecast thin" if place else "forecast", paths.line(curve, axis))
        for place, curve in enumerate(curves.values())
    ]
    picture = framed(frame, lines=lines, labels=[*promised, *names])
    return Chart(name=frame.name, picture=picture, readings=readings)
