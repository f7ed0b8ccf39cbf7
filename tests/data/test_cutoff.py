"""A cutoff: values after it are left out, as if the file ended there."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from covariate_files import LAST, rows, text_of
from csvtext import Load, stamps
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.cutoff import read_cutoff
from lstmcast.data.calendar import Calendar
from lstmcast.data.cutoff import find_cutoff
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError, UsageError


def newest(data: SeriesSet) -> str:
    return data.calendar.format(np.array([int((data.starts + data.lengths).max()) - 1]))[0]


def table(times: list[str]) -> str:
    return "".join(["time,y\n", *(f"{time},{place}\n" for place, time in enumerate(times))])


@pytest.mark.parametrize(
    ("freq", "cutoff", "last"),
    [
        ("D", "2024-01-10", "2024-01-10"),
        ("D", "2024-01-10T00:00", "2024-01-10"),
        ("D", "2024-01", "2024-01-31"),
        ("h", "2024-01-02", "2024-01-02 23:00"),
        ("h", "2024-01-02 05:59", "2024-01-02 05:00"),
        ("h", "2024-01-02T05:00", "2024-01-02 05:00"),
        ("h", "2024-01-02T05:00+02:00", "2024-01-02 03:00"),
        ("M", "2024-03", "2024-03"),
        ("M", "2024-03-15", "2024-03"),
        ("M", "2024", "2024-12"),
    ],
)
def test_the_last_step_is_that_of_the_cutoff(load: Load, freq: str, cutoff: str, last: str) -> None:
    times = stamps("2024-01" if freq == "M" else "2024-01-01", 1, freq, 60)
    whole = load(table(times)).series
    data = load(table(times), cutoff=cutoff).series
    assert newest(data) in {last, last.replace(" ", "T"), f"{last}T00:00"}
    assert data.values.tolist() == whole.values[: len(data.values)].tolist()
    assert newest(load(table(times), cutoff="2050").series) == newest(whole)


def test_it_reads_what_a_shorter_file_would_say(load: Load) -> None:
    times = stamps("2024-01-01", 1, "D", 30)
    cut = load(table(times), cutoff="2024-01-20")
    short = load(table(times[:20]))
    assert cut.series.values.tolist() == short.series.values.tolist()
    assert cut.series.starts.tolist() == short.series.starts.tolist()
    assert [note.code for note in cut.notes] == [note.code for note in short.notes]


def test_values_that_are_missing_at_the_cutoff_are_no_values(load: Load) -> None:
    lines = [f"2024-01-{day:02d},{'' if 8 <= day <= 12 else day}\n" for day in range(1, 21)]
    data = load("time,y\n" + "".join(lines), cutoff="2024-01-10").series
    assert newest(data) == "2024-01-07"


@pytest.mark.parametrize(("cutoff", "last"), [("7", "7"), ("2", "2"), ("-3", None)])
def test_steps_have_numbers(load: Load, cutoff: str, last: str | None) -> None:
    text = "".join(["step,y\n", *(f"{step},{step * step}\n" for step in range(1, 12))])
    if last is None:
        with pytest.raises(DataError, match="no row lies at or before the cutoff -3"):
            load(text, time=("step",), cutoff=cutoff)
    else:
        assert newest(load(text, time=("step",), cutoff=cutoff).series) == last


def test_a_time_is_no_step_and_a_step_no_time(load: Load) -> None:
    steps = "".join(["step,y\n", *(f"{step},{step}\n" for step in range(1, 12))])
    with pytest.raises(UsageError, match="is no step number"):
        load(steps, time=("step",), cutoff="2024-01-10")
    with pytest.raises(UsageError, match="is no time"):
        load(table(stamps("2024-01-01", 1, "D", 30)), cutoff="123456")


def test_what_is_known_ahead_stays(load: Load) -> None:
    settings = {"known": ("price", "weather"), "past": ("visitors",), "static": ("region",)}
    text = text_of(rows())
    whole = load(text, **settings).series
    cut = load(text, **settings, cutoff="2024-01-10").series
    assert cut.lengths.tolist() == [10, 10]
    assert cut.covariates is not None
    assert whole.covariates is not None
    assert LAST > 10
    for place in range(2):
        here, there = cut.covariates.series(place), whole.covariates.series(place)
        ahead = [column.when == "known" for column in cut.covariates.dynamic]
        np.testing.assert_array_equal(here[:, ahead], there[:, ahead])
        past = [column.when == "past" for column in cut.covariates.dynamic]
        assert np.isnan(here[10:, past]).all()
        np.testing.assert_array_equal(here[:10, past], there[:10, past])


def test_series_that_begin_later_are_not_there(load: Load) -> None:
    times = stamps("2024-01-01", 1, "D", 30)
    lines = [f"a,{time},{place}\n" for place, time in enumerate(times)]
    lines += [f"b,{time},{place}\n" for place, time in enumerate(times) if place > 20]
    text = "".join(["id,time,y\n", *lines])
    assert len(load(text, id=("id",)).series) == 2
    assert [key.ids for key in load(text, id=("id",), cutoff="2024-01-15").series.keys] == [("a",)]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu", "Pacific/Auckland"])
@given(step=st.integers(0, 24 * 366), minutes=st.integers(0, 59))
def test_in_any_zone_it_is_the_last_step_that_has_begun(zone: str, step: int, minutes: int) -> None:
    calendar = Calendar(frequency=Frequency.parse("h"), zone=zone, style="YYYY-MM-DD hh:mm±hh:mm")
    [instant] = calendar.instants(np.array([step])).tolist()
    moment = datetime.fromisoformat("1970-01-01T00:00:00+00:00") + timedelta(
        seconds=instant, minutes=minutes
    )
    assert find_cutoff(moment.isoformat(), calendar) == step
    [wall] = calendar.wall(np.array([step])).tolist()
    local = datetime.fromisoformat("1970-01-01T00:00:00") + timedelta(seconds=wall)
    found = find_cutoff(local.isoformat(), calendar)
    assert found is not None
    assert 0 <= found - step <= 1  # of an hour that clocks show twice, the later one
    assert calendar.wall(np.array([found])).tolist() == [wall]


@pytest.mark.parametrize("text", ["", "x", "2024-13", "2024-02-30", "2024-01-01T25:00", "1.5"])
def test_what_is_no_cutoff(text: str) -> None:
    assert read_cutoff(text) is None
