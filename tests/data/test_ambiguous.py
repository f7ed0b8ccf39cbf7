"""Local times that clocks show twice: what order tells, and what a rule says."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from csvtext import Load, table, times_of
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.expected import Expected
from lstmcast.data.load import LoadedData
from lstmcast.data.moments.autumn import read_autumn
from lstmcast.data.notes import Note
from lstmcast.data.zones import load_zone
from lstmcast.errors import DataError

NIGHT = "2024-10-27"
BERLIN = {"tz": "Europe/Berlin"}


def hourly(*clocks: str) -> list[str]:
    return [f"{NIGHT} {clock}" for clock in clocks]


def remarks(data: LoadedData) -> list[Note]:
    return [note for note in data.notes if note.code == "repeated-hour"]


def offsets(times: list[str], rule: str = "infer", series: list[int] | None = None) -> list[int]:
    """Return how many hours east of UTC each time was taken to be."""
    wall = np.array(times, "datetime64[s]").astype(np.int64)
    zone = load_zone("Europe/Berlin", int(wall.min()), int(wall.max()))
    owners = np.array(series or [0] * len(times))
    read = read_autumn(zone.read_local(wall), wall, owners, zone.transitions, rule)
    return ((wall - read.utc) // 3600).tolist()


QUARTERS = ("02:00", "02:15", "02:30", "02:45")
ORDERS = {
    "both hours": (("01:00", "02:00", "02:00", "03:00"), [2, 2, 1, 1]),
    "newest first": (("04:00", "03:00", "02:00", "02:00", "01:00"), [1, 1, 1, 2, 2]),
    "one hour alone": (("01:00", "02:00", "03:00"), [2, 2, 1]),
    "quarters of both hours": ((*QUARTERS, *QUARTERS), [2] * 4 + [1] * 4),
    "a quarter lost in the first": ((*QUARTERS[1:], *QUARTERS), [2] * 3 + [1] * 4),
    "a quarter lost in the second": ((*QUARTERS, *QUARTERS[1:]), [2] * 4 + [1] * 3),
    "disjoint quarters": (("02:30", "02:45", "02:00", "02:15"), [2, 2, 1, 1]),
    "sorted by text": (("02:00", "02:00", "02:30", "02:30"), [2, 1, 2, 1]),
    "sorted by text, one lost": (("02:00", "02:00", "02:15", "02:30", "02:30"), [2, 1, 2, 2, 1]),
    "a row given twice": (("02:00", "02:00", "02:00"), [2, 1, 1]),
}


@pytest.mark.parametrize("case", ORDERS)
def test_order_tells_the_hours_apart(case: str) -> None:
    clocks, expected = ORDERS[case]
    assert offsets(hourly(*clocks)) == expected


def test_each_series_and_each_year_has_its_own_order() -> None:
    times = [*hourly("02:00", "02:30"), *hourly("02:00", "02:30")]
    assert offsets(times, series=[0, 1, 0, 1]) == [2, 2, 1, 1]
    two_years = ["2023-10-29 02:00", "2024-10-27 02:00", "2024-10-27 02:00"]
    assert offsets(two_years) == [2, 2, 1]


@given(
    minutes=st.sampled_from([5, 10, 15, 20, 30, 60]),
    lost=st.sets(st.integers(0, 23), max_size=8),
    copies=st.integers(1, 3),
)
def test_a_file_in_order_is_read_right(minutes: int, lost: set[int], copies: int) -> None:
    """Whatever rows are lost, unless the clocks that are left go back nowhere."""
    count = 60 // minutes
    steps = [step for step in range(2 * count) if step not in lost]
    clocks = [f"02:{step % count * minutes:02d}" for step in steps]
    if all(one < other for one, other in pairwise(clocks)):
        return
    clocks = ["00:00", "01:00", *clocks, "03:00", "04:00"]
    expected = [2, 2, *(2 if step < count else 1 for step in steps), 1, 1]
    series = [owner for owner in range(copies) for _ in clocks]
    assert offsets(hourly(*clocks * copies), series=series) == expected * copies


@pytest.mark.parametrize(("rule", "hour"), [("earlier", 2), ("later", 1), ("error", 2)])
def test_a_rule_is_for_all(rule: str, hour: int) -> None:
    assert offsets(hourly("01:00", "02:00", "02:30", "03:00"), rule) == [2, hour, hour, 1]


def test_what_order_told_is_said(load: Load) -> None:
    data = load(table(hourly("01:00", "02:00", "02:00", "03:00")), **BERLIN)
    [note] = remarks(data)
    assert (note.level, note.text) == (
        "info",
        "2 local times in the repeated hour of autumn placed by the rows around; first: sales.csv, "
        "line 3, column 'ds': '2024-10-27 02:00'",
    )


def test_what_nothing_tells_is_a_warning(load: Load) -> None:
    data = load(table(hourly("00:00", "01:00", "02:00", "04:00")), **BERLIN)
    [note] = remarks(data)
    assert note.level == "warning"
    assert note.text.startswith("1 local time in the repeated hour of autumn taken as the earlier")
    assert "line 4, column 'ds': '2024-10-27 02:00'" in note.text
    assert "--ambiguous later" in note.text
    assert np.isnan(data.series.values).tolist() == [False, False, False, True, True, False]


def test_the_later_hour_can_be_meant(load: Load) -> None:
    times = hourly("02:00", "03:00", "04:00")
    data = load(table(times), ambiguous="later", **BERLIN)
    assert times_of(data) == times
    [note] = remarks(data)
    assert note.text.startswith("1 local time in the repeated hour of autumn taken as the later")
    assert np.isnan(load(table(times), **BERLIN).series.values).sum() == 1


@pytest.mark.parametrize("rule", ["earlier", "later"])
def test_twice_the_same_hour_is_a_duplicate(rule: str, load: Load) -> None:
    with pytest.raises(DataError, match=r"'2024-10-27 02:00' is there twice, in lines 3 and 4"):
        load(table(hourly("01:00", "02:00", "02:00", "03:00")), ambiguous=rule, **BERLIN)


def test_repeated_hours_can_be_refused(load: Load) -> None:
    with pytest.raises(DataError) as caught:
        load(table(hourly("01:00", "02:00", "02:00", "03:00")), ambiguous="error", **BERLIN)
    assert caught.value.message == (
        "sales.csv, line 3, column 'ds': '2024-10-27 02:00' comes twice in Europe/Berlin: clocks "
        "were put back then (and 1 more)"
    )
    for choice in ("--ambiguous earlier", "--ambiguous infer", "UTC offset"):
        assert choice in (caught.value.hint or "")


def test_nothing_is_refused_that_is_not_ambiguous(load: Load) -> None:
    times = hourly("00:00", "01:00", "03:00", "04:00")
    assert not remarks(load(table(times), ambiguous="error", **BERLIN))
    with_offsets = [f"{NIGHT} 02:00+02:00", f"{NIGHT} 02:00+01:00", f"{NIGHT} 03:00+01:00"]
    assert not remarks(load(table(with_offsets), ambiguous="error", **BERLIN))
    assert not remarks(load(table(hourly("02:00", "03:00")), ambiguous="error"))  # no zone


@pytest.mark.parametrize("asked", [None, "earlier"])
def test_a_model_keeps_the_rule(asked: str | None, load: Load) -> None:
    trained = load(table(hourly("02:00", "03:00", "04:00")), ambiguous="later", **BERLIN)
    assert trained.reading.ambiguous == "later"
    expected = Expected(
        roles=trained.roles, calendar=trained.series.calendar, reading=trained.reading
    )
    fresh = load(table(["2025-10-26 02:00"]), expected=expected, ambiguous=asked)
    [note] = remarks(fresh)
    assert f"taken as the {asked or 'later'} one" in note.text
    first = int(fresh.series.starts[0]) * 3600
    clock = np.datetime64(first, "s").astype(str)
    assert clock.endswith("00:00:00" if asked == "earlier" else "01:00:00")
