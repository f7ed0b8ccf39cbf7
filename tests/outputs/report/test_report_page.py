from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from markup import Node, read_page
from pages import make_page, make_record, panel

from lstmcast.data.series import SeriesSet
from lstmcast.outputs.report.content import ReportPage
from lstmcast.outputs.report.page import render_report

NAN = float("nan")


@pytest.fixture(scope="module")
def page() -> ReportPage:
    return make_page(make_record(panel(96, 120, 110, 70, 100)))


@pytest.fixture(scope="module")
def content(page: ReportPage) -> bytes:
    return render_report(page)


@pytest.fixture(scope="module")
def tree(content: bytes) -> Node:
    return read_page(content)


def figures(document: Any) -> Iterator[float]:
    """Yield every number of a document."""
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        for item in document:
            yield from figures(item)
    elif isinstance(document, int | float):
        yield float(document)


def rows_of(table: Node) -> list[list[str]]:
    return [
        [cell.text for cell in row.children if isinstance(cell, Node)] for row in table.all("tr")
    ]


def table_called(tree: Node, start: str) -> Node:
    (found,) = (t for t in tree.all("table") if t.all("caption")[0].text.startswith(start))
    return found


def test_same_page_same_bytes(page: ReportPage, content: bytes) -> None:
    assert render_report(page) == content


def test_all_parts_are_there(tree: Node) -> None:
    assert [section.attributes["id"] for section in tree.all("section")] == [
        "summary", "skill", "series", "steps", "coverage", "residuals", "insight", "data",
        "provenance",
    ]  # fmt: skip
    links = [link.attributes["href"] for link in tree.all("nav")[0].all("a")]
    assert links == [f"#{section.attributes['id']}" for section in tree.all("section")]


def test_without_an_insight_there_is_no_part_for_it(page: ReportPage) -> None:
    tree = read_page(render_report(replace(page, insight=None, ahead=None)))
    assert "insight" not in [section.attributes["id"] for section in tree.all("section")]
    assert "end of the data" not in tree.all("main")[0].text


def test_nothing_is_fetched_and_nothing_runs_but_what_is_listed(tree: Node) -> None:
    for node in tree.walk():
        assert node.name not in {"img", "iframe", "object", "embed", "link", "base", "form"}
        assert not any(name.startswith("on") or name == "style" for name in node.attributes)
        assert not {"src", "srcset", "action", "xlink:href"} & set(node.attributes)
        assert (node.attributes.get("href") or "#").startswith("#")
    text = "".join(node.text for node in tree.all("style", "script"))
    assert not re.search(r"https?:|//[a-z]|url\(|@import|import\(|fetch\(|XMLHttp", text)


