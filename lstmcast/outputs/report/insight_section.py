"""What a forecast rests on: the parts of the past it needs, and the gates and states inside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstmcast.evaluation.scores import Interval
from lstmcast.outputs.figures import percent
from lstmcast.outputs.report import paths
from lstmcast.outputs.report.axes import digits_for, fixed_axis, value_axis
from lstmcast.outputs.report.content import Importance, Insight, Trace
from lstmcast.outputs.report.dates import date_ticks
from lstmcast.outputs.report.elements import Html, element, joined, number, share
from lstmcast.outputs.report.frame import Chart, Frame, framed, path
from lstmcast.outputs.report.readings import Readings, Row
from lstmcast.outputs.report.section import Column, Section, figure, paragraph, side_by_side, table
from lstmcast.outputs.report.words import span

_GATE_TICKS = {0.0: "shut", 0.5: "half", 1.0: "open"}

_HIDDEN = (
    "One part of the past of {series} is hidden at a time: the more the error of held-out windows"
    " grows without it, the more the forecast rests on it."
)
_INSIDE = (
    "What gates and states did while the newest window of {series} was read, the oldest step"
    " first, as means over all units. A forget gate that is open keeps what it knows."
)


def show_insight(insight: Insight) -> Section:
    """Return the importance of the parts of the past, then what gates and states did."""
    gates = [_draw(f"gate-{k}", each, insight, gate=True) for k, each in enumerate(insight.gates)]
    states = [
        _draw(f"state-{k}", each, insight, gate=False) for k, each in enumerate(insight.states)
    ]
    charts = (*gates, *states)
    parts: list[Html] = []
    if insight.importances:
        parts.append(paragraph(_HIDDEN.format(series=insight.series)))
        parts.append(_importance_table(insight.importances))
    if charts:
        names = [each.name for each in (*insight.gates, *insight.states)]
        parts.append(paragraph(_INSIDE.format(series=insight.series)))
        parts.append(side_by_side(*map(figure, charts, names), thirds=True))
    parts += [paragraph(remark, kind="note") for remark in insight.remarks]
    title = "What the forecast rests on"
    return Section(name="insight", title=title, body=joined(parts), charts=charts)


def _draw(name: str, trace: Trace, insight: Insight, *, gate: bool) -> Chart:
    """Return the chart of a gate, between shut and open, or of a state of any size."""
    values = np.array(trace.values, dtype=np.float64)
    axis = fixed_axis(0, 1, _GATE_TICKS) if gate else value_axis(trace.values, about=3)
    frame = Frame(
        name=name,
        title=f"{trace.name} over the window of {insight.series}",
        description=f"From {values[0]:.2f} at the oldest of {len(values)} steps to"
        f" {values[-1]:.2f} at the newest.",
        steps=len(values),
        axis=axis,
        marks=date_ticks(insight.stamps),
        kind="small",
    )
    readings = Readings(
        steps=len(values),
        labels=insight.stamps,
        digits=max(0, digits_for(axis)),
        rows=(Row(name=trace.name, values=values),),
    )
    picture = framed(frame, lines=[path("forecast", paths.line(values, axis))])
    return Chart(name=name, picture=picture, readings=readings)


def _importance_table(importances: Sequence[Importance]) -> Html:
    growths = [each.growth for each in importances]
    columns = [
        Column(title="hidden", cells=[each.name for each in importances], figures=False),
        Column(
            title="more error",
            cells=[number(growth, percent(growth, sign=True)) for growth in growths],
        ),
        Column(title="± a standard error", cells=[_range(each) for each in importances]),
        Column(title="", cells=_bars(importances), figures=False),
    ]
    return table("How much the error grows when a part of the past is hidden", columns)


def _range(each: Importance) -> str:
    if each.low is None or each.high is None:
        return "–"
    return span(Interval(estimate=each.growth, low=each.low, high=each.high))


def _bars(importances: Sequence[Importance]) -> list[Html]:
    """Return each growth as a bar from zero, with its range, on one scale for all."""
    bounds = [each.low for each in importances] + [each.high for each in importances]
    known = [each.growth for each in importances] + [x for x in bounds if x is not None]
    axis = value_axis(known, zero=True)
    drawn = []
    for each in importances:
        low, high = sorted((axis.share(0.0), axis.share(each.growth)))
        bar = {"class": "bar", "x": share(low), "width": share(high - low)}
        shapes = [element("rect", {**bar, "y": "20%", "height": "60%"})]
        if each.low is not None and each.high is not None:
            ends = {"x1": share(axis.share(each.low)), "x2": share(axis.share(each.high))}
            shapes.append(element("line", {"class": "whisker", **ends, "y1": "50%", "y2": "50%"}))
        drawn.append(element("svg", {"class": "skill", "aria-hidden": "true"}, *shapes))
    return drawn
