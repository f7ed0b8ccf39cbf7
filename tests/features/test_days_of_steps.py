"""Which local days a step covers, so that holidays and events find it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_calendars import ZONES, calendar_of, day_number, ordinal_of

from lstmcast.features.periods import count_days, days_of_steps


@pytest.mark.parametrize(
    ("frequency", "stamp", "first", "last"),
    [
        ("1h", "2024-05-06T23:00", "2024-05-06", "2024-05-06"),
        ("6h", "2024-05-06T18:00", "2024-05-06", "2024-05-06"),
        ("1d", "2024-02-29", "2024-02-29", "2024-02-29"),
        ("2d", "2024-02-29", "2024-02-29", "2024-03-01"),
        ("1bd", "2024-05-03", "2024-05-03", "2024-05-03"),  # a Friday, not its weekend
        ("2bd", "2024-05-02", "2024-05-02", "2024-05-05"),
        ("1w-mon", "2024-05-06", "2024-05-06", "2024-05-12"),
        ("2w-mon", "2024-05-06", "2024-05-06", "2024-05-19"),
        ("1w-sun", "2024-05-12", "2024-05-06", "2024-05-12"),
        ("1w-fri", "2024-05-10", "2024-05-04", "2024-05-10"),
        ("1mo-start", "2024-02-01", "2024-02-01", "2024-02-29"),
        ("1mo-end", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("1mo-bstart", "2024-06-03", "2024-06-01", "2024-06-30"),
        ("1mo-bend", "2024-06-28", "2024-06-01", "2024-06-30"),
        ("1mo-15", "2024-02-15", "2024-02-15", "2024-03-14"),
        ("1q-start-jan", "2024-01-01", "2024-01-01", "2024-03-31"),
        ("1q-end-dec", "2024-03-31", "2024-01-01", "2024-03-31"),
        ("1y-start-jan", "2024-01-01", "2024-01-01", "2024-12-31"),
        ("1y-end-jun", "2024-06-30", "2023-07-01", "2024-06-30"),
    ],
)
def test_days_of_a_step(frequency: str, stamp: str, first: str, last: str) -> None:
    calendar = calendar_of(frequency)
    found = days_of_steps(calendar, np.array([ordinal_of(calendar, stamp)]))
    assert [int(days[0]) for days in found] == [day_number(first), day_number(last)]


@pytest.mark.parametrize(
    "frequency",
    ["1d", "3d", "1w-mon", "1w-thu", "2w-sun", "1mo-start", "1mo-end", "1mo-bstart", "1mo-bend",
     "1mo-15", "2mo-start", "1q-start-feb", "1q-end-dec", "1y-start-jul", "2y-end-feb"],
)  # fmt: skip
@given(st.integers(-300, 300))
def test_every_day_belongs_to_one_step(frequency: str, start: int) -> None:
    first, last = days_of_steps(calendar_of(frequency), start + np.arange(20))
    assert (first <= last).all()
    assert (first[1:] == last[:-1] + 1).all()


@pytest.mark.parametrize("zone", ZONES)
@given(st.integers(0, 500_000))
def test_hours_lie_on_their_local_date(zone: str, start: int) -> None:
    calendar = calendar_of("1h", zone)
    ordinals = start + np.arange(60)
    first, last = days_of_steps(calendar, ordinals)
    assert (first == last).all()
    assert (first == calendar.wall(ordinals) // 86_400).all()


def test_days_are_counted_per_step() -> None:
    first, last = np.array([0, 7, 14]), np.array([6, 13, 20])
    assert count_days(first, last, np.array([0, 6, 7, 30])).tolist() == [2, 1, 0]
    assert count_days(first, last, np.empty(0, np.int64)).tolist() == [0, 0, 0]
