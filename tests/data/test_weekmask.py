"""Business days of any week: how it is written, its grid, and when it is found in the data."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from csvtext import Load, stamps, table, times_of
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency, asked_frequency
from lstmcast.data.grid import days_of_positions, positions_of_days
from lstmcast.data.weekmask import Week, anchor_of_week, parse_week
from lstmcast.errors import DataError, UsageError

WEEKS: list[Week] = [
    week for length in range(1, 7) for week in combinations(range(7), length)
]  # fmt: skip
SUNDAY_TO_THURSDAY: Week = (0, 1, 2, 3, 6)


def of(week: Week, multiple: int = 1) -> Frequency:
    return Frequency("business-day", multiple, anchor_of_week(week))


def weekdays(days: np.ndarray) -> np.ndarray:
    """Return the days of the week, Monday being 0, of days since 1970-01-01."""
    return (days + 3) % 7


def in_use(week: Week, count: int, start: str = "2024-01-01") -> list[str]:
    """Return those of so many days that lie in a week."""
    return [
        day
        for day in stamps(start, 1, "D", count)
        if int(weekdays(np.datetime64(day).astype(np.int64))) in week
    ]


def test_there_are_126_weeks() -> None:
    assert len(set(WEEKS)) == len({str(of(week)) for week in WEEKS}) == 126


@pytest.mark.parametrize("week", WEEKS, ids=lambda week: str(of(week)))
def test_every_week_has_a_spelling_and_a_grid(week: Week) -> None:
    frequency = of(week)
    assert Frequency.parse(str(frequency)) == frequency
    assert Frequency.from_dict(frequency.to_dict()) == frequency
    assert frequency.week == week
    assert parse_week("".join("01"[day in week] for day in range(7))) == week
    days = np.arange(-800, 800)
    positions, allowed = positions_of_days(frequency, days)
    assert (allowed == np.isin(weekdays(days), week)).all()
    assert (np.diff(positions[allowed]) == 1).all()
    assert (days_of_positions(frequency, positions[allowed]) == days[allowed]).all()
    before = days_of_positions(frequency, positions)  # of a day off: the last one worked on
    assert ((days - before >= 0) & (days - before < 7) & ((days == before) == allowed)).all()


@given(
    week=st.sampled_from(WEEKS),
    multiple=st.integers(1, 9),
    phase=st.integers(0, 8),
    first=st.integers(-90_000, 90_000),
)
@settings(max_examples=80)
def test_ordinals_come_back(week: Week, multiple: int, phase: int, first: int) -> None:
    calendar = Calendar(
        frequency=of(week, multiple), zone=None, style="YYYY-MM-DD", phase=phase % multiple
    )
    ordinals = first + np.arange(20)
    wall = np.array(calendar.format(ordinals), "datetime64[s]").astype(np.int64)
    found, fits = calendar.ordinals(wall, wall)
    assert fits.all()
    assert found.tolist() == ordinals.tolist()
    assert np.isin(weekdays(wall // 86_400), week).all()
    assert Calendar.from_dict(calendar.to_dict()) == calendar


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Sun Mon Tue Wed Thu", SUNDAY_TO_THURSDAY),
        ("Sun-Thu", SUNDAY_TO_THURSDAY),
        ("sunday - thursday", SUNDAY_TO_THURSDAY),
        ("Sun–Thu", SUNDAY_TO_THURSDAY),
        ("1111001", SUNDAY_TO_THURSDAY),
        ("Mon-Fri", (0, 1, 2, 3, 4)),
        ("mon-sat", (0, 1, 2, 3, 4, 5)),
        ("Fri-Mon", (0, 4, 5, 6)),
        ("Mon, Tues, Thurs", (0, 1, 3)),
        ("mon-tue.thu-sat", (0, 1, 3, 4, 5)),
        ("Sun", (6,)),
    ],
)
def test_weeks_as_people_write_them(text: str, week: Week) -> None:
    assert asked_frequency(None, text) == of(week)


@pytest.mark.parametrize("text", ["", "Foo", "Mo", "Mon-", "Mon-Tue-Wed", "11111", "0000000", "5"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--weekmask names the days worked on") as caught:
        asked_frequency(None, text)
    assert "Sun-Thu" in (caught.value.hint or "")


def test_seven_days_leave_none_out() -> None:
    with pytest.raises(UsageError, match="leaves none out"):
        asked_frequency(None, "Mon-Sun")
    with pytest.raises(UsageError, match="unknown frequency"):
        Frequency.parse("1bd-mon-sun")


@pytest.mark.parametrize(
    ("freq", "expected"), [(None, "1bd-sun-thu"), ("B", "1bd-sun-thu"), ("D", "1bd-sun-thu"),
                           ("2D", "2bd-sun-thu"), ("1bd-sun-thu", "1bd-sun-thu")],
)  # fmt: skip
def test_a_week_goes_with_a_frequency_of_days(freq: str | None, expected: str) -> None:
    assert str(asked_frequency(freq, "Sun-Thu")) == expected


@pytest.mark.parametrize("freq", ["h", "W-SUN", "MS", "1bd-mon-sat"])
def test_a_week_does_not_go_with_others(freq: str) -> None:
    with pytest.raises(UsageError, match="--weekmask Sun-Thu is for steps of a day"):
        asked_frequency(freq, "Sun-Thu")


@pytest.mark.parametrize(
    ("text", "seasons", "horizon"),
    [("1bd", (5,), 10), ("1bd-mon-sat", (6,), 12), ("1bd-mon-thu", (4,), 8),
     ("2bd-mon-sat", (3,), 6), ("2bd", (), 5), ("1bd-mon", (), 2)],
)  # fmt: skip
def test_the_season_is_the_week(text: str, seasons: tuple[int, ...], horizon: int) -> None:
    assert Frequency.parse(text).seasons == seasons
    assert Frequency.parse(text).horizon == horizon


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (SUNDAY_TO_THURSDAY, "1bd-sun-thu"),
        ((0, 1, 2, 3, 4), "1bd"),
        ((0, 1, 2, 3, 4, 5), "1bd-mon-sat"),
        ((1, 2, 3, 4, 5, 6), "1bd-tue-sun"),
        ((0, 1, 2, 3), "1bd-mon-thu"),
        ((0, 2, 4), "1bd-mon.wed.fri"),
        ((0, 3), "1bd-mon.thu"),
        ((2,), "1w-wed"),
        (tuple(range(7)), "1d"),
    ],
)
@pytest.mark.parametrize("gaps", [False, True])
def test_weeks_are_found(week: Week, expected: str, gaps: bool, load: Load) -> None:
    times = in_use(week, 84)
    data = load(table([day for row, day in enumerate(times) if not gaps or row % 11 != 8]))
    assert str(data.series.calendar.frequency) == expected
    assert times_of(data) == times
    assert np.isnan(data.series.values).any() == gaps
    end = data.series.starts[0] + data.series.lengths[0]
    following = in_use(week, 100, start="2024-03-25")[:3]
    assert data.series.calendar.format(np.arange(end, end + 3)) == following


def test_what_is_no_week_stays_days(load: Load) -> None:
    """Too few weeks, one slip, or days that are left out now and then prove no week."""
    weeks_short = in_use((0, 1, 2, 3, 4, 5), 21)
    one_slip = sorted([*in_use((0, 1, 2, 3, 4, 5), 400), "2024-12-01"])
    irregular = [day for row, day in enumerate(in_use((0, 1, 2, 3, 5, 6), 84)) if row % 7 > 1]
    for times in (weeks_short, one_slip, irregular):
        assert str(load(table(times)).series.calendar.frequency) == "1d"


def test_a_series_with_all_days_makes_days_of_all(load: Load) -> None:
    rows = [f"a,{day},1\n" for day in in_use((0, 1, 2, 3, 4, 5), 84)]
    rows += [f"b,{day},2\n" for day in in_use(tuple(range(7)), 84)]
    assert str(load("id,ds,y\n" + "".join(rows)).series.calendar.frequency) == "1d"


def test_a_week_that_is_asked_for(load: Load) -> None:
    times = in_use(SUNDAY_TO_THURSDAY, 12)
    data = load(table(times), weekmask="Sun Mon Tue Wed Thu")
    assert str(data.series.calendar.frequency) == "1bd-sun-thu"
    assert times_of(data) == times
    with pytest.raises(DataError, match=r"line 6, .*'2024-01-05' is not on the grid") as caught:
        load(table(in_use(tuple(range(7)), 12)), weekmask="Sun-Thu")
    assert "--weekmask" in (caught.value.hint or "")
