"""The table says what was measured, what was missed and what failed."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from tests.benchmarks.competitions.goals import GOALS, PUBLISHED
from tests.benchmarks.competitions.results import WAYS, Cost, Interval, Measure, Published, Row
from tests.benchmarks.competitions.table import markdown, remarks, terminal_table, verdict

_MEASURE = Measure(
    metric="MASE", value=0.8312, goal=0.825, naive=1.146, best=0.863, best_name="AutoTheta"
)
_INTERVALS = (
    Interval(level=80, coverage=0.85, score=4.0, naive_score=5.0, tolerance=4),
    Interval(level=95, coverage=0.96, score=9.0, naive_score=8.0, tolerance=4),
)
_ROW = Row(
    name="m3-monthly",
    title="M3 monthly",
    way="zero-shot",
    measures=(_MEASURE,),
    intervals=_INTERVALS,
    cost=Cost(seconds=12.4, processor_seconds=1234.5),
    published=(Published(name="Rival", metric="MASE", value=0.9, source="a paper"),),
)


def drawn(rows: list[Row]) -> str:
    text = StringIO()
    Console(width=100, file=text).print(terminal_table(rows))
    return text.getvalue()


def test_a_goal_is_met_at_its_value() -> None:
    assert _MEASURE.met is False
    assert replace(_MEASURE, value=0.825).met is True
    assert replace(_MEASURE, goal=None).met is None


def test_what_was_missed_is_named() -> None:
    text = verdict([_ROW])
    assert text.startswith("3 of 5 goals were missed")
    for name in ("MASE", "coverage 80 %", "interval score 95 %"):
        assert f"M3 monthly, zero-shot: {name}" in text


def test_a_bound_on_training_is_a_goal() -> None:
    row = replace(_ROW, measures=(), intervals=(), longest_training=600)
    assert verdict([row]) == "1 of 1 goals were missed: M3 monthly, zero-shot: processor seconds."
    cheap = replace(row, cost=Cost(seconds=1, processor_seconds=600))
    assert verdict([cheap]) == "All 1 goals were met."


def test_the_table_fits_a_hundred_columns() -> None:
    wide = replace(_ROW, title="single: M3 monthly", cost=Cost(seconds=5432, processor_seconds=9e4))
    text = drawn([wide, replace(wide, way="trained")])
    assert "…" not in text
    for cell in ("single: M3 monthly", "MASE 0.831", "0.825", "NO", "1.146", "0.863 AutoTheta",
                 "85.0!", "96.0 ", "0.80", "1.12!", "5432", "90000"):  # fmt: skip
        assert cell in text


def test_a_failure_is_a_row_and_a_remark() -> None:
    failed = Row(name="ett", title="ETTh1", way="trained", failure="lstmcast train ended with 5")
    assert "failed" in drawn([failed])
    assert "| ETTh1 | trained | failed |" in markdown([failed])
    assert remarks([failed]) == ["ETTh1, trained, failed: lstmcast train ended with 5"]
    assert verdict([failed]) == "All 0 goals were met."


def test_every_line_of_the_markdown_table_has_as_many_cells() -> None:
    failed = Row(name="ett", title="ETTh1", way="trained", failure="words")
    two = replace(_ROW, measures=(_MEASURE, replace(_MEASURE, metric="sMAPE")))
    table = [line for line in markdown([two, failed]).splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in table}) == 1
    assert "Rival 0.900 (a paper)" in table[2]
    assert "Rival" not in table[3]


def test_published_figures_are_said_once_for_a_set() -> None:
    said = remarks([_ROW, replace(_ROW, way="trained")])
    assert said == ["M3 monthly, published: Rival MASE 0.900 (a paper)"]


@pytest.mark.parametrize("name", GOALS)
def test_every_set_has_goals_for_both_ways(name: str) -> None:
    assert set(GOALS[name]) == set(WAYS)
    assert all(GOALS[name][way] for way in WAYS)


def test_published_figures_belong_to_sets() -> None:
    assert PUBLISHED.keys() <= GOALS.keys()
