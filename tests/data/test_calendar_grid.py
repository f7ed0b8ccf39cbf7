"""The grid: ordinals to stamps and back, for every unit and on both clock-change days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.moments.column import collect_times
from lstmcast.data.moments.stamps import read_stamps
from lstmcast.data.text.cells import code_texts
from lstmcast.data.text.table import Table
from lstmcast.data.zones import load_zone

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "+00:00",
    "-03:30",
)
CLOCK_UNITS = ("1s", "10s", "1min", "15min", "90min", "1h", "6h")
DAY_UNITS = (
    "1d", "3d", "1bd", "2bd", "1bd-sun-thu", "3bd-mon.wed.fri", "1w-sun", "2w-mon",
    "1mo-start", "1mo-end", "1mo-15", "1mo-30",
    "1mo-bstart", "1mo-bend", "5mo-start", "1q-start-feb", "1q-end-dec", "1y-start-jul",
    "1y-end-feb", "7y-15-jun",
)  # fmt: skip
MANY_YEARS = st.integers(-3_000_000_000, 3_000_000_000)


def read_back(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return local and UTC seconds of formatted stamps."""
    cells = code_texts(texts)
    table = Table(name="t.csv", columns={"ds": cells}, lines=np.arange(len(texts)))
    column = collect_times(table, ["ds"])
    found = read_stamps(column, day_first=None)
    offsets = np.zeros_like(found.wall) if found.offsets is None else found.offsets
    return found.wall[column.codes], (found.wall - offsets)[column.codes]


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=60)
@given(text=st.sampled_from(CLOCK_UNITS), second=MANY_YEARS, phase=st.integers(0, 59))
def test_clock_ordinals_come_back(zone: str, text: str, second: int, phase: int) -> None:
    frequency = Frequency.parse(text)
    calendar = Calendar(
        frequency=frequency, zone=zone, style="YYYY-MM-DDThh:mm:ss±hh:mm", phase=phase
    )
    ordinals = second // (frequency.seconds or 1) + np.arange(5)
    wall, utc = read_back(calendar.format(ordinals))
    assert (np.diff(utc) == frequency.seconds).all()
    found, fits = calendar.ordinals(wall, utc)
    assert fits.all()
    assert found.tolist() == ordinals.tolist()


@pytest.mark.parametrize("text", DAY_UNITS)
@settings(max_examples=25)
@given(first=st.integers(-20_000, 90_000), time_of_day=st.sampled_from([0, 16 * 3600]))
def test_day_ordinals_come_back(text: str, first: int, time_of_day: int) -> None:
    frequency = Frequency.parse(text)
    step = 12 * frequency.multiple if frequency.unit == "year" else (frequency.months or 1)
    calendar = Calendar(
        frequency=frequency, zone=None, style="YYYY-MM-DD hh:mm", time_of_day=time_of_day
    )
    ordinals = first // step // (12 if frequency.months else 1) + np.arange(5)
    wall, utc = read_back(calendar.format(ordinals))
    found, fits = calendar.ordinals(wall, utc)
    assert fits.all()
    assert found.tolist() == ordinals.tolist()
    assert (np.diff(wall) > 0).all()
    _, off = calendar.ordinals(wall + 60, utc + 60)
    assert not off.any()


@pytest.mark.parametrize("phase", [0, 1, 4])
def test_a_phase_moves_the_grid(phase: int) -> None:
    calendar = Calendar(frequency=Frequency.parse("5d"), zone=None, style="YYYY-MM-DD", phase=phase)
    assert calendar.format(np.array([0, 1])) == [
        f"1970-01-{1 + phase:02d}",
        f"1970-01-{6 + phase:02d}",
    ]


@pytest.mark.parametrize(
    ("zone", "start", "expected"),
    [
        ("Europe/Berlin", "2024-03-30T23:00", ["00:00+01:00", "01:00+01:00", "03:00+02:00"]),
        ("Europe/Berlin", "2024-10-26T23:00", ["01:00+02:00", "02:00+02:00", "02:00+01:00"]),
        ("America/New_York", "2024-03-10T06:00", ["01:00-05:00", "03:00-04:00", "04:00-04:00"]),
        ("America/New_York", "2024-11-03T05:00", ["01:00-04:00", "01:00-05:00", "02:00-05:00"]),
        ("Australia/Lord_Howe", "2024-04-06T14:00", ["01:00+11:00", "01:30+10:30", "02:30+10:30"]),
        ("Asia/Kathmandu", "2024-01-01T00:00", ["05:45+05:45", "06:45+05:45", "07:45+05:45"]),
    ],
)
def test_hours_over_clock_changes(zone: str, start: str, expected: list[str]) -> None:
    calendar = Calendar(frequency=Frequency.parse("1h"), zone=zone, style="YYYY-MM-DD hh:mm±hh:mm")
    first = int(np.datetime64(start, "s").astype(np.int64)) // 3600
    assert [text[11:] for text in calendar.format(first + np.arange(3))] == expected


