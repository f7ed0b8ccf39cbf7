"""Pictures of the errors: their mean at each cutoff, their memory and their spread."""

from __future__ import annotations

from itertools import pairwise

from lstmcast.outputs.report.axes import value_axis
from lstmcast.outputs.report.dates import shortened
from lstmcast.outputs.report.elements import element, share
from lstmcast.outputs.report.frame import Chart, Frame, framed, place
from lstmcast.outputs.report.readings import Readings, Row
from lstmcast.outputs.report.residuals import Bias, Memory, Spread
from lstmcast.outputs.report.shapes import bar, dot, level, whisker

_LEAST_REACH = 0.3  # of the axis of correlations, so that small ones look small


def draw_bias(biases: tuple[Bias, ...], names: tuple[str, ...], description: str) -> Chart:
    """Return the mean error of each cutoff, with its margin; ``names`` are those of cutoffs."""
    steps = len(biases)
    margins = [each.margin or 0.0 for each in biases]
    means = [each.mean for each in biases]
    ends = [m + sign * by for m, by in zip(means, margins, strict=True) for sign in (-1, 1)]
    axis = value_axis([*ends, 0.0])
    frame = Frame(
        name="bias",
        title="Mean error of each cutoff",
        description=description,
        steps=steps,
        axis=axis,
        marks=[(step, shortened(names)[step]) for step in sorted({0, steps - 1})],
    )
    drawn = [level("zero", 0.0, axis)]
    for step, (mean, margin) in enumerate(zip(means, margins, strict=True)):
        x = place(step, steps)
        drawn += [whisker(x, mean - margin, mean + margin, axis), dot(x, mean, axis)]
    known = [each.margin if each.margin is not None else float("nan") for each in biases]
    readings = Readings(
        steps=steps,
        labels=names,
        digits=2,
        rows=(
            Row(name="mean error", values=means),
            Row(name="95 % ±", values=known),
        ),
    )
    return Chart(name="bias", picture=framed(frame, lines=[], labels=drawn), readings=readings)


def draw_memory(memory: Memory, description: str) -> Chart:
    """Return the autocorrelation at each distance, with the band of chance."""
    values, bands = memory.correlations, memory.band
    steps = len(values)
    reach = max(_LEAST_REACH, *map(abs, values), *bands)
    axis = value_axis([-reach, reach])
    frame = Frame(
        name="memory",
        title="Autocorrelation of the errors one step ahead",
        description=description,
        steps=steps,
        axis=axis,
        marks=[(step, str(step + 1)) for step in range(steps)],
    )
    drawn = [bar(step, steps, value, axis) for step, value in enumerate(values)]
    drawn.append(level("zero", 0.0, axis))
    drawn += [
        level("edge", sign * band, axis, first=step / steps, last=(step + 1) / steps)
        for step, band in enumerate(bands)
        for sign in (1, -1)
    ]
    readings = Readings(
        steps=steps,
        labels=tuple(f"{k + 1} cutoff{'s' if k else ''} apart" for k in range(steps)),
        digits=2,
        rows=(
            Row(name="correlation", values=values),
            Row(name="chance ±", values=bands),
        ),
    )
    return Chart(name="memory", picture=framed(frame, lines=[], labels=drawn), readings=readings)


def draw_spread(spread: Spread, description: str) -> Chart:
    """Return the histogram of the errors."""
    steps, reach = len(spread.counts), spread.edges[-1]
    axis = value_axis([float(each) for each in spread.counts], zero=True)
    frame = Frame(
        name="spread",
        title="How often errors of each size occur",
        description=description,
        steps=steps,
        axis=axis,
        marks=[(-0.5, _figure(-reach)), (steps / 2 - 0.5, "0"), (steps - 0.5, _figure(reach))],
    )
    drawn = [bar(step, steps, float(each), axis) for step, each in enumerate(spread.counts)]
    middle = {"x1": share(0.5), "x2": share(0.5), "y1": "0", "y2": "100%"}
    drawn.append(element("line", {"class": "zero", **middle}))
    names = [f"{_figure(low)} to {_figure(high)}" for low, high in pairwise(spread.edges)]
    names[0], names[-1] = f"below {_figure(spread.edges[1])}", f"above {_figure(spread.edges[-2])}"
    readings = Readings(
        steps=steps, labels=tuple(names), rows=(Row(name="values", values=spread.counts),)
    )
    return Chart(name="spread", picture=framed(frame, lines=[], labels=drawn), readings=readings)


def _figure(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")
