"""What strokes and areas mean, above the charts that use them."""

from __future__ import annotations

from collections.abc import Sequence

from lstmcast.outputs.report.elements import Html, element


def legend(entries: Sequence[tuple[str, str]]) -> Html:
    """Return a list of (class of the stroke or area, text)."""
    swatch = {"class": "swatch", "aria-hidden": "true", "viewBox": "0 0 24 12"}
    items = [
        element("li", {}, element("svg", swatch, _shape(kind)), text) for kind, text in entries
    ]
    return element("ul", {"class": "legend"}, *items)


def _shape(kind: str) -> Html:
    if kind.startswith("band"):
        return element("rect", {"class": kind, "width": 24, "height": 12})
    upright = kind.startswith("rule")
    return element("path", {"class": kind, "d": "M12 0V12" if upright else "M1 6H23"})
