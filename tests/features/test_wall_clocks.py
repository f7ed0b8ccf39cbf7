"""Calendar features are those of the clock on the wall, on days of 23 and 25 hours too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_calendars import ZONES, calendar_of, local_times, ordinal_of

from lstmcast.features.calendar_parts import PARTS, encode_parts
from lstmcast.features.matrix import encode_steps
from lstmcast.features.plan import FeaturePlan

DAY = 86_400


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("frequency", ["15min", "1h", "3h"])
@settings(max_examples=40)
@given(second=st.integers(0, 2_000_000_000))
def test_hours_are_those_of_the_wall_clock(zone: str, frequency: str, second: int) -> None:
    calendar = calendar_of(frequency, zone)
    step = calendar.frequency.seconds or 1
    ordinals = second // step + np.arange(200)
    shown = local_times(zone, ordinals * step)
    wall = calendar.wall(ordinals)
    assert [time.hour * 3600 + time.minute * 60 for time in shown] == (wall % DAY).tolist()
    assert PARTS["weekday"].read(wall).tolist() == [time.weekday() / 7 for time in shown]
    plan = FeaturePlan(calendar=("hour",))
    angle = np.array([2 * np.pi * (time.hour + time.minute / 60) / 24 for time in shown])
    encoded = encode_steps(plan, calendar, ordinals)
    assert encoded[:, 0] == pytest.approx(np.sin(angle))
    assert encoded[:, 1] == pytest.approx(np.cos(angle))


@pytest.mark.parametrize(
    ("zone", "frequency", "midnight", "hours"),
    [
        ("Europe/Berlin", "1h", "2024-03-31T00:00", [0, 1, 3, 4]),
        ("Europe/Berlin", "1h", "2024-10-27T00:00", [0, 1, 2, 2, 3]),
        ("America/New_York", "1h", "2024-03-10T00:00", [0, 1, 3, 4]),
        ("America/New_York", "1h", "2024-11-03T00:00", [0, 1, 1, 2]),
        ("Australia/Lord_Howe", "30min", "2024-10-06T01:00", [1, 1.5, 2.5, 3]),
        ("Australia/Lord_Howe", "30min", "2024-04-07T01:00", [1, 1.5, 1.5, 2]),
        ("Asia/Kathmandu", "15min", "2024-03-31T23:30", [23.5, 23.75, 0, 0.25]),
    ],
)
def test_days_on_which_clocks_change(
    zone: str, frequency: str, midnight: str, hours: list[float]
) -> None:
    calendar = calendar_of(frequency, zone)
    ordinals = ordinal_of(calendar, midnight) + np.arange(len(hours))
    assert (calendar.wall(ordinals) % DAY / 3600).tolist() == hours


@pytest.mark.parametrize(
    ("zone", "day", "steps"),
    [
        ("Europe/Berlin", "2024-03-31", 23),
        ("Europe/Berlin", "2024-10-27", 25),
        ("America/New_York", "2024-03-10", 23),
        ("America/New_York", "2024-11-03", 25),
        ("Asia/Kathmandu", "2024-03-31", 24),
    ],
)
def test_a_day_has_the_hours_it_has(zone: str, day: str, steps: int) -> None:
    calendar = calendar_of("1h" if zone != "Asia/Kathmandu" else "15min", zone)
    per_hour = 3600 // (calendar.frequency.seconds or 1)
    first = ordinal_of(calendar, f"{day}T00:00")
    wall = calendar.wall(first + np.arange(-10 * per_hour, 40 * per_hour))
    on_day = wall // DAY == int(np.datetime64(day, "D").astype(np.int64))
    assert np.count_nonzero(on_day) == steps * per_hour
    assert len(np.unique(PARTS["weekday"].read(wall[on_day]))) == 1


@given(st.integers(-20_000, 40_000), st.sampled_from(ZONES))
def test_dates_know_no_zone(day: int, zone: str) -> None:
    """A daily step is a local date, whatever the clocks do on it."""
    parts = ("weekday", "day", "yearday", "weekend", "week", "month", "quarter")
    ordinals = day + np.arange(30)
    zoned, naive = calendar_of("1d", zone), calendar_of("1d")
    assert (zoned.wall(ordinals) == naive.wall(ordinals)).all()
    assert (encode_parts(parts, zoned.wall(ordinals)) == encode_parts(parts, ordinals * DAY)).all()