def test_the_policy_allows_the_script_and_the_style_and_nothing_else(tree: Node) -> None:
    (policy,) = (
        node.attributes["content"] or ""
        for node in tree.all("meta")
        if node.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    (style,) = tree.all("style")
    (script,) = (node for node in tree.all("script") if "type" not in node.attributes)
    for rule, node in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(node.text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert len(rules) == 5


def test_the_character_set_and_the_policy_come_first(tree: Node) -> None:
    first, second = tree.all("head")[0].all("meta")[:2]
    assert first.attributes == {"charset": "utf-8"}
    assert second.attributes["http-equiv"] == "Content-Security-Policy"


def test_headings_have_an_order(tree: Node) -> None:
    levels = [int(node.name[1]) for node in tree.walk() if re.fullmatch(r"h\d", node.name)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_everything_has_a_name(tree: Node) -> None:
    names = [node.attributes["id"] for node in tree.walk() if "id" in node.attributes]
    assert len(set(names)) == len(names)
    for node in tree.walk():
        for name in (node.attributes.get("aria-labelledby") or "").split():
            assert tree.one(name).text
    for picture in tree.all("svg"):
        if picture.attributes.get("role") == "img":
            title, description = (node.text for node in picture.children[:2])  # type: ignore[union-attr]
            assert title
            assert description
        else:
            hidden = picture.attributes.get("aria-hidden") == "true"
            assert hidden or picture.has_class("stretched")
    assert [len(tree.all(name)) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert tree.all("html")[0].attributes["lang"] == "en"


def test_tables_say_what_they_are(tree: Node) -> None:
    for table in tree.all("table"):
        assert table.all("caption")[0].text
        head, *body = table.all("tr")
        assert {cell.attributes.get("scope") for cell in head.all("th", "td")} == {"col"}
        for row in body:
            assert [cell.attributes.get("scope") for cell in row.all("th")] == ["row"]
            assert len(row.all("th", "td")) == len(head.all("th", "td"))


def test_the_numbers_are_kept_for_programs(page: ReportPage, tree: Node) -> None:
    document = json.loads(tree.one("metrics").text)
    assert document == json.loads(json.dumps(page.metrics))


def test_every_figure_of_a_table_is_one_of_the_metrics(page: ReportPage, tree: Node) -> None:
    known = np.array(sorted({*figures(page.metrics)}))
    parts = [tree.one(name) for name in ("skill", "series", "steps", "coverage")]
    shown = [float(node.attributes["value"] or "") for part in parts for node in part.all("data")]
    assert len(shown) > 100
    for value in shown:
        assert np.isclose(known, value, rtol=1e-8, atol=0).any(), value


def test_the_skill_table_says_what_the_scores_say(page: ReportPage, tree: Node) -> None:
    head, *body = rows_of(table_called(tree, "Skill and errors"))
    assert head[:4] == [
        "forecaster",
        "skill",
        "95 % interval".replace(" %", "\xa0%"),
        "worse – better",
    ]
    assert [row[0].split()[0] for row in body] == ["LSTM", "seasonal", "naive"]
    assert body[0][0] == "LSTM best"
    for row, standing in zip(body, page.scores.standings, strict=True):
        assert standing.skill is not None
        shown = row[1].replace("\xa0%", "").replace("−", "-")
        assert int(shown) == round(100 * standing.skill)
        assert float(row[head.index("MASE")]) == pytest.approx(standing.scores.mase, abs=6e-3)


def test_facts_and_notes(tree: Node) -> None:
    names = [node.text for node in tree.one("summary").all("dt")]
    assert names == ["data", "season"]
    notes = [node.text for node in tree.one("data").all("li")]
    assert notes == ["Warning: 3 values lack", "Note: rows were sorted"]
    assert "lstmcast report sales.csv" in tree.one("provenance").all("code")[0].text


def test_names_from_files_are_text() -> None:
    labels = ["<script>alert(1)</script>", "a&b", 'quo"te', "line\nbreak", "١٢ مرحبا"]
    record = make_record(panel(60, 60, 60, 60, 60, labels=labels))
    content = render_report(make_page(record, title="</title><script>alert(2)</script>.csv"))
    assert b"<script>alert" not in content
    tree = read_page(content)
    headings = [node.text for node in tree.one("series").all("h3")]
    assert any(text.startswith("<script>alert(1)</script>") for text in headings)
    assert any(text.startswith("line\\nbreak") for text in headings)
    assert tree.all("title")[0].text == "</title><script>alert(2)</script>.csv – forecast report"


@pytest.mark.parametrize("horizon", [8, 24, 48])
def test_fifty_series_and_five_windows_stay_below_a_megabyte(horizon: int) -> None:
    data = panel(*[700] * 50)
    record = make_record(data, horizon=horizon, folds=5)
    content = render_report(make_page(record))
    assert len(content) < 1_000_000
    charts = json.loads(read_page(content).one("charts").text)["charts"]
    assert sum(name.startswith("series-") for name in charts) == 50


def test_of_many_series_some_are_shown() -> None:
    record = make_record(panel(*[40] * 60), folds=1)
    tree = read_page(render_report(make_page(record)))
    assert "50 of 60 series have a chart" in tree.one("series").text
    assert len(tree.one("series").all("figure")) == 50


def changed(data: SeriesSet, scale: float, shift: float) -> SeriesSet:
    return replace(data, values=scale * data.values + shift)


def with_gaps(data: SeriesSet) -> SeriesSet:
    values = data.values.copy()
    values[np.arange(5, len(values), 7)] = NAN
    return replace(data, values=values)


@pytest.mark.parametrize(
    "data",
    [
        changed(panel(96, 80), 0.0, 3.0),
        changed(panel(96, 80), 0.0, 0.0),
        changed(panel(96, 80), 1e250, 0.0),
        changed(panel(96, 80), 1e-250, 0.0),
        changed(panel(96, 80), 1e-3, 1e9),
        with_gaps(panel(96, 80)),
        panel(19),
    ],
    ids=["constant", "zero", "huge", "tiny", "level", "gaps", "short"],
)
def test_odd_data_make_a_page_too(data: SeriesSet) -> None:
    tree = read_page(render_report(make_page(make_record(data, folds=2))))
    for picture in tree.all("path", "line", "circle", "rect"):
        assert not re.search(r"nan|inf|e[+-]?\d", str(picture.attributes.values()))


def test_nothing_followed() -> None:
    record = make_record(panel(60, 70), folds=1)
    record = replace(record, actual=np.full_like(record.actual, NAN))
    tree = read_page(render_report(make_page(record)))
    assert "Cannot be compared" in tree.one("summary").text


def test_one_step_from_one_cutoff_without_intervals() -> None:
    record = make_record(panel(60, 70), horizon=1, folds=1)
    none = np.empty((0, *record.actual.shape))
    record = replace(record, forecast=replace(record.forecast, levels=(), lower=none, upper=none))
    page = make_page(record)
    assert page.ahead is not None
    tree = read_page(render_report(replace(page, ahead=None)))
    assert len(tree.one("steps").all("figure")) == 0
    assert len(tree.one("coverage").all("table")) == 0
