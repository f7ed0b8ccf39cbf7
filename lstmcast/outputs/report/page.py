"""The page as one file: head, parts, numbers and script; nothing is fetched from anywhere.

A content security policy forbids all that the page does not bring along: styles and scripts are
allowed by their hash, everything else is not.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import numpy as np

from lstmcast.outputs.report.content import ReportPage
from lstmcast.outputs.report.coverage_section import check_coverage
from lstmcast.outputs.report.elements import Html, element, joined
from lstmcast.outputs.report.embedding import embedded
from lstmcast.outputs.report.ending import list_problems, tell_provenance
from lstmcast.outputs.report.insight_section import show_insight
from lstmcast.outputs.report.opening import open_page
from lstmcast.outputs.report.ranking import rank
from lstmcast.outputs.report.residual_section import check_residuals
from lstmcast.outputs.report.section import Section
from lstmcast.outputs.report.series_section import show_series
from lstmcast.outputs.report.steps_section import compare_steps


def render_report(page: ReportPage) -> bytes:
    """Return the report as one HTML file in UTF-8, the same bytes for the same page."""
    sections = [
        open_page(page),
        rank(page.scores),
        show_series(page),
        compare_steps(page.scores),
        check_coverage(page),
        check_residuals(page),
        *([] if page.insight is None else [show_insight(page.insight)]),
        list_problems(page.notes),
        tell_provenance(page.provenance),
    ]
    style, script = _resource("report.css"), _resource("report.js")
    body = [
        element("a", {"class": "skip", "href": "#main"}, "Skip to the report"),
        _header(page, sections),
        element("main", {"id": "main"}, *map(_part, sections)),
        element("footer", {}, element("p", {}, "Made by lstmcast. This page needs no network.")),
        embedded("metrics", page.metrics),
        embedded("charts", _chart_values(page, sections)),
        element("script", {}, Html(script)),
    ]
    document = joined(
        [
            Html("<!DOCTYPE html>\n"),
            element("html", {"lang": "en"}, _head(page, style, script), element("body", {}, *body)),
            Html("\n"),
        ]
    )
    return document.encode(errors="backslashreplace")


def _head(page: ReportPage, style: str, script: str) -> Html:
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_fingerprint(style)}'",
            f"script-src '{_fingerprint(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    return element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("title", {}, f"{page.title} – forecast report"),
        element("style", {}, Html(style)),
    )


def _header(page: ReportPage, sections: Sequence[Section]) -> Html:
    links = [
        element("li", {}, element("a", {"href": f"#{each.name}"}, each.title)) for each in sections
    ]
    return element(
        "header",
        {},
        element("p", {"class": "kind"}, "Forecast report"),
        element("h1", {}, page.title),
        element("nav", {"aria-label": "Contents"}, element("ol", {}, *links)),
    )


def _part(section: Section) -> Html:
    heading = f"{section.name}-heading"
    return element(
        "section",
        {"id": section.name, "aria-labelledby": heading},
        element("h2", {"id": heading}, section.title),
        section.body,
    )


def _chart_values(page: ReportPage, sections: Sequence[Section]) -> dict[str, Any]:
    """Return the numbers of all charts, and the time stamps that they share."""
    charts = [chart for part in sections for chart in part.charts]
    needed = [
        np.arange(each.readings.start, each.readings.start + each.readings.steps)
        for each in charts
        if each.readings.start is not None
    ]
    ordinals = np.unique(np.concatenate(needed)) if needed else np.empty(0, dtype=np.int64)
    stamps = page.record.data.calendar.format(ordinals)
    starts = np.flatnonzero(np.diff(ordinals, prepend=ordinals[:1] - 2) > 1).tolist()
    runs = zip(starts, [*starts[1:], len(stamps)], strict=True)
    times = [{"from": int(ordinals[a]), "stamps": stamps[a:b]} for a, b in runs]
    return {"charts": {each.name: each.readings for each in charts}, "times": times}


def _fingerprint(text: str) -> str:
    """Return the hash by which a content security policy knows an element's text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _resource(name: str) -> str:
    return (files("lstmcast.outputs.report") / name).read_text(encoding="utf-8")
