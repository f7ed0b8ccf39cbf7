"""Calendars that do not come out even: 29 February, ends of months, years of 53 weeks."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from csvtext import Load, codes, stamps, table, times_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstmcast.data.load import LoadedData
from lstmcast.errors import DataError

FUZZY = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip


def following(data: LoadedData, count: int) -> list[str]:
    """Return the stamps that a forecast of the first series has."""
    end = int(data.series.starts[0] + data.series.lengths[0])
    return data.series.calendar.format(np.arange(end, end + count))


def month_days(first: int, count: int, day: int) -> list[str]:
    """Return a day of each month from ``first`` (months since 0001-01) on, or the month's last."""
    found = []
    for month in range(first, first + count):
        start = date(1 + month // 12, month % 12 + 1, 1)
        last = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        found.append(str(min(start + timedelta(days=day - 1), last)))
    return found


@given(
    first=st.integers(0, 9_000 * 12),
    day=st.integers(1, 31),
    clock=st.sampled_from(["", "23:59:59"]),
)
@FUZZY
def test_months_keep_their_day_in_any_year(first: int, day: int, clock: str, load: Load) -> None:
    times = [f"{each} {clock}".strip() for each in month_days(first, 40, day)]
    data = load(table(times[:25]))
    assert times_of(data) == times[:25]
    assert following(data, 15) == times[25:]
    anchor = {1: "start", 31: "end"}.get(day, str(day))
    assert str(data.series.calendar.frequency) == f"1mo-{anchor}"


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2023-01-31", ["2023-02-28", "2023-03-31", "2023-04-30"]),
        ("2024-01-31", ["2024-02-29", "2024-03-31", "2024-04-30"]),
        ("2024-02-29", ["2024-03-31", "2024-04-30", "2024-05-31"]),
        ("1900-01-31", ["1900-02-28", "1900-03-31", "1900-04-30"]),
        ("2000-01-31", ["2000-02-29", "2000-03-31", "2000-04-30"]),
    ],
)
def test_ends_of_months_stay_ends_of_months(last: str, expected: list[str], load: Load) -> None:
    ordinal = int(last[:4]) * 12 + int(last[5:7]) - 12
    data = load(table(month_days(ordinal - 6, 6, 31)))
    assert times_of(data)[-1] == last
    assert following(data, 3) == expected


@pytest.mark.parametrize(
    ("times", "frequency", "expected"),
    [
        (["2018-02-28", "2019-02-28", "2020-02-29", "2021-02-28"], "1y-end-feb",
         ["2022-02-28", "2023-02-28", "2024-02-29"]),
        (["2012-02-29", "2016-02-29", "2020-02-29"], "4y-end-feb", ["2024-02-29", "2028-02-29"]),
        (["2018-01-29", "2018-02-28", "2018-03-29", "2018-04-29"], "1mo-29", ["2018-05-29"]),
        (["2019-11-30", "2020-02-29", "2020-05-31", "2020-08-31"], "1q-end-nov",
         ["2020-11-30", "2021-02-28", "2021-05-31"]),
        (["2024-02-29 23:59:59", "2024-03-31 23:59:59"], "1mo-end",
         ["2024-04-30 23:59:59", "2024-05-31 23:59:59"]),
    ],
)  # fmt: skip
def test_29_february_in_longer_steps(
    times: list[str], frequency: str, expected: list[str], load: Load
) -> None:
    data = load(table(times))
    assert str(data.series.calendar.frequency) == frequency
    assert times_of(data) == times
    assert following(data, len(expected)) == expected


@pytest.mark.parametrize(
    ("year", "has_it"), [(1900, False), (2000, True), (2023, False), (2024, True)]
)
def test_29_february_among_days(year: int, has_it: bool, load: Load) -> None:
    data = load(table(stamps(f"{year}-02-01", 1, "D", 27)))
    ahead = [f"{year}-02-28", f"{year}-02-29", f"{year}-03-01", f"{year}-03-02"]
    assert following(data, 2 + has_it) == [day for day in ahead[:3] if has_it or day != ahead[1]]
    if not has_it:
        with pytest.raises(DataError, match=rf"line 29, .*'{year}-02-29' does not exist"):
            load(table([*stamps(f"{year}-02-01", 1, "D", 27), ahead[1]]))


@given(first=st.dates(date(1901, 1, 1), date(2200, 1, 1)), weekday=st.integers(1, 7))
@FUZZY
def test_iso_weeks_are_those_of_the_calendar(first: date, weekday: int, load: Load) -> None:
    """Of any two years, one of 53 weeks among them or not."""
    days = [first + timedelta(days=7 * week + weekday - first.isoweekday()) for week in range(110)]
    parts = [day.isocalendar() for day in days]
    expected = [str(day) for day in days]
    for text in ("{0:04}-W{1:02}-{2}", "{0:04}W{1:02}{2}", "{0:04}W{1:02}-{2}"):
        assert times_of(load(table(text.format(*part) for part in parts))) == expected
    mondays = [str(day - timedelta(days=weekday - 1)) for day in days]
    for text in ("{0:04}-W{1:02}", "{0:04}W{1}", "{0:04}-KW{1:02}", "KW {1}/{0:04}"):
        data = load(table(text.format(*part) for part in parts))
        assert times_of(data) == mondays
        assert str(data.series.calendar.frequency) == "1w-mon"
        assert "gaps" not in codes(data)


def test_week_53_is_followed_by_week_1(load: Load) -> None:
    weeks = [f"2020-W{week:02d}" for week in range(45, 54)]
    assert following(load(table(weeks)), 2) == ["2021-01-04", "2021-01-11"]
    weeks = [f"2021-W{week:02d}" for week in range(45, 53)]
    assert following(load(table(weeks)), 2) == ["2022-01-03", "2022-01-10"]


@pytest.mark.parametrize("week", ["2024-W53", "2021-W53", "2020-W54", "2020-W00", "2020-XW53"])
def test_weeks_that_do_not_exist(week: str, load: Load) -> None:
    with pytest.raises(DataError, match=rf"line 3, column 'ds': '{week}' is no ISO week"):
        load(table(["2020-W10", week]))


def test_53_weeks_of_a_year_are_one_season_longer_than_52(load: Load) -> None:
    weeks = [f"{year}-W{week:02d}" for year, last in ((2019, 52), (2020, 53), (2021, 52))
             for week in range(1, last + 1)]  # fmt: skip
    data = load(table(weeks))
    assert len(data.series.values) == 157
    assert (times_of(data)[0], times_of(data)[-1]) == ("2018-12-31", "2021-12-27")
