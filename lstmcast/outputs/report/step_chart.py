"""The chart of errors by step ahead: the model, its yardstick, and all others behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.backtest_scores import BacktestScores
from lstmcast.outputs.missing import floats
from lstmcast.outputs.report import paths
from lstmcast.outputs.report.axes import Axis, digits_for, value_axis
from lstmcast.outputs.report.dates import step_marks
from lstmcast.outputs.report.elements import Html, share
from lstmcast.outputs.report.frame import Chart, Frame, framed, label, path
from lstmcast.outputs.report.measures import Measure, error_in
from lstmcast.outputs.report.readings import Readings, Row

FloatArray = npt.NDArray[np.float64]

_FAR = 3.0  # times the error of model or yardstick: drawn, it would flatten all others
_APART = 0.075  # of the height between two labels
_KINDS = ("forecast", "rival yardstick")  # classes of the first two lines


def curves_of(scores: BacktestScores, measure: Measure) -> dict[str, FloatArray]:
    """Return the error by step [H] of each forecaster that has one, the model first."""
    every = {
        each.name: floats(error_in(part.errors[each.name], measure) for part in scores.by_step)
        for each in scores.standings
    }
    return {name: curve for name, curve in every.items() if np.isfinite(curve).any()}


def legible(curves: Mapping[str, FloatArray]) -> list[str]:
    """Return the names of the curves that are not so far off that they would flatten the others."""
    means = {name: float(np.nanmean(curve)) for name, curve in curves.items()}
    limit = _FAR * max([means[name] for name in list(curves)[:2]], default=0.0)
    return [name for name, mean in means.items() if mean <= limit]


def draw_steps(curves: Mapping[str, FloatArray], measure: Measure) -> Chart:
    """Return the chart of errors [H] by forecaster, the model first, its yardstick second."""
    names = list(curves)
    steps = len(curves[names[0]])
    axis = value_axis([value for curve in curves.values() for value in curve.tolist()], zero=True)
    own = curves[names[0]][np.isfinite(curves[names[0]])]
    frame = Frame(
        name="error-by-step",
        title=f"{measure} of each forecaster by step ahead",
        description=f"{steps} steps. {names[0]}: {own[0]:.3g} at the first, {own[-1]:.3g} at the"
        " last. A table below holds all figures.",
        steps=steps,
        axis=axis,
        marks=step_marks(steps),
        kind="roomy",
    )
    lines = [path(kind_of(name, names), paths.line(curves[name], axis)) for name in names[::-1]]
    readings = Readings(
        steps=steps,
        labels=tuple(f"step {step + 1}" for step in range(steps)),
        digits=max(0, digits_for(axis)),
        rows=tuple(Row(name=name, values=curve) for name, curve in curves.items()),
        tabled=True,
    )
    picture = framed(frame, lines=lines, labels=_ends(curves, axis))
    return Chart(name=frame.name, picture=picture, readings=readings)


def kind_of(name: str, names: Sequence[str]) -> str:
    """Return the class of a forecaster's line: the model, its yardstick, or another."""
    place = names.index(name)
    return _KINDS[place] if place < len(_KINDS) else "rival"


def apart(places: Sequence[float], least: float) -> list[float]:
    """Return rising places moved as little as is needed for them to be ``least`` apart.

    Labels that would touch are pooled and centred on where they want to be, as adjacent
    violators are in isotonic regression.
    """
    blocks: list[tuple[float, int]] = []  # where the first of so many labels goes
    for wanted in places:
        start, size = wanted, 1
        while blocks and blocks[-1][0] + blocks[-1][1] * least > start:
            before, others = blocks.pop()
            start = (before * others + (start - others * least) * size) / (others + size)
            size += others
        blocks.append((start, size))
    return [start + place * least for start, size in blocks for place in range(size)]


def _ends(curves: Mapping[str, FloatArray], axis: Axis) -> list[Html]:
    """Return each name beside the end of its line."""
    names = list(curves)
    heights = {
        name: 1 - axis.share(curve[np.isfinite(curve)][-1]) for name, curve in curves.items()
    }
    ordered = sorted(names, key=lambda name: heights[name])
    places = apart([heights[name] for name in ordered], _APART)
    return [
        label(f"end {kind_of(name, names)}", "100%", share(place), name)
        for name, place in zip(ordered, places, strict=True)
    ]
