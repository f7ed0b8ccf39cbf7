"""HTML as values: text is escaped as it goes in, and markup is a type of its own."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

from lstmcast.outputs.labels import visible

Attributes = Mapping[str, str | float | bool | None]

_EMPTY = frozenset({"circle", "line", "meta", "path", "rect"})


class Html(str):
    """Markup as it stands; a plain ``str`` among it is text, and is escaped."""

    __slots__ = ()


def element(name: str, attributes: Attributes, *content: str) -> Html:
    """Return one element: an attribute of True stands alone, one of None or False is left out."""
    marks = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _EMPTY:
        return Html(f"<{name}{marks}/>")
    return Html(f"<{name}{marks}>{joined(content)}</{name}>")


def joined(parts: Iterable[str]) -> Html:
    """Return several pieces of text and markup as one."""
    return Html("".join(part if isinstance(part, Html) else escaped(part) for part in parts))


def escaped(text: str) -> Html:
    """Return text so that nothing in it is markup, and nothing in it is hidden.

    A blank before a percent sign never breaks a line.
    """
    return Html(html.escape(visible(text)).replace(" %", "\N{NO-BREAK SPACE}%"))


def number(value: float | None, shown: str) -> Html:
    """Return a figure as people read it, with more of its digits for programs."""
    if value is None or not shown:
        return element("span", {"class": "none"}, "–")
    return element("data", {"value": f"{value:.9g}"}, shown.replace("-", "−"))


def share(part: float) -> str:
    """Return a part of the whole as SVG takes it: "37.5%"."""
    return f"{100 * part:.2f}".rstrip("0").rstrip(".") + "%"


def _attribute(name: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    text = value if isinstance(value, str) else f"{value:g}"
    return f' {name}="{html.escape(visible(text))}"'
