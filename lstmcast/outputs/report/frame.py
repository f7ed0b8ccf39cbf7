"""What all charts share: a picture that stretches, with labels that do not.

Lines and areas lie in a picture of their own, one unit wide for each step, which the browser
stretches to the width there is; text and grid lines are placed by percentages, so letters keep
their size from a telephone to a wall. Step k lies at (k + 1/2) / steps of the width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lstmcast.outputs.report import paths
from lstmcast.outputs.report.axes import Axis
from lstmcast.outputs.report.elements import Html, element, share
from lstmcast.outputs.report.readings import Readings

_LEFT, _RIGHT = 0.04, 0.96  # labels beyond these begin or end at the border
_ROOM = 28  # letters and gaps below a narrow chart; where there are more, marks are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The place a chart is drawn in."""

    name: str  # on the page, unlike all others
    title: str  # for those who cannot see it: what it is ...
    description: str  # ... and what it shows
    steps: int
    axis: Axis
    marks: Sequence[tuple[float, str]] = ()  # (step, text) below the chart
    kind: str = ""  # a class for the style sheet, such as "tall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture, and the numbers in it for the pointer and the keyboard."""

    name: str
    picture: Html
    readings: Readings


def framed(frame: Frame, *, lines: Sequence[Html], labels: Sequence[Html] = ()) -> Html:
    """Return a chart: grid and axes, then what is stretched, then what is not."""
    title, description = f"{frame.name}-title", f"{frame.name}-description"
    stretched = element(
        "svg",
        {
            "class": "stretched",
            "viewBox": f"-0.5 0 {frame.steps} {paths.HEIGHT}",
            "preserveAspectRatio": "none",
            "width": "100%",
            "height": "100%",
        },
        path("grid", paths.flat(frame.axis.ticks, frame.axis, frame.steps)),
        *lines,
    )
    return element(
        "svg",
        {
            "id": frame.name,
            "class": f"plot {frame.kind}".rstrip(),
            "role": "img",
            "aria-labelledby": f"{title} {description}",
        },
        element("title", {"id": title}, frame.title),
        element("desc", {"id": description}, frame.description),
        _values(frame.axis),
        _marks(frame),
        stretched,
        *labels,
    )


def place(step: float, steps: int) -> str:
    """Return where a step lies from the left, as SVG takes it."""
    return share((step + 0.5) / steps)


def height(value: float, axis: Axis) -> str:
    """Return where a value lies from the top, as SVG takes it."""
    return share(1 - axis.share(value))


def path(kind: str, data: str) -> Html:
    """Return a line or an area of the stretched picture; ``kind`` is its class."""
    return element("path", {"class": kind, "d": data}) if data else Html("")


def label(kind: str, x: str, y: str, text: str, *, shift: str = ".32em") -> Html:
    """Return a piece of text whose middle (or as ``shift`` says) is at a height of the chart."""
    return element("text", {"class": kind, "x": x, "y": y, "dy": shift}, text)


def _values(axis: Axis) -> Html:
    """Return the names of the ticks, left of the chart."""
    ticks = zip(axis.ticks, axis.labels, strict=True)
    texts = [element("text", {"y": height(tick, axis)}, text) for tick, text in ticks]
    return element("g", {"class": "values"}, *texts)


def _marks(frame: Frame) -> Html:
    """Return the names of steps, below the chart; ``minor`` ones are left out of narrow charts."""
    letters = sum(len(text) + 2 for _, text in frame.marks)
    pace = -(-letters // _ROOM)
    drawn = []
    for count, (step, text) in enumerate(frame.marks):
        part = (step + 0.5) / frame.steps
        side = "first" if part < _LEFT else "last" if part > _RIGHT else ""
        kind = " ".join(filter(None, [side, "minor" if count % pace else ""])) or None
        drawn.append(element("text", {"class": kind, "x": share(part), "y": "100%"}, text))
    return element("g", {"class": "marks"}, *drawn)
