"""Files of events: what is read of them, and what is said of bad ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_calendars import day_number

from lstmcast.data.notes import Note
from lstmcast.errors import DataError
from lstmcast.features.event_file import read_events
from lstmcast.features.events import Event, event_columns, event_days

Read = Callable[[str], tuple[tuple[Event, ...], tuple[Note, ...]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes ``events.csv`` and reads it."""

    def write_and_read(content: str) -> tuple[tuple[Event, ...], tuple[Note, ...]]:
        path = tmp_path / "events.csv"
        path.write_text(content)
        return read_events(str(path))

    return write_and_read


def test_dates_by_name_with_lead_and_lag(read: Read) -> None:
    events, notes = read(
        "name,date,lag,lead\n"
        "Sale,2024-05-02,,\n"
        "Easter,2024-03-31,1,2\n"
        "Easter,2023-04-09,1,2\n"
        "Easter,2024-03-31,,\n"  # once more, and without saying it all again
    )
    assert events == (
        Event(name="Easter", dates=("2023-04-09", "2024-03-31"), lead=2, lag=1),
        Event(name="Sale", dates=("2024-05-02",)),
    )
    assert notes == ()


@pytest.mark.parametrize(
    "content",
    [
        "date,name\n24.12.2024,Eve\n1.5.2024,May\n",
        "Date ; NAME\n2024-12-24;Eve\n2024-05-01;May\n",
        "date\tname\n20241224\tEve\n20240501\tMay\n",
        "date,name\n2024-12-24 00:00,Eve\n2024-05-01 00:00,May\n",
        "\ufeffdate,name\r\n\r\n24 Dec 2024,Eve\r\n1 May 2024,May\r\n",
    ],
)
def test_dates_as_data_files_have_them(read: Read, content: str) -> None:
    events, _ = read(content)
    assert {event.name: event.dates for event in events} == {
        "Eve": ("2024-12-24",),
        "May": ("2024-05-01",),
    }


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_means_nothing(
    tmp_path_factory: pytest.TempPathFactory, order: random.Random
) -> None:
    rows = ["2024-01-01,B,,2", "2023-01-01,A,1,", "2022-01-01,B,,", "2021-01-01,A,1,"]
    shuffled = order.sample(rows, len(rows))
    path = tmp_path_factory.mktemp("events") / "events.csv"
    found = []
    for lines in (rows, shuffled):
        path.write_text("\n".join(["date,name,lead,lag", *lines, ""]))
        found.append(read_events(str(path)))
    assert found[0] == found[1]


