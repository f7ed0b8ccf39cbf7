from __future__ import annotations

import math

import pytest

from lstmcast.outputs.figures import (
    ASCII,
    UNICODE,
    align,
    count,
    duration,
    glyphs_for,
    percent,
    sparkline,
)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([18.237, 6.4], ["18.24", "6.40"]),
        ([16.0, 51.2, 103.1], ["16.0", "51.2", "103.1"]),
        ([1234.5, 6.4], ["1234", "6"]),
        ([0.01234, 0.5, None], ["0.0123", "0.5000", ""]),
        ([0.0, 0.0], ["0.00", "0.00"]),
        ([1e12, 1.0], ["1.00e+12", "1.00e+00"]),
        ([], []),
    ],
)
def test_a_column_has_one_precision(values: list[float | None], texts: list[str]) -> None:
    assert align(values) == texts


def test_percent() -> None:
    assert percent(0.314) == "31 %"
    assert percent(0.314, sign=True) == "+31 %"
    assert percent(-0.2) == "−20 %"
    assert percent(-0.2, glyphs=ASCII) == "-20 %"
    assert percent(-0.001, sign=True) == "0 %"
    assert percent(None) == percent(math.nan) == ""


def test_count() -> None:
    assert count(1, "row") == "1 row"
    assert count(2, "row") == "2 rows"
    assert count(1234567, "row") == "1 234 567 rows"
    assert count(2, "series", "series") == "2 series"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.84, "0.8 s"), (42.4, "42 s"), (185, "3 min 5 s"), (7800, "2 h 10 min")],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_sparkline() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert sparkline([1, None, 2]) == "▁ █"
    assert sparkline([3, 3]) == "▄▄"
    assert sparkline([None, math.nan]) == ""
    assert len(sparkline([float(step) for step in range(1000)])) == 40


def test_characters_follow_the_encoding() -> None:
    assert glyphs_for("utf-8") is UNICODE
    assert [glyphs_for(name) for name in ("ascii", "latin-1", "no-such", None)] == [ASCII] * 4
