"""Alerts as a table for people and as entries for programs."""

from __future__ import annotations

import pytest
from printing import printed

from lstmcast.condition import read_conditions
from lstmcast.data.series import SeriesKey
from lstmcast.evaluation.alerts import Alert
from lstmcast.outputs.alerts import alert_table, said
from lstmcast.outputs.documents import plain
from lstmcast.outputs.figures import ASCII

[HIGH, LOW] = read_conditions(["hi-90 > 95", "p10 < 2"])


def alert(shop: str, *, target: str = "sales", low: bool = False) -> Alert:
    return Alert(
        key=SeriesKey((shop,), target),
        condition=LOW if low else HIGH,
        step=2,
        time="2024-06-01",
        value=96.5,
        chance=0.061,
        at_least=0.35,
        at_most=0.71,
    )


def test_no_alert_says_nothing() -> None:
    assert alert_table(()) == []


def test_the_table_says_who_what_when_and_how_likely() -> None:
    text = printed(*alert_table([alert("Ulm"), alert("Bonn\x1b[2J", low=True)], glyphs=ASCII))
    assert "Ulm          hi-90 > 95  2024-06-01          6 %  35-71 %" in text
    assert "Bonn\\x1b[2J" in text
    assert "more" not in text


def test_targets_are_told_apart_where_there_are_several() -> None:
    text = printed(*alert_table([alert("Ulm"), alert("Ulm", target="visits")]))
    assert "Ulm / sales" in text
    assert "Ulm / visits" in text


def test_nobody_reads_a_thousand_rows() -> None:
    text = printed(*alert_table([alert(f"shop {number}") for number in range(25)]))
    assert "shop 19" in text
    assert "shop 20" not in text
    assert "and 5 alerts more" in text


def test_programs_get_all_of_it() -> None:
    assert plain(alert("Ulm")) == {
        "ids": ["Ulm"],
        "target": "sales",
        "condition": "hi-90 > 95",
        "step": 2,
        "time": "2024-06-01",
        "value": 96.5,
        "probability": 0.061,
        "probability_anywhere": {"at_least": 0.35, "at_most": 0.71},
    }


@pytest.mark.parametrize(
    ("alerts", "text"),
    [([alert("a")], "1 series meets hi-90 > 95"),
     ([alert("a"), alert("a", low=True)], "1 series meets hi-90 > 95 or p10 < 2"),
     ([alert("a"), alert("b")], "2 series meet hi-90 > 95")],
)  # fmt: skip
def test_in_one_clause(alerts: list[Alert], text: str) -> None:
    assert said(alerts) == text
