"""Ratios, means and goals of the benchmark of covariates."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from math import isnan, nan
from statistics import fmean
from typing import Any

import pytest
from rich.console import Console

from tests.benchmarks.covariates.comparing import absolute_errors, compare_errors, mean_by_series
from tests.benchmarks.covariates.results import Finding, Line, verdict
from tests.benchmarks.covariates.rolling import compare_backtests
from tests.benchmarks.covariates.table import markdown, remarks, terminal_table


def line(ratio: float, *, least: float | None = None, most: float | None = None) -> Line:
    return Line(name="x", measured=2 * ratio, reference=2.0, least=least, most=most)


def finding(*lines: Line) -> Finding:
    return Finding(title="set", unit="MAE", lines=lines, remarks=("took long",))


@pytest.mark.parametrize(
    ("least", "most", "met"),
    [
        (None, None, None),
        (None, 1.0, True),
        (None, 0.99, False),
        (1.0, None, True),
        (1.01, None, False),
        (0.9, 1.1, True),
        (1.05, 1.1, False),
        (0.9, 0.95, False),
    ],
)
def test_a_goal_is_met_at_its_bounds(
    least: float | None, most: float | None, met: bool | None
) -> None:
    assert line(1.0, least=least, most=most).met is met


def test_nothing_can_be_said_beside_a_reference_of_zero() -> None:
    of_nothing = Line(name="x", measured=1.0, reference=0.0, most=2.0)
    assert isnan(of_nothing.ratio)
    assert of_nothing.met is False


def test_errors_leave_out_steps_without_a_value() -> None:
    actual = {"a": [1.0, nan, 5.0], "b": [0.0, 0.0, 0.0]}
    made = {"a": [2.0, 9.0, 2.0], "b": [1.0, -1.0, 4.0]}
    assert absolute_errors(actual, made) == {"a": 2.0, "b": 2.0}


def test_a_missing_step_or_series_is_no_good_forecast() -> None:
    with pytest.raises(ValueError, match="shorter"):
        absolute_errors({"a": [1.0, 2.0]}, {"a": [1.0]})
    with pytest.raises(KeyError):
        absolute_errors({"a": [1.0]}, {})


def test_errors_are_means_over_seeds() -> None:
    assert mean_by_series([{"a": 1.0, "b": 4.0}, {"a": 3.0, "b": 4.0}]) == {"a": 2.0, "b": 4.0}


def test_series_of_all_levels_count_alike() -> None:
    found = compare_errors(
        {"small": 0.5, "large": 1100.0}, {"small": 1.0, "large": 1000.0},
        most_each=1.01, most_on_average=0.95,
    )  # fmt: skip
    assert [each.ratio for each in found] == pytest.approx([0.5, 1.1, 0.8])
    assert [each.met for each in found] == [True, False, True]
    assert found[-1].name == "mean of 2 ratios"


def backtested(*errors: float, first: str = "2014-12-24 23:30:00") -> dict[str, Any]:
    """Return the document of windows of a day each, and an only model."""
    start = datetime.fromisoformat(first)
    windows = [
        {"latest": str(start + timedelta(days=place)), "errors": {"LSTM": {"mae": error}}}
        for place, error in enumerate(errors)
    ]
    mean = fmean(errors)
    model = {"name": "LSTM", "scores": {"mae": mean, "mase": mean / 2, "bias": 0.0}}
    naive = {"name": "seasonal naive", "scores": {"mae": 9.0, "mase": 9.0}}
    return {"scores": {"standings": [model, naive], "by_cutoff": windows}}


def test_backtests_are_compared_with_that_without_covariates() -> None:
    documents = {"without": backtested(4.0), "one": backtested(3.0), "two": backtested(5.0)}
    found = compare_backtests(documents, {"one": 1.0})
    assert {each.name: each.ratio for each in found} == {
        "MAE, one": 0.75, "MASE, one": 0.75, "MAE, two": 1.25, "MASE, two": 1.25,
    }  # fmt: skip
    assert [each.met for each in found] == [True, None, None, None]


def test_windows_of_holidays_are_scored_by_themselves() -> None:
    documents = {"without": backtested(4.0, 2.0), "one": backtested(1.0, 5.0)}
    found = compare_backtests(documents, {}, frozenset({"2014-12-25", "2015-01-01"}))
    assert [(each.name, each.ratio) for each in found] == [
        ("MAE, one", 1.0),
        ("MASE, one", 1.0),
        ("MAE of 1 holidays, one", 0.25),
    ]


def test_what_was_missed_is_named() -> None:
    text = verdict([finding(line(1.0, most=0.95), line(0.9, most=0.95), line(5.0))])
    assert text == "1 of 2 goals were missed: set: x."
    assert verdict([finding(line(1.0, most=1.0))]) == "All 1 goals were met."
    assert verdict([finding(line(1.0))]) == "No goal was set."


def test_the_tables_say_the_same() -> None:
    found = [finding(line(0.75, most=0.95), line(1.2, least=0.9, most=1.1), line(1.0))]
    text = StringIO()
    Console(width=100, file=text).print(terminal_table(found))
    assert "…" not in text.getvalue()
    pasted = markdown(found)
    for cells in (["0.7500", "≤ 0.95", "yes"], ["1.2000", "0.9 to 1.1", "NO"]):
        for cell in cells:
            assert cell in text.getvalue()
        assert f"| {' | '.join(cells)} |" in pasted
    assert remarks(found) == ["set: MAE", "set: took long"]
    rows = [each for each in pasted.splitlines() if each.startswith("|")]
    assert len({each.count("|") for each in rows}) == 1


def test_a_finding_is_plain_data_with_its_ratios() -> None:
    [written] = finding(line(0.5, most=1.0)).to_dict()["lines"]
    assert (written["ratio"], written["met"]) == (0.5, True)