def test_days_may_come_before_months_or_after(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("date,name\n03/04/2024,Sale\n")
    with pytest.raises(DataError, match="may be day or month first") as caught:
        read_events(str(path))
    assert "--day-first" in str(caught.value.hint)
    assert read_events(str(path), day_first=True)[0][0].dates == ("2024-04-03",)
    assert read_events(str(path), day_first=False)[0][0].dates == ("2024-03-04",)


def test_what_is_not_used_is_said(read: Read) -> None:
    _, notes = read("date,name,leed,city\n2024-05-02,Sale,1,Bonn\n")
    assert [(note.code, note.text) for note in notes] == [
        ("unused-columns", "events.csv: not used: leed, city")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("ds,holiday\n2024-05-02,Sale\n", "events.csv has no column 'date'; it has ds, holiday"),
        ("date,lead\n2024-05-02,1\n", "events.csv has no column 'name'; it has date, lead"),
        ("date,name\n", "events.csv has a line of names but no rows of data"),
        ("", "events.csv is empty"),
        (
            "date,name\n2024-05-02,Sale\nsoon,Sale\n",
            "events.csv, line 3, column 'date': 'soon' is not a date or time",
        ),
        (
            "date,name\n2023-02-28,Leap\n2023-02-29,Leap\n",
            "events.csv, line 3, column 'date': '2023-02-29' does not exist as a date or time",
        ),
        (
            "date,name\n2024-05-02,Sale\n,Sale\n",
            "events.csv, line 3, column 'date': the time is missing",
        ),
        (
            "date,name\n2024-05-02,Sale\n2024-05-03 18:00,Sale\n",
            "events.csv, line 3, column 'date': '2024-05-03 18:00' has a time of day",
        ),
        (
            "date,name\n2024-05-02T00:00:00Z,Sale\n",
            "events.csv, line 2, column 'date': '2024-05-02T00:00:00Z' has a time of day",
        ),
        ("date,name\n2024-05,Sale\n", "events.csv, line 2, column 'date': '2024-05' is not a date"),
        ("date,name\n2024,Sale\n", "events.csv, line 2, column 'date': '2024' is not a date"),
        (
            "date,name\n1714608000,Sale\n",
            "events.csv, line 2, column 'date': '1714608000' is not a date",
        ),
        (
            "date,name\n2024-05-02,Sale\n2024-05-03, \n",
            "events.csv, line 3, column 'name': the event has no name",
        ),
        (
            "date,name,lead\n2024-05-02,Sale,-1\n",
            "events.csv, line 2, column 'lead': '-1' is not a number of days from 0 to 366",
        ),
        (
            "date,name,lag\n2024-05-02,Sale,1.5\n",
            "events.csv, line 2, column 'lag': '1.5' is not a number of days from 0 to 366",
        ),
        (
            "date,name,Lag\n2024-05-02,Sale,2 days\n",
            "events.csv, line 2, column 'Lag': '2 days' is not a number of days from 0 to 366",
        ),
        (
            "date,name,lag\n2024-05-02,Sale,367\n",
            "events.csv, line 2, column 'lag': '367' is not a number of days from 0 to 366",
        ),
        (
            "date,name,lag\n2024-05-02,Sale,3\n2024-06-02,Fair,1\n2024-06-03,Sale,2\n",
            "events.csv, line 4, column 'lag': 'Sale' has a lag of 2 here, but of 3 in line 2",
        ),
    ],
)
def test_bad_files(read: Read, content: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read(content)
    assert caught.value.message == message
    assert caught.value.hint is not None
    assert "--time" not in caught.value.hint  # there is no such choice here


def test_no_file() -> None:
    with pytest.raises(DataError, match=r"there is no file nowhere\.csv"):
        read_events("nowhere.csv")


def marked(event: Event) -> dict[str, list[str]]:
    return {
        tail: [str(day) for day in days.astype("datetime64[D]")] for tail, days in event_days(event)
    }


def test_columns_of_an_event_and_the_days_around_it() -> None:
    event = Event(name="Fair", dates=("2024-02-28", "2024-03-02"), lead=1, lag=2)
    assert event_columns([event]) == ("event Fair", "event Fair before", "event Fair after")
    assert marked(event) == {
        "": ["2024-02-28", "2024-03-02"],
        " before": ["2024-02-27", "2024-03-01"],
        " after": ["2024-02-29", "2024-03-01", "2024-03-03", "2024-03-04"],
    }
    plain = Event(name="Fair", dates=("2024-02-28",))
    assert event_columns([plain]) == ("event Fair",)


def test_days_of_an_event_are_none_around_it() -> None:
    event = Event(name="Fair", dates=("2024-05-01", "2024-05-02", "2024-05-03"), lead=2, lag=1)
    assert marked(event)[" before"] == ["2024-04-29", "2024-04-30"]
    assert marked(event)[" after"] == ["2024-05-04"]


@given(
    st.sets(st.integers(-3000, 30_000), min_size=1, max_size=8),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_marked_days_rise_and_lie_near(numbers: set[int], lead: int, lag: int) -> None:
    dates = tuple(str(day) for day in np.array(sorted(numbers)).astype("datetime64[D]"))
    event = Event(name="e", dates=dates, lead=lead, lag=lag)
    days = dict(event_days(event))
    assert days[""].tolist() == [day_number(date) for date in dates]
    assert set(days) == {"", *([" before"] if lead else []), *([" after"] if lag else [])}
    for tail, shifts in ((" before", range(-lead, 0)), (" after", range(1, lag + 1))):
        expected = {day + shift for day in numbers for shift in shifts} - numbers
        assert days.get(tail, np.empty(0)).tolist() == sorted(expected)
