"""Time stamps spread over several columns are read as the same times again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.moments.apart import take_apart
from lstmcast.data.moments.rows import read_row_times
from lstmcast.data.text.cells import code_texts
from lstmcast.data.text.table import Table
from lstmcast.errors import UsageError


def calendar(freq: str, style: str, phase: int = 0, time_of_day: int = 0) -> Calendar:
    return Calendar(
        frequency=Frequency.parse(freq), zone=None, style=style, phase=phase,
        time_of_day=time_of_day,
    )  # fmt: skip


LAYOUTS = {
    "one column": (("when",), calendar("D", "YYYY-MM-DD")),
    "one column of hours": (("when",), calendar("h", "YYYY-MM-DDThh:mm:ss")),
    "years": (("year",), calendar("YS", "YYYY")),
    "months": (("year", "month"), calendar("MS", "YYYY-MM")),
    "months, finest first": (("mo", "yr"), calendar("MS", "YYYY-MM")),
    "month ends": (("year", "month", "day"), calendar("ME", "YYYY-MM-DD")),
    "days": (("Year", "Month", "Day"), calendar("D", "YYYY-MM-DD")),
    "days of the year": (("year", "doy"), calendar("D", "YYYY-MM-DD")),
    "quarters": (("year", "quarter"), calendar("QS", "YYYY-MM-DD")),
    "ISO weeks": (("year", "week"), calendar("W-MON", "YYYY-MM-DD")),
    "hours": (("year", "month", "day", "hour"), calendar("h", "YYYY-MM-DD hh:mm")),
    "seconds": (
        ("year", "month", "day", "hour", "minute", "second"),
        calendar("10s", "YYYY-MM-DD hh:mm:ss"),
    ),
    "a date and an hour": (("date", "hour"), calendar("h", "YYYY-MM-DD hh:mm")),
    "a date, an hour, a minute": (("date", "hr", "min"), calendar("15min", "YYYY-MM-DD hh:mm")),
    "a date and a clock": (("date", "time"), calendar("15min", "YYYY-MM-DD hh:mm")),
    "days that begin at six": (
        ("date", "time"),
        calendar("D", "YYYY-MM-DD hh:mm", time_of_day=6 * 3600),
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=25)
@given(first=st.integers(-3000, 30_000))
def test_times_are_read_again(layout: str, first: int) -> None:
    columns, grid = LAYOUTS[layout]
    if grid.frequency.unit in {"month", "quarter", "year", "week"}:
        first //= 30  # decades before and after 1970, not millennia
    ordinals = np.arange(first, first + 40)
    cells = take_apart(grid.format(ordinals), columns)
    assert tuple(cells) == columns
    table = Table(
        name="x.csv",
        columns={name: code_texts(texts) for name, texts in cells.items()},
        lines=np.arange(2, 42),
    )
    times = read_row_times(table, columns, day_first=None, calendar=grid)
    wall = times.stamps.wall[times.codes]
    again, fits = grid.ordinals(wall, wall)
    assert fits.all()
    np.testing.assert_array_equal(again, ordinals)


def test_an_offset_stays_with_the_clock() -> None:
    texts = ["2024-10-27 02:00+02:00", "2024-10-27 02:00+01:00"]
    assert take_apart(texts, ("date", "time")) == {
        "date": ["2024-10-27", "2024-10-27"],
        "time": ["02:00+02:00", "02:00+01:00"],
    }


def test_a_week_goes_with_the_year_of_its_thursday() -> None:
    assert take_apart(["2024-12-30", "2021-01-01"], ("year", "week")) == {
        "year": ["2025", "2020"],
        "week": ["1", "53"],
    }


def test_columns_of_another_kind_are_refused() -> None:
    with pytest.raises(UsageError, match="cannot be spread over the columns weekday, date, time"):
        take_apart(["2024-01-01 00:00"], ("weekday", "date", "time"))
