"""Conditions on forecasts: what is understood, and that nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.condition import Condition, read_condition, read_conditions
from lstmcast.errors import UsageError
from lstmcast.settings import resolve

#: As typed: quantile, comparison, threshold, and how it is told.
UNDERSTOOD = {
    "hi-90 > 95": (0.95, ">", 95.0, "hi-90 > 95"),
    "lo-80<=-3.5": (0.1, "<=", -3.5, "lo-80 <= -3.5"),
    " FORECAST >= 1E3 ": (None, ">=", 1000.0, "forecast >= 1e3"),
    "p10 < .5": (0.1, "<", 0.5, "p10 < .5"),
    "p99.9 > +7": (0.999, ">", 7.0, "p99.9 > +7"),
    "hi-99.5 > 0": (0.9975, ">", 0.0, "hi-99.5 > 0"),
    "P50 > 5.": (0.5, ">", 5.0, "p50 > 5."),
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_conditions_as_people_write_them(text: str) -> None:
    condition = read_condition(text)
    assert condition is not None
    quantile, comparison, threshold, told = UNDERSTOOD[text]
    assert condition.quantile == pytest.approx(quantile)
    assert (condition.comparison, condition.threshold) == (comparison, threshold)
    assert condition.text == told
    assert read_condition(told) == condition


@pytest.mark.parametrize(
    "text",
    ["", "hi-90", "> 95", "hi-90 95", "hi-90 == 95", "hi-90 != 95", "hi-90 => 95", "hi 90 > 95",
     "hi90 > 95", "hi-0 > 1", "hi-100 > 1", "p0 < 1", "p100 < 1", "p-1 < 1", "lo-90 > nan",
     "lo-90 > inf", "lo-90 > 1e999", "hi-90 > 1,5", "hi-90 > 0x10", "hi-90 > 1_000", "value > 1",
     "hi-90 > lo-80", "hi-90 > 95 or 1", "hi-90 > 95; exit()", "hi-90 > ٣", "__import__('os') > 1",
     "1 > hi-90", "hi-90 > --1", "hi-90 >> 1", "hi-90 > 95\n> 3"],
)  # fmt: skip
def test_nothing_else_is_understood(text: str) -> None:
    assert read_condition(text) is None
    with pytest.raises(UsageError, match="is no condition"):
        read_conditions([text])


@given(st.text(alphabet="hilopforecast-<>=.0123456789e+ ", max_size=14))
def test_what_is_understood_is_understood_again(text: str) -> None:
    condition = read_condition(text)
    assert condition is None or read_condition(condition.text) == condition


def test_a_condition_counts_once() -> None:
    assert [c.text for c in read_conditions(["p10<5", "hi-90 > 1", "p10 < 5"])] == [
        "p10 < 5",
        "hi-90 > 1",
    ]


def test_sides() -> None:
    condition = read_condition("p10 >= 5")
    assert isinstance(condition, Condition)
    assert condition.rises
    assert not condition.strict


def test_settings_take_conditions_and_say_where_a_wrong_one_is(tmp_path: Path) -> None:
    toml = tmp_path / "lstmcast.toml"
    toml.write_text('[alert]\nwhen = ["hi-90 > 95", "p10 < 2"]\nfail = true\n')
    assert resolve({}, {}, toml).alert.when == ("hi-90 > 95", "p10 < 2")
    assert resolve({"when": ["hi-90 > 95,p10 < 2", "p5<1"]}, {}, None).alert.when == (
        "hi-90 > 95",
        "p10 < 2",
        "p5<1",
    )
    assert resolve({}, {"LSTMCAST_FAIL": "yes"}, None).alert.fail
    toml.write_text('[alert]\nwhen = ["hi90 > 95"]\n')
    with pytest.raises(UsageError, match=r"line 2: \[alert\] when must be conditions such as"):
        resolve({}, {}, toml)
    with pytest.raises(UsageError, match="--when must be conditions"):
        resolve({"when": ["import os"]}, {}, None)
