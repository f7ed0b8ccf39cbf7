"""The page in a real browser: no errors, no requests, values under the pointer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from browser import visit
from pages import make_page, make_record, panel

from lstmcast.outputs.report.content import ReportPage
from lstmcast.outputs.report.page import render_report


@pytest.fixture(scope="module")
def page() -> ReportPage:
    labels = ["first", "second", "<b>third</b>", "fourth" + 90 * "h", "fifth", "sixth"]
    return make_page(make_record(panel(96, 120, 110, 70, 100, 90, labels=labels)))


@pytest.fixture(scope="module")
def content(page: ReportPage) -> bytes:
    return render_report(page)


def plain_numbers(text: str) -> list[float]:
    """Return the numbers of "−3.1 … 12 345.0"."""
    parts = text.replace("\xa0", "").replace("−", "-").split(" … ")
    return [float(part) for part in parts]


def test_hovering_shows_what_was_forecast_and_what_followed(
    page: ReportPage, content: bytes, tmp_path: Path
) -> None:
    record = page.record
    row, series, horizon = len(record) - 6, int(record.series[-6]), record.horizon
    ahead, steps = page.ahead, int(record.data.lengths[series]) + horizon
    assert ahead is not None
    inside, beyond = int(record.cutoffs[row]) + 2, steps - 1  # the whole history is shown
    name = f"series-{series}"
    findings = visit(
        content,
        tmp_path,
        f"""
        for (const more of document.querySelectorAll("select")) {{
          more.value = [...more.options].findIndex((each) => each.text.startsWith("first"));
          more.dispatchEvent(new Event("change"));
        }}
        done.past = point("{name}", {(5 + 0.5) / steps});
        done.inside = point("{name}", {(inside + 0.5) / steps});
        done.beyond = point("{name}", {(beyond + 0.5) / steps});
        """,
    )
    assert findings["errors"] == []
    assert findings["requests"] == []
    stamps = record.data.calendar.format(record.data.starts[series] + np.array([5, inside, beyond]))
    assert [findings[key]["title"] for key in ("past", "inside", "beyond")] == stamps
    assert set(findings["past"]["values"]) == {"observed"}
    seen = {key: plain_numbers(text) for key, text in findings["inside"]["values"].items()
            if key != "known until"}  # fmt: skip
    made = record.forecast
    expected = {
        "observed": [record.actual[row, 2]],
        "forecast": [made.point[row, 2]],
        "80 %": [made.lower[0, row, 2], made.upper[0, row, 2]],
        "95 %": [made.lower[1, row, 2], made.upper[1, row, 2]],
    }
    assert set(seen) == set(expected)
    for key, values in expected.items():
        assert seen[key] == pytest.approx(values, abs=0.051), key
    until = record.data.calendar.format(record.data.starts[[series]] + record.cutoffs[[row]] - 1)
    assert findings["inside"]["values"]["known until"] == until[0]
    assert "observed" not in findings["beyond"]["values"]
    last = plain_numbers(findings["beyond"]["values"]["forecast"])
    assert last == pytest.approx([ahead.point[series, -1]], abs=0.051)


def test_the_keyboard_reads_every_chart(content: bytes, tmp_path: Path) -> None:
    findings = visit(
        content,
        tmp_path,
        """
        done.read = {};
        for (const each of document.querySelectorAll("[data-chart]")) {
          const name = each.dataset.chart;
          done.read[name] = ["End", "ArrowLeft", "Home", "PageUp", "ArrowRight"].map((key) => {
            press(name, key);
            return reader(name).getAttribute("aria-valuetext");
          });
          press(name, "Escape");
          done.read[name].push(tip(name));
        }
        const slider = reader("error-by-step");
        done.slider = ["role", "tabindex", "aria-label", "aria-valuemax"].map(
          (name) => slider.getAttribute(name));
        """,
    )
    assert findings["errors"] == []
    read = findings["read"]
    assert {"error-by-step", "coverage-diagram", "coverage-by-step", "bias", "spread", "gate-0",
            "state-0"} <= set(read)  # fmt: skip
    for name, (*texts, last) in read.items():
        assert all(text and "NaN" not in text and "undefined" not in text for text in texts), name
        assert last is None
    assert read["error-by-step"][0].startswith("step 6: LSTM ")
    assert read["error-by-step"][1].startswith("step 5: ")
    assert read["error-by-step"][2].startswith("step 1: ")
    assert read["gate-0"][2] == "2001-01-01: forget gate 0.200"
    role, place, label, highest = findings["slider"]
    assert (role, place, highest) == ("slider", "0", "5")
    assert label.startswith("Values of: ")


def test_tiny_numbers_and_immense_bounds_can_be_read(tmp_path: Path) -> None:
    data = panel(60)
    record = make_record(replace(data, values=1e-30 * data.values))
    wide = np.ones((2, 1, 1))
    wild = replace(
        record.forecast,
        point=record.actual,
        lower=0 * wide * record.actual,
        upper=wide * np.full_like(record.actual, 1e300),
    )
    page = replace(make_page(replace(record, forecast=wild)), ahead=None)
    findings = visit(render_report(page), tmp_path, 'done.end = point("series-0", 0.999);')
    assert findings["errors"] == []
    values = findings["end"]["values"]
    assert float(values["observed"]) == pytest.approx(record.actual[-1, -1], rel=0.01, abs=0)
    assert values["80 %"] == values["95 %"] == "0 … –"


def test_one_of_many_series_is_shown_at_a_time(content: bytes, tmp_path: Path) -> None:
    findings = visit(
        content,
        tmp_path,
        """
        const figures = () => [...document.querySelectorAll("#series figure")]
          .filter((each) => each.checkVisibility())
          .map((each) => each.querySelector("h3").textContent);
        const select = document.querySelector("#series select");
        done.options = [...select.options].map((each) => each.text);
        done.first = figures();
        select.selectedIndex = 2;
        select.dispatchEvent(new Event("change"));
        done.second = figures();
        done.named = document.querySelector("#series label").control === select;
        """,
    )
    assert findings["errors"] == []
    assert len(findings["options"]) == 3
    assert [len(findings["first"]), len(findings["second"])] == [4, 4]
    assert findings["first"][:3] == findings["second"][:3]
    assert findings["first"][3] == findings["options"][0]
    assert findings["second"][3] == findings["options"][2]
    assert findings["named"]


def test_values_are_offered_as_a_table(page: ReportPage, content: bytes, tmp_path: Path) -> None:
    findings = visit(
        content,
        tmp_path,
        """
        const folded = document.querySelector("#series figure details");
        folded.open = true;
        folded.dispatchEvent(new Event("toggle"));
        done.rows = [...folded.querySelectorAll("tr")].map((row) =>
          [...row.children].map((cell) => cell.textContent));
        done.scopes = [...folded.querySelectorAll("th")].every((cell) => cell.scope);
        """,
    )
    assert findings["errors"] == []
    head, *rows = findings["rows"]
    assert head == ["", "observed", "forecast", "80 %", "95 %"]
    assert len(rows) == page.record.horizon * 4  # three windows and what is ahead
    assert [row[1] for row in rows[-page.record.horizon :]] == [""] * page.record.horizon
    assert findings["scopes"]


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_no_page_is_wider_than_the_window(content: bytes, tmp_path: Path, width: int) -> None:
    findings = visit(content, tmp_path, width=width)
    assert findings["errors"] == []
    assert findings["width"] == width
    assert findings["needed"] <= width


def test_faults_are_seen(content: bytes, tmp_path: Path) -> None:
    """A test that sees nothing forbids nothing."""
    picture = b'<img src="https://example.org/pixel.png" alt="">'
    findings = visit(content.replace(b"<main", picture + b"<main", 1), tmp_path)
    assert any("img-src" in error for error in findings["errors"])
