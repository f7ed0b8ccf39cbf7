from __future__ import annotations

import numpy as np
import pytest

from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.outputs.report.dates import date_ticks, shortened, step_marks


def stamps(frequency: str, style: str, first: int, count: int) -> list[str]:
    calendar = Calendar(frequency=Frequency.parse(frequency), zone=None, style=style)
    return calendar.format(np.arange(first, first + count))


@pytest.mark.parametrize(
    ("frequency", "style", "first", "count", "texts"),
    [
        ("MS", "YYYY-MM-DD", -120, 96, ["1961", "1962", "1963", "1964", "1965", "1966", "1967"]),
        ("MS", "YYYY-MM", 0, 300, ["1975", "1980", "1985", "1990"]),
        ("QS", "YYYY-MM-DD", 0, 7, ["1970-04", "1970-07", "1970-10", "1971-01",
                                      "1971-04", "1971-07"]),
        ("D", "YYYY-MM-DD", 0, 70, ["1970-02", "1970-03"]),
        ("D", "YYYY-MM-DD", 0, 20, ["1970-01-02", "1970-01-09", "1970-01-16"]),
        ("h", "YYYY-MM-DD hh:mm", 0, 36, ["01-01 06 h", "01-01 12 h", "01-01 18 h", "01-02 00 h",
                                          "01-02 06 h"]),
        ("15min", "YYYY-MM-DDThh:mm", 0, 9, ["01-01 01 h", "01-01 02 h"]),
        ("YS", "YYYY", 0, 61, ["1970", "1980", "1990", "2000", "2010", "2020", "2030"]),
    ],
)  # fmt: skip
def test_the_first_stamp_of_a_round_part_has_a_name(
    frequency: str, style: str, first: int, count: int, texts: list[str]
) -> None:
    every = stamps(frequency, style, first, count)
    ticks = date_ticks(every)
    assert [text for _, text in ticks] == texts
    for place, text in ticks:
        assert every[place][:4] == text[:4] or text.endswith(" h")


def test_steps_are_round_numbers() -> None:
    assert date_ticks([str(step) for step in range(-3, 22)]) == [
        (3, "0"), (8, "5"), (13, "10"), (18, "15"), (23, "20"),
    ]  # fmt: skip
    assert date_ticks([]) == []
    assert date_ticks(["2020-01-01"]) == [(0, "2020-01-01")]


@pytest.mark.parametrize("count", [1, 2, 7, 8, 48, 200, 5000])
def test_there_are_never_too_many(count: int) -> None:
    for frequency, style in (("D", "YYYY-MM-DD"), ("h", "YYYY-MM-DD hh:mm"), ("MS", "YYYY-MM")):
        ticks = date_ticks(stamps(frequency, style, 7, count))
        assert 1 <= len(ticks) <= 8
        assert len(dict(ticks)) == len(ticks)
    assert 1 <= len(step_marks(count)) <= 17


def test_step_marks_begin_with_one() -> None:
    assert step_marks(3) == [(0, "1"), (1, "2"), (2, "3")]
    assert [text for _, text in step_marks(48)] == [
        "1", "5", "10", "15", "20", "25", "30", "35", "40", "45",
    ]  # fmt: skip


def test_what_all_stamps_end_with_is_left_out() -> None:
    assert shortened(["2024-05-01", "2024-06-01"]) == ["2024-05", "2024-06"]
    assert shortened(["2024-05-01 23:00", "2024-05-03 23:00"]) == ["2024-05-01", "2024-05-03"]
    assert shortened(["2024-05-01 23:00", "2024-05-01 22:00"]) == [
        "2024-05-01 23:00", "2024-05-01 22:00",
    ]  # fmt: skip
    assert shortened(["2024-05-01"]) == ["2024-05-01"]
