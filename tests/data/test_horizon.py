"""Horizons in calendar units: how many steps they are from an end on, and at most."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from csvtext import Load, stamps, table
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.horizon import most_steps, steps_ahead
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.errors import UsageError
from lstmcast.span import Span, read_span

CALENDAR_SPANS = ("1d", "3d", "1w", "2w", "1mo", "2mo", "1q", "1y", "2y")


def span(text: str) -> Span:
    found = read_span(text)
    assert found is not None
    return found


def grid(freq: str, zone: str | None = None) -> Calendar:
    return Calendar(frequency=Frequency.parse(freq), zone=zone, style="YYYY-MM-DD hh:mm")


def until(calendar: Calendar, end: int) -> SeriesSet:
    """Return a series whose last value is the one before a grid ordinal."""
    return SeriesSet(
        keys=(SeriesKey(ids=(), target="y"),),
        values=np.ones(3),
        offsets=np.array([0, 3]),
        starts=np.array([end - 3]),
        calendar=calendar,
    )


def ahead(text: str, calendar: Calendar, after: str) -> int:
    """Return the steps of a span after the last time stamp of the data."""
    wall = np.array([after], "datetime64[s]").astype(np.int64)
    return steps_ahead(span(text), until(calendar, int(calendar.first_from(wall)[0]) + 1))


@pytest.mark.parametrize(
    ("freq", "text", "after", "exact", "most"),
    [
        ("1d", "1month", "2024-01-31", 29, 31),
        ("1d", "1month", "2023-01-31", 28, 31),
        ("1d", "1month", "2024-02-29", 31, 31),
        ("1d", "1month", "2024-03-31", 30, 31),
        ("1d", "1month", "2024-01-14", 31, 31),
        ("1d", "1month", "2024-01-30", 29, 31),  # to the end of the day before 29 February
        ("1d", "1q", "2023-12-31", 91, 92),
        ("1d", "1y", "2023-12-31", 366, 366),
        ("1d", "1y", "2024-12-31", 365, 366),
        ("1d", "1y", "2024-02-28", 365, 366),  # from 29 February to the 27th
        ("1d", "2w", "2024-01-31", 14, 14),
        ("1d", "48h", "2024-01-31", 2, 2),
        ("5d", "1month", "2024-01-31", 6, 7),
        ("1w-mon", "1month", "2024-01-29", 5, 5),  # 5, 12, 19, 26 February, 4 March
        ("1w-mon", "1month", "2023-01-30", 4, 5),  # 6, 13, 20, 27 February
        ("1w-mon", "1q", "2023-01-30", 13, 14),
        ("1w-mon", "14d", "2024-01-29", 2, 2),
        ("1bd", "1w", "2024-01-03", 5, 5),
        ("1bd", "1month", "2024-01-31", 21, 23),
        ("1bd-sun-thu", "1w", "2024-01-03", 5, 5),
        ("1bd-mon-sat", "1month", "2024-03-30", 26, 27),
        ("1mo-end", "1month", "2024-01-31", 1, 1),
        ("1mo-end", "1q", "2024-01-31", 3, 3),
        ("1mo-bend", "1y", "2024-01-31", 12, 12),
        ("2mo-start", "1y", "2024-01-01", 6, 6),
        ("1q-start-jan", "2y", "2024-01-01", 8, 8),
        ("1y-start-jan", "1y", "2024-01-01", 1, 1),
        ("1h", "36h", "2024-01-31", 36, 36),
        ("1h", "1d", "2024-01-31", 24, 24),
        ("15min", "1month", "2024-01-31 23:45", 29 * 96, 31 * 96),
        ("7h", "7d", "2024-01-31", 24, 24),
        ("90min", "1d", "2024-01-31", 16, 16),
        ("30s", "1min", "2024-01-31", 2, 2),
    ],
)
def test_steps_of_spans(freq: str, text: str, after: str, exact: int, most: int) -> None:
    assert ahead(text, grid(freq), after) == exact
    assert most_steps(span(text), grid(freq)) == most


@pytest.mark.parametrize(
    ("zone", "after", "steps"),
    [
        ("Europe/Berlin", "2024-03-30 23:00", 23),
        ("Europe/Berlin", "2024-10-26 23:00", 25),
        ("Europe/Berlin", "2024-10-26 23:30", 25),
        ("Europe/Berlin", "2024-07-01 23:00", 24),
        ("America/New_York", "2024-03-09 23:00", 23),
        ("America/New_York", "2024-11-02 23:00", 25),
        ("Asia/Kathmandu", "2024-10-26 23:00", 24),
        ("Asia/Kolkata", "2024-10-26 23:00", 24),
    ],
)
def test_a_day_has_as_many_hours_as_clocks_say(zone: str, after: str, steps: int) -> None:
    phase = 1800 if after.endswith(":30") else 0
    phase = {"Asia/Kathmandu": 900, "Asia/Kolkata": 1800}.get(zone, phase)
    calendar = Calendar(
        frequency=Frequency.parse("1h"), zone=zone, style="YYYY-MM-DD hh:mm", phase=phase
    )
    assert ahead("1d", calendar, after) == steps
    assert ahead("24h", calendar, after) == 24
    assert most_steps(span("1d"), calendar) == 24


def test_half_an_hour_is_lost_and_found_on_lord_howe() -> None:
    calendar = grid("30min", "Australia/Lord_Howe")
    assert ahead("1d", calendar, "2024-04-06 23:30") == 49
    assert ahead("1d", calendar, "2024-10-05 23:30") == 47


@pytest.mark.parametrize("freq", ["1d", "1w-wed", "1bd", "1bd-mon.wed.fri", "1h", "15min"])
@given(first=st.dates(date(1980, 1, 1), date(2090, 1, 1)), text=st.sampled_from(CALENDAR_SPANS))
def test_all_steps_that_begin_within_it_and_no_other(freq: str, first: date, text: str) -> None:
    calendar = grid(freq)
    if freq.startswith("1w") and text.endswith("d"):
        text = "1w"
    start = np.array([first], "datetime64[s]").astype(np.int64)
    begin = int(calendar.first_from(start)[0])
    wanted = span(text)
    count = steps_ahead(wanted, until(calendar, begin))
    begun = np.datetime64(calendar.format(np.array([begin]))[0], "D").astype(date)
    over = np.datetime64(end_of(begun, wanted), "s").astype(np.int64)
    last, following = calendar.wall(np.array([begin + count - 1, begin + count]))
    assert last < over <= following
    assert count <= most_steps(wanted, calendar)


def end_of(begin: date, wanted: Span) -> date:
    """Return the day a span later, by counting months on fingers."""
    if wanted.months is None:
        return begin + timedelta(seconds=wanted.seconds or 0)
    year, month = divmod(begin.year * 12 + begin.month - 1 + wanted.months, 12)
    for day in (begin.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day, begin.day))
        except ValueError:
            continue
    raise AssertionError(begin)


@pytest.mark.parametrize("freq", ["1d", "1bd", "1h"])
def test_the_most_is_reached(freq: str) -> None:
    calendar = grid(freq)
    months = np.arange(np.datetime64("1972-01"), np.datetime64("2000-01"))
    starts = calendar.first_from(months.astype("datetime64[s]").astype(np.int64))
    for text in ("1mo", "1q", "1y"):
        found = [steps_ahead(span(text), until(calendar, int(start))) for start in starts]
        assert max(found) == most_steps(span(text), calendar)


@pytest.mark.parametrize(
    ("freq", "text", "hint"),
    [
        ("1d", "36h", "--horizon 1 or --horizon 2"),
        ("1d", "30min", "The nearest is --horizon 1 "),
        ("1h", "90min", "--horizon 1 or --horizon 2"),
        ("7h", "1d", "--horizon 3 or --horizon 4"),
        ("7h", "1mo", "--horizon 104 or --horizon 105"),
        ("1w-mon", "10d", "--horizon 1 or --horizon 2"),
        ("1bd", "36h", "--horizon 1 or --horizon 2"),
        ("1mo-start", "45d", "--horizon 1 or --horizon 2"),
        ("1q-start-jan", "4mo", "--horizon 1 or --horizon 2"),
        ("1y-start-jan", "1q", "The nearest is --horizon 1 "),
    ],
)
def test_no_whole_number_of_steps(freq: str, text: str, hint: str) -> None:
    calendar = grid(freq)
    for ask in (
        lambda: most_steps(span(text), calendar),
        lambda: steps_ahead(span(text), until(calendar, 100)),
    ):
        with pytest.raises(UsageError, match=f"{text} is no whole number of steps of") as caught:
            ask()
        assert hint in (caught.value.hint or "")


def test_spans_need_time_stamps_and_an_end() -> None:
    steps = Calendar(frequency=Frequency.parse("1step"), zone=None, style="step")
    with pytest.raises(UsageError, match="plain steps"):
        most_steps(span("1mo"), steps)
    with pytest.raises(UsageError, match="100000 are the most"):
        most_steps(span("12y"), grid("1h"))


@pytest.mark.parametrize("freq", ["1h", "1d", "1bd", "2w-mon", "1mo-end", "1y-start-jan"])
@pytest.mark.parametrize("unit", ["s", "h", "d", "w", "mo", "y"])
def test_no_calendar_goes_on_for_ever(freq: str, unit: str) -> None:
    endless = span(f"{10**18 - 1}{unit}")
    for ask in (
        lambda: most_steps(endless, grid(freq)),
        lambda: steps_ahead(endless, until(grid(freq), 10)),
    ):
        with pytest.raises(UsageError, match=r"too many steps of .*; 100000 are the most"):
            ask()


def test_numbers_of_steps_stay_as_they_are() -> None:
    assert most_steps(14, grid("1d")) == 14
    assert steps_ahead(14, until(grid("1d"), 10)) == 14


def test_the_newest_end_of_all_series_counts(load: Load) -> None:
    rows = [f"a,{day},1\n" for day in stamps("2024-01-01", 1, "D", 31)]
    rows += [f"b,{day},1\n" for day in stamps("2024-01-01", 1, "D", 60)]
    data = load("id,ds,y\n" + "".join(rows)).series
    assert steps_ahead(span("1mo"), data) == 31  # all of March
    assert steps_ahead(span("1mo"), data.select(np.array([0]))) == 29


def test_a_forecast_of_a_month_ends_with_the_month(load: Load) -> None:
    data = load(table(stamps("2024-01-01", 1, "D", 31))).series
    end = int(data.starts[0] + data.lengths[0])
    times = data.calendar.format(np.arange(end, end + steps_ahead(span("1mo"), data)))
    assert (times[0], times[-1]) == ("2024-02-01", "2024-02-29")