@pytest.mark.parametrize("zone", ZONES)
def test_local_times_and_utc_agree(zone: str) -> None:
    instants = np.arange(1_700_000_000, 1_740_000_000, 1800)
    table = load_zone(zone, int(instants[0]), int(instants[-1]))
    wall = instants + table.offset_at(instants)
    back = table.read_local(wall)
    assert not back.skipped.any()
    assert ((back.first == instants) | (back.second == instants)).all()
    assert (back.first <= back.second).all()


def test_skipped_and_repeated_local_times() -> None:
    zone = load_zone("Europe/Berlin", 1_700_000_000, 1_740_000_000)
    wall = np.array(["2024-03-31T02:30", "2024-10-27T02:30", "2024-07-01T12:00"], "datetime64[s]")
    times = zone.read_local(wall.astype(np.int64))
    assert times.skipped.tolist() == [True, False, False]
    assert (times.second - times.first).tolist()[1:] == [3600, 0]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("YYYY", "0961"),
        ("YYYY-MM", "0961-03"),
        ("YYYY-MM-DD", "0961-03-01"),
        ("YYYY-MM-DD hh:mm", "0961-03-01 00:00"),
        ("YYYY-MM-DDThh:mm:ss", "0961-03-01T00:00:00"),
        ("YYYY-MM-DDThh:mm:ssZ", "0961-03-01T00:00:00Z"),
        ("YYYY-MM-DD hh:mm±hhmm", "0961-03-01 00:00+0000"),
        ("YYYY-MM-DD hh:mm±hh", "0961-03-01 00:00+00"),
    ],
)
def test_styles(style: str, expected: str) -> None:
    calendar = Calendar(frequency=Frequency.parse("MS"), zone="+00:00", style=style)
    months = (961 - 1970) * 12 + 2
    assert calendar.format(np.array([months])) == [expected]
    assert Calendar.from_dict(calendar.to_dict()) == calendar


def test_steps_are_numbers() -> None:
    calendar = Calendar(frequency=Frequency.parse("2step"), zone=None, style="step", phase=1)
    assert calendar.format(np.array([-1, 0, 3])) == ["-1", "1", "7"]


def test_nonsense_styles_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown time style"):
        Calendar(frequency=Frequency.parse("1d"), zone=None, style="DD.MM.YYYY")
    with pytest.raises(ValueError, match="does not go with"):
        Calendar(frequency=Frequency.parse("1d"), zone=None, style="step")


def test_no_ordinals_no_stamps() -> None:
    calendar = Calendar(
        frequency=Frequency.parse("1h"), zone="Europe/Berlin", style="YYYY-MM-DD hh:mm"
    )
    assert calendar.format(np.empty(0, np.int64)) == []


@pytest.mark.parametrize("text", DAY_UNITS)
@given(first=st.integers(-20_000, 90_000), clock=st.integers(0, 86_399))
def test_the_first_step_from_a_time_on(text: str, first: int, clock: int) -> None:
    calendar = Calendar(
        frequency=Frequency.parse(text), zone=None, style="YYYY-MM-DD hh:mm", time_of_day=3600
    )
    wall = np.array([first * 86_400 + clock])
    found = calendar.first_from(wall)
    assert (calendar.wall(found) >= wall).all()
    assert (calendar.wall(found - 1) < wall).all()


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("01:59", "02:00+02:00"), ("02:00", "02:00+02:00"), ("02:01", "02:00+01:00"),
     ("03:00", "03:00+01:00")],
)  # fmt: skip
def test_the_first_hour_from_a_time_that_comes_twice(clock: str, expected: str) -> None:
    calendar = Calendar(
        frequency=Frequency.parse("1h"), zone="Europe/Berlin", style="YYYY-MM-DD hh:mm±hh:mm"
    )
    wall = np.array([f"2024-10-27T{clock}"], "datetime64[s]").astype(np.int64)
    assert calendar.format(calendar.first_from(wall))[0][11:] == expected


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=30)
@given(text=st.sampled_from((*CLOCK_UNITS, *DAY_UNITS)), ordinal=st.integers(-150, 150))
def test_instants_are_those_of_the_stamps(zone: str, text: str, ordinal: int) -> None:
    calendar = Calendar(
        frequency=Frequency.parse(text), zone=zone, style="YYYY-MM-DDThh:mm:ss±hh:mm"
    )
    ordinals = np.array([[ordinal, ordinal + 1]])
    _, utc = read_back(calendar.format(ordinals[0]))
    assert calendar.instants(ordinals).tolist() == [utc.tolist()]
    naive = Calendar(frequency=Frequency.parse(text), zone=None, style="YYYY-MM-DDThh:mm:ss")
    assert naive.instants(ordinals).tolist() == naive.wall(ordinals).tolist()
