"""From a file over a clock change to instants and back to time stamps: nothing moves.

The standard library's own zones say what clocks showed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from csvtext import Load, codes, table, times_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstmcast.data.load import LoadedData
from lstmcast.data.zones import find_zone, load_zone

#: A local day on which clocks change, and how many hours it has.
CHANGES = {
    "Europe/Berlin": (("2024-03-31", 23.0), ("2024-10-27", 25.0)),
    "America/New_York": (("2024-03-10", 23.0), ("2024-11-03", 25.0)),
    "Australia/Lord_Howe": (("2024-10-06", 23.5), ("2024-04-07", 24.5)),
    "America/St_Johns": (("2024-03-10", 23.0), ("2024-11-03", 25.0)),
    "Africa/Casablanca": (("2024-04-14", 23.0), ("2024-03-10", 25.0)),
    "Asia/Kathmandu": (("1986-01-01", 23.75), ("2024-10-27", 24.0)),
    "Asia/Kolkata": (("2024-03-31", 24.0), ("2024-10-27", 24.0)),
    "America/Sao_Paulo": (("2018-11-04", 23.0), ("2018-02-17", 25.0)),
}
DAYS = [(zone, day, hours) for zone, days in CHANGES.items() for day, hours in days]
FUZZY = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip


def midnight(zone: str, day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def instants(start: datetime, minutes: int, count: int) -> list[datetime]:
    return [start + timedelta(minutes=minutes * step) for step in range(count)]


def shown(moments: list[datetime], zone: str, *, offsets: bool) -> list[str]:
    """Return what clocks showed, with UTC offsets or without."""
    local = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    if offsets:
        return [moment.isoformat(timespec="minutes") for moment in local]
    return [moment.strftime("%Y-%m-%d %H:%M") for moment in local]


def instants_of(data: LoadedData) -> list[datetime]:
    """Return the instants of all steps of the first series, as its grid has them."""
    start, length = int(data.series.starts[0]), int(data.series.lengths[0])
    calendar = data.series.calendar
    step = calendar.frequency.seconds or 0
    seconds = [(start + k) * step + calendar.phase for k in range(length)]
    return [datetime.fromtimestamp(each, UTC) for each in seconds]


@pytest.mark.parametrize("minutes", [15, 30, 60])
@pytest.mark.parametrize("offsets", [False, True])
@pytest.mark.parametrize(("zone", "day", "hours"), DAYS)
def test_a_file_over_a_clock_change_comes_back(
    zone: str, day: str, hours: float, offsets: bool, minutes: int, load: Load
) -> None:
    first = midnight(zone, day) - timedelta(days=1)
    moments = instants(first, minutes, 3 * 24 * 60 // minutes)
    times = shown(moments, zone, offsets=offsets)
    values = list(range(len(times)))
    data = load(table(times, values), tz=zone)
    assert times_of(data) == times
    assert instants_of(data) == moments
    assert data.series.values.tolist() == values
    on_that_day = sum(time.startswith(day) for time in times)
    assert on_that_day in {int(hours * 60 // minutes), int(-(-hours * 60 // minutes))}
    assert not [note for note in data.notes if note.level == "warning"]


@pytest.mark.parametrize("zone", CHANGES)
@FUZZY
@given(
    second=st.integers(600_000_000 // 900, 2_000_000_000 // 900),
    minutes=st.sampled_from([5, 15, 30, 60, 120]),
    count=st.integers(5, 60),
    newest_first=st.booleans(),
)
def test_any_stretch_of_time_comes_back(
    zone: str, second: int, minutes: int, count: int, newest_first: bool, load: Load
) -> None:
    moments = instants(datetime.fromtimestamp(second * 900, UTC), minutes, count)
    times = shown(moments, zone, offsets=True)
    data = load(table(times[::-1] if newest_first else times), tz=zone)
    assert times_of(data) == times
    assert instants_of(data) == moments


@pytest.mark.parametrize("zone", CHANGES)
@FUZZY
@given(lead=st.integers(6, 40), minutes=st.sampled_from([15, 30, 60]), newest_first=st.booleans())
def test_naive_times_come_back_wherever_the_file_begins(
    zone: str, lead: int, minutes: int, newest_first: bool, load: Load
) -> None:
    for day, _ in CHANGES[zone]:
        first = midnight(zone, day) - timedelta(minutes=minutes * lead)
        moments = instants(first, minutes, lead + 8 * 60 // minutes)
        times = shown(moments, zone, offsets=False)
        data = load(table(times[::-1] if newest_first else times), tz=zone)
        assert times_of(data) == times
        assert instants_of(data) == moments


@pytest.mark.parametrize(("zone", "day", "hours"), DAYS)
def test_forecasts_go_on_over_the_change(zone: str, day: str, hours: float, load: Load) -> None:
    begin = midnight(zone, day)
    data = load(table(shown(instants(begin, 15, 4), zone, offsets=True)), tz=zone)
    end = int(data.series.starts[0] + data.series.lengths[0])
    following = data.series.calendar.format(np.arange(end, end + 4 * 26))
    assert following == shown(instants(begin, 15, 4 * 27)[4:], zone, offsets=True)
    assert sum(time.startswith(day) for time in following) == 4 * hours - 4


@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize("clock", ["", " 00:00", " 02:30", " 23:59"])
def test_days_are_days_whatever_the_clocks_do(zone: str, clock: str, load: Load) -> None:
    for day, _ in CHANGES[zone]:
        first = datetime.fromisoformat(day) - timedelta(days=5)
        times = [f"{first + timedelta(days=k):%Y-%m-%d}{clock}" for k in range(12)]
        for rule in ("infer", "error"):  # a date is never there twice
            data = load(table(times), tz=zone, ambiguous=rule)
            assert str(data.series.calendar.frequency) == "1d"
            assert times_of(data) == times
            assert "repeated-hour" not in codes(data)


@pytest.mark.parametrize(("zone", "day", "hours"), DAYS)
def test_midnights_with_offsets_are_days(zone: str, day: str, hours: float, load: Load) -> None:
    first = datetime.fromisoformat(day) - timedelta(days=3)
    midnights = [
        (first + timedelta(days=k)).replace(tzinfo=ZoneInfo(zone)).isoformat(timespec="minutes")
        for k in range(8)
    ]
    data = load(table(midnights), tz=zone)
    assert str(data.series.calendar.frequency) == "1d"
    assert times_of(data) == midnights
    lengths = {
        (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds() / 3600
        for earlier, later in pairwise(midnights)
    }
    assert lengths == {24.0, hours}


@pytest.mark.parametrize(("zone", "day", "hours"), DAYS)
def test_offsets_name_their_zone(zone: str, day: str, hours: float, load: Load) -> None:
    moments = instants(midnight(zone, day) - timedelta(days=1), 60, 72)
    times = shown(moments, zone, offsets=True)
    data = load(table(times))
    assert instants_of(data) == moments
    if hours == 24:
        assert "offsets" not in codes(data)
        return
    note = next(note.text for note in data.notes if note.code == "offsets")
    known = zone != "Asia/Kathmandu"
    assert ("forecasts are in UTC" in note, "--tz" in note) == (True, True)
    named = note.rpartition("--tz ")[2].split()[0]
    assert known == (named != "keeps")
    if known:
        assert times_of(load(table(times), tz=named)) == times


def test_zones_are_guessed_by_all_their_offsets() -> None:
    instants = np.arange(1_500_000_000, 1_740_000_000, 7200)
    for zone, expected in {
        "Europe/Paris": "Europe/Berlin",
        "America/Toronto": "America/New_York",
        "Australia/Melbourne": "Australia/Sydney",
        "Pacific/Chatham": None,
    }.items():
        offsets = load_zone(zone, int(instants[0]), int(instants[-1])).offset_at(instants)
        assert find_zone(instants, offsets) == expected
