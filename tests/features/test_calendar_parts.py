"""Parts of time stamps: their place in the cycle, and which go with which frequency."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.frequency import Frequency
from lstmcast.features.calendar_parts import (
    PARTS,
    encode_parts,
    part_columns,
    usual_parts,
    varies,
)

DAY = 86_400
DATES = st.dates(date(1800, 1, 1), date(2200, 12, 31))


def wall_of(*stamps: str | date) -> np.ndarray:
    return np.array(stamps, dtype="datetime64[s]").astype(np.int64)


def place(part: str, *stamps: str | date) -> list[float]:
    return PARTS[part].read(wall_of(*stamps)).tolist()


@pytest.mark.parametrize(
    ("part", "stamp", "expected"),
    [
        ("minute", "2024-05-06T07:45:00", 0.75),
        ("minute", "2024-05-06T07:00:36", 0.01),
        ("hour", "2024-05-06T18:00", 0.75),
        ("hour", "2024-05-06T01:30", 1.5 / 24),
        ("weekday", "2024-05-06T23:59", 0.0),
        ("weekday", "2024-05-12", 6 / 7),
        ("weekday", "1969-12-31", 2 / 7),
        ("weekend", "2024-05-10", 0.0),
        ("weekend", "2024-05-11", 1.0),
        ("weekend", "2024-05-12", 1.0),
        ("weekend", "2024-05-13", 0.0),
        ("month", "2024-01-31", 0.0),
        ("month", "2024-12-01", 11 / 12),
        ("quarter", "2024-03-31", 0.0),
        ("quarter", "2024-04-01", 0.25),
        ("quarter", "1969-12-31", 0.75),
    ],
)
def test_places_in_their_cycles(part: str, stamp: str, expected: float) -> None:
    assert place(part, stamp) == [pytest.approx(expected)]


@given(DATES)
def test_months_end_at_the_same_place_whatever_their_length(day: date) -> None:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    last = following - timedelta(days=1)
    assert place("day", last) == [1.0]
    assert place("day", day) == [pytest.approx(day.day / last.day)]


@given(DATES)
def test_years_end_at_the_same_place_whether_leap_or_not(day: date) -> None:
    assert place("yearday", date(day.year, 12, 31)) == [1.0]
    length = date(day.year, 12, 31).timetuple().tm_yday
    assert place("yearday", day) == [pytest.approx(day.timetuple().tm_yday / length)]


def test_the_29th_of_february_lies_between_its_neighbours() -> None:
    before, leap, after = place("yearday", "2024-02-28", "2024-02-29", "2024-03-01")
    assert before < leap < after
    assert place("day", "2024-02-29", "2023-02-28", "1900-02-28", "2000-02-29") == [1.0] * 4


@given(DATES)
def test_a_week_has_one_place_and_keeps_it_from_year_to_year(day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    places = place("week", *(monday + timedelta(days=shift) for shift in range(7)))
    assert len(set(places)) == 1
    week = day.isocalendar().week
    assert abs(places[0] - (week - 0.5) / 52.1775) < 4.5 / 365


def test_week_53_lies_between_week_52_and_week_1() -> None:
    weeks = ("2020-12-24", "2020-12-31", "2021-01-07")  # ISO weeks 52, 53 and 1
    assert [date.fromisoformat(day).isocalendar().week for day in weeks] == [52, 53, 1]
    encoded = encode_parts(("week",), wall_of(*weeks))[:, :2]
    angles = np.unwrap(np.arctan2(encoded[:, 0], encoded[:, 1]))
    assert np.diff(angles).tolist() == pytest.approx([2 * np.pi * 7 / 366] * 2, rel=0.01)


def test_waves_by_harmonic_and_plain_zeros_and_ones() -> None:
    wall = wall_of("2024-05-04T03:00", "2024-05-05T21:00", "2024-05-06T00:00")
    encoded = encode_parts(("hour", "weekend"), wall)
    assert part_columns(("hour", "weekend")) == (
        "calendar hour sin", "calendar hour cos", "calendar hour sin 2", "calendar hour cos 2",
        "calendar weekend",
    )  # fmt: skip
    half = np.sqrt(0.5)
    expected = [[half, half, 1, 0, 1], [-half, half, -1, 0, 1], [0, 1, 0, 1, 0]]
    assert encoded == pytest.approx(np.array(expected))


def test_a_wave_that_is_zero_is_exactly_zero() -> None:
    """A scaler would blow up what the sine of π leaves behind."""
    quarters = wall_of("2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01")
    assert set(encode_parts(("quarter",), quarters).ravel()) == {-1.0, 0.0, 1.0}


@given(st.lists(st.sampled_from(sorted(PARTS)), unique=True), st.lists(DATES, max_size=5))
def test_one_column_for_each_name(parts: list[str], days: list[date]) -> None:
    encoded = encode_parts(parts, wall_of(*days))
    assert encoded.shape == (len(days), len(part_columns(parts)))
    assert (np.abs(encoded) <= 1).all()


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        ("1s", ("minute", "hour", "weekday")),
        ("15min", ("minute", "hour", "weekday")),
        ("1h", ("hour", "weekday")),
        ("90min", ("hour", "weekday")),
        ("12h", ("hour", "weekday")),
        ("24h", ("weekday", "day", "yearday")),
        ("1d", ("weekday", "day", "yearday")),
        ("1bd", ("weekday", "day", "yearday")),
        ("1bd-sun-thu", ("weekday", "day", "yearday")),
        ("7d", ("week",)),
        ("5bd", ("week",)),
        ("1w-sun", ("week",)),
        ("2w-mon", ("week",)),
        ("1mo-end", ("month",)),
        ("1q-start-jan", ("quarter",)),
        ("1y-start-jan", ()),
        ("1step", ()),
    ],
)
def test_usual_parts(frequency: str, expected: tuple[str, ...]) -> None:
    assert usual_parts(Frequency.parse(frequency)) == expected


@pytest.mark.parametrize(
    ("part", "does", "does_not"),
    [
        ("minute", "30min", "1h"),
        ("hour", "12h", "24h"),
        ("weekday", "1bd", "1w-mon"),
        ("weekend", "1d", "1bd"),
        ("weekend", "1bd-sun-thu", "1bd"),
        ("day", "2w-mon", "1mo-end"),
        ("yearday", "1mo-end", "1y-start-jan"),
        ("week", "1w-sun", "1y-start-jan"),
        ("month", "1q-start-jan", "1y-start-jan"),
        ("quarter", "1q-start-jan", "1step"),
    ],
)
def test_what_differs_from_step_to_step(part: str, does: str, does_not: str) -> None:
    assert varies(part, Frequency.parse(does))
    assert not varies(part, Frequency.parse(does_not))
