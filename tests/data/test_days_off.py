"""Rows on days that are not worked on: a few are left out where the week is settled."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from csvtext import Load, codes, table, times_of

from lstmcast.data.expected import Expected
from lstmcast.data.load import LoadedData
from lstmcast.errors import DataError

SUNDAY = "2024-03-10"
DAYS = [str(day.date()) for day in pd.date_range("2024-01-01", periods=84)]
MONDAY_TO_SATURDAY = [day for day in DAYS if pd.Timestamp(day).day_of_week != 6]
MONDAY_TO_FRIDAY = [day for day in MONDAY_TO_SATURDAY if pd.Timestamp(day).day_of_week != 5]
WITH_SUNDAY = sorted([*MONDAY_TO_SATURDAY, SUNDAY])
PRICES = "ds,y,price\n" + "".join(f"{day},1,9\n" for day in MONDAY_TO_FRIDAY)


def model(data: LoadedData) -> Expected:
    return Expected(roles=data.roles, calendar=data.series.calendar, reading=data.reading)


def remark(data: LoadedData, level: str = "warning") -> str:
    [note] = [note for note in data.notes if note.code == "days-off"]
    assert note.level == level
    return note.text


def test_one_sunday_does_not_stop_a_model(load: Load) -> None:
    values = np.arange(len(WITH_SUNDAY))
    trained = model(load(table(MONDAY_TO_SATURDAY)))
    data = load(table(WITH_SUNDAY, values), expected=trained)
    assert times_of(data) == MONDAY_TO_SATURDAY
    assert WITH_SUNDAY.index(SUNDAY) not in data.series.values
    assert remark(data) == (
        "1 row on a day that is not worked on (1bd-mon-sat) was left out; first: sales.csv, "
        "line 62, column 'ds': '2024-03-10'"
    )


def test_a_week_that_is_asked_for_leaves_the_others_out(load: Load) -> None:
    data = load(table(WITH_SUNDAY), weekmask="Mon-Sat")
    assert times_of(data) == MONDAY_TO_SATURDAY
    assert remark(data).startswith("1 row on a day")
    every = load(table(DAYS), weekmask="Mon-Sat")
    assert times_of(every) == MONDAY_TO_SATURDAY
    assert remark(every).startswith("12 rows on days that are not worked on (1bd-mon-sat) were")


def test_where_the_week_is_found_a_slip_is_refused_with_both_ways_out(load: Load) -> None:
    rows = sorted([*MONDAY_TO_FRIDAY, "2024-03-09"])
    with pytest.raises(DataError, match=r"'2024-03-09' is not on the grid .* \(1bd\)") as caught:
        load(table(rows))
    assert "--weekmask Mon-Fri" in (caught.value.hint or "")
    assert times_of(load(table(rows), weekmask="Mon-Fri")) == MONDAY_TO_FRIDAY
    assert "2024-03-09" in times_of(load(table(rows), freq="1d"))


def test_many_such_rows_are_another_week(load: Load) -> None:
    trained = model(load(table(MONDAY_TO_FRIDAY)))
    with pytest.raises(DataError, match=r"'2024-01-06' is not on the model's grid .*23 more"):
        load(table(DAYS), expected=trained)


def test_no_series_is_left_out_as_a_whole(load: Load) -> None:
    rows = "".join(f"a,{day},1\n" for day in MONDAY_TO_SATURDAY) + f"b,{SUNDAY},2\n"
    with pytest.raises(DataError, match=f"'{SUNDAY}' is not on the grid of --freq 1bd-mon-sat"):
        load("id,ds,y\n" + rows, weekmask="Mon-Sat")


def test_rows_to_come_may_be_of_all_days(load: Load) -> None:
    ahead = [str(day.date()) for day in pd.date_range("2024-03-25", periods=14)]
    rows = "".join(f"{day},{row}\n" for row, day in enumerate(ahead))
    data = load(PRICES, known=("price",), future="ds,price\n" + rows)
    assert data.series.covariates is not None
    prices = data.series.covariates.series(0).ravel()
    assert prices[len(MONDAY_TO_FRIDAY) :].tolist() == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]
    assert remark(data, "info").startswith("4 rows on days that are not worked on (1bd) were")
    assert "days-off" not in codes(load(PRICES, known=("price",)))


def test_days_with_gaps_on_most_sundays_are_told_of_the_week(load: Load) -> None:
    said = "; hardly any value is on a Sunday: --weekmask Mon-Sat leaves such days out"
    data = load(table(WITH_SUNDAY))
    assert str(data.series.calendar.frequency) == "1d"
    [gaps] = [note.text for note in data.notes if note.code == "gaps"]
    assert gaps.endswith(said)
    assert times_of(load(table(WITH_SUNDAY), weekmask="Mon-Sat")) == MONDAY_TO_SATURDAY
    for holes in (DAYS[:20] + DAYS[23:], sorted({*WITH_SUNDAY, *DAYS[::3]}), WITH_SUNDAY[-25:]):
        [gaps] = [note.text for note in load(table(holes)).notes if note.code == "gaps"]
        assert "--weekmask" not in gaps
