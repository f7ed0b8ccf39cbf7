"""A part of the page under a heading of its own, and the small things parts are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lstmcast.outputs.report.content import Facts
from lstmcast.outputs.report.elements import Html, element, joined
from lstmcast.outputs.report.frame import Chart

_MANY = 10  # columns: the letters get smaller


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What stands under one heading, and the charts in it."""

    name: str  # of the place on the page
    title: str
    body: Html
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table; figures are aligned by their last digit."""

    title: str
    cells: Sequence[str]
    figures: bool = True


def paragraph(*content: str, kind: str | None = None) -> Html:
    """Return a paragraph."""
    return element("p", {"class": kind}, *content)


def figure(chart: Chart, heading: str, words: str = "", *, strip: str = "") -> Html:
    """Return a chart under its heading, with what it says below; a strip has its width."""
    surface = {"class": "surface", "data-chart": chart.name}
    return element(
        "figure",
        {"class": "chart"},
        element("h3", {}, heading),
        element("div", {"class": "canvas"}, element("div", surface, chart.picture), strip),
        element("figcaption", {}, words) if words else "",
    )


def table(caption: str, columns: Sequence[Column], *, strong: Sequence[int] = ()) -> Html:
    """Return a table whose first column names the rows; rows in ``strong`` stand out.

    It scrolls by itself where it is wider than the page.
    """
    head = [
        element("th", {"scope": "col", "class": None if column.figures else "words"}, column.title)
        for column in columns
    ]
    rows = [
        element("tr", {"class": "strong" if place in strong else None}, *_row(columns, place))
        for place in range(len(columns[0].cells))
    ]
    content = (
        element("caption", {}, caption),
        element("thead", {}, element("tr", {}, *head)),
        element("tbody", {}, *rows),
    )
    region = {"class": "scroll", "role": "region", "aria-label": caption, "tabindex": "0"}
    kind = "wide" if len(columns) > _MANY else None
    return element("div", region, element("table", {"class": kind}, *content))


def facts(pairs: Facts) -> Html:
    """Return names and values as a list of definitions; empty values are left out."""
    items = [
        element("div", {}, element("dt", {}, name), element("dd", {}, value))
        for name, value in pairs
        if value
    ]
    return element("dl", {"class": "facts"}, *items)


def folded(summary: str, *content: str) -> Html:
    """Return what is only shown when asked for."""
    return element("details", {}, element("summary", {}, summary), *content)


def side_by_side(*parts: str, thirds: bool = False) -> Html:
    """Return parts next to each other, two or three in a row, where the page is wide enough."""
    return element("div", {"class": "row thirds" if thirds else "row"}, joined(parts))


def _row(columns: Sequence[Column], place: int) -> list[Html]:
    first, *others = columns
    cells = [element("th", {"scope": "row"}, first.cells[place])]
    return cells + [
        element("td", {"class": None if column.figures else "words"}, column.cells[place])
        for column in others
    ]
