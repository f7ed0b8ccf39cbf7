"""From stamps to a grid: frequencies found, gaps, zones, and frequencies asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from csvtext import Load, codes, stamps, table, times_of

from lstmcast.errors import DataError

ALIASES = {
    "B": "1bd", "D": "1d", "2D": "2d", "10D": "10d", "W-SUN": "1w-sun", "W-WED": "1w-wed",
    "2W-MON": "2w-mon", "MS": "1mo-start", "ME": "1mo-end", "2MS": "2mo-start", "6MS": "6mo-start",
    "BMS": "1mo-bstart", "BME": "1mo-bend", "QS-JAN": "1q-start-jan", "QS-FEB": "1q-start-feb",
    "QE-DEC": "1q-end-dec", "QE-OCT": "1q-end-oct", "YS-JAN": "1y-start-jan",
    "YS-JUL": "1y-start-jul", "YE-DEC": "1y-end-dec", "YE-FEB": "1y-end-feb", "5YS": "5y-start-jan",
}  # fmt: skip


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("gaps", [False, True])
def test_frequencies_of_days_and_longer(alias: str, gaps: bool, load: Load) -> None:
    times = [str(time.date()) for time in pd.date_range("1995-03-01", periods=40, freq=alias)]
    kept = [time for position, time in enumerate(times) if not gaps or position % 9 not in {4, 7}]
    data = load(table(kept))
    assert str(data.series.calendar.frequency) == ALIASES[alias]
    assert times_of(data) == times
    assert ("gaps" in codes(data)) == gaps
    assert str(load(table(kept), freq=alias).series.calendar) == str(data.series.calendar)


@pytest.mark.parametrize(
    ("step", "unit", "start", "expected"),
    [
        (1, "s", "2024-01-01T00:00:00", "1s"),
        (10, "s", "2024-01-01T00:00:05", "10s"),
        (1, "m", "2024-01-01T00:00", "1min"),
        (15, "m", "2024-01-01T00:07", "15min"),
        (90, "m", "2024-01-01T00:00", "90min"),
        (1, "h", "2024-01-01T00:30", "1h"),
        (6, "h", "2024-01-01T03:00", "6h"),
        (24, "h", "2024-01-01T16:00", "1d"),
        (168, "h", "2024-01-01T16:00", "1w-mon"),
    ],
)
@pytest.mark.parametrize("gaps", [False, True])
def test_frequencies_of_clocks(
    step: int, unit: str, start: str, expected: str, gaps: bool, load: Load
) -> None:
    times = stamps(start, step, unit, 40)
    kept = [time for position, time in enumerate(times) if not gaps or position % 9 not in {4, 7}]
    data = load(table(kept))
    assert str(data.series.calendar.frequency) == expected
    assert times_of(data) == times
    assert str(load(table(kept), freq=expected).series.calendar) == str(data.series.calendar)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (["2023-01-15", "2023-02-15", "2023-03-15"], "1mo-15"),
        (["2023-01-30", "2023-02-28", "2023-03-30", "2023-04-30"], "1mo-30"),
        (["2023-01-31", "2023-02-28"], "1mo-end"),
        (["2020-06-15", "2021-06-15", "2022-06-15"], "1y-15-jun"),
        (["2020-06-30", "2021-06-30", "2022-06-30"], "1y-end-jun"),
        (["2020-02-15", "2020-05-15", "2020-08-15"], "1q-15-feb"),
        (["2024-01-01", "2024-01-02"], "1d"),
        (["2024-01-01", "2024-01-08"], "1w-mon"),
        (stamps("2024-01-01", 1, "D", 5), "1d"),
        ([day for day in stamps("2024-01-01", 1, "D", 19) if np.is_busday(day)], "1bd"),
        (["2024-01-01 00:00", "2024-01-01 00:10", "2024-01-01 00:30", "2024-01-01 00:50",
          "2024-01-01 01:10"], "10min"),
        ([f"{year}Q1" for year in range(2000, 2005)], "1y-start-jan"),
        (["0001-01-01", "0002-01-01", "0003-01-01"], "1y-start-jan"),
    ],
)  # fmt: skip
def test_particular_grids(times: list[str], expected: str, load: Load) -> None:
    assert str(load(table(times)).series.calendar.frequency) == expected


@pytest.mark.parametrize(
    ("freq", "times", "expected"),
    [
        ("M", ["2024-01-31"], "1mo-end"),
        ("M", ["2024-01-01"], "1mo-start"),
        ("monthly", ["2024-01-10"], "1mo-10"),
        ("W", ["2024-01-03"], "1w-wed"),
        ("Q", ["2024-04-01", "2024-07-01"], "1q-start-jan"),
        ("QE", ["2024-05-31", "2024-08-31"], "1q-end-nov"),
        ("A", ["2024-12-31"], "1y-end-dec"),
        ("D", ["2024-01-01", "2024-01-03", "2024-01-05"], "1d"),
        ("h", ["2024-01-01", "2024-01-02"], "1h"),
        ("30s", ["2024-01-01 00:00", "2024-01-01 00:01"], "30s"),
        ("2h", ["2024-01-01 01:00", "2024-01-01 05:00"], "2h"),
    ],
)
def test_a_frequency_asked_for(freq: str, times: list[str], expected: str, load: Load) -> None:
    data = load(table(times), freq=freq)
    assert str(data.series.calendar.frequency) == expected
    formatted = times_of(data)
    assert formatted[0].startswith(times[0])
    assert formatted[-1].startswith(times[-1])


def test_business_days_have_no_weekends(load: Load) -> None:
    days = [day for day in stamps("2024-01-01", 1, "D", 40) if np.is_busday(day)]
    days.remove("2024-01-15")
    data = load(table(days))
    assert len(data.series.values) == len(days) + 1
    assert np.isnan(data.series.values).sum() == 1
    end = data.series.starts[0] + data.series.lengths[0]
    following = data.series.calendar.format(np.array([end, end + 1]))
    assert following == ["2024-02-12", "2024-02-13"]


BERLIN_SPRING = ["00:00", "01:00", "03:00", "04:00"]
BERLIN_AUTUMN = ["01:00", "02:00", "02:00", "03:00"]


def test_local_times_over_the_spring_change(load: Load) -> None:
    times = [f"2024-03-31 {clock}" for clock in BERLIN_SPRING]
    data = load(table(times), tz="Europe/Berlin")
    assert times_of(data) == times
    assert str(data.series.calendar.frequency) == "1h"
    assert not np.isnan(data.series.values).any()
    naive = load(table(times))
    assert np.isnan(naive.series.values).sum() == 1


def test_local_times_over_the_autumn_change(load: Load) -> None:
    times = [f"2024-10-27 {clock}" for clock in BERLIN_AUTUMN]
    data = load(table(times, [1, 2, 3, 4]), tz="Europe/Berlin")
    assert data.series.values.tolist() == [1, 2, 3, 4]
    assert times_of(data) == times
    newest_first = load(table(times[::-1], [4, 3, 2, 1]), tz="Europe/Berlin")
    assert newest_first.series.values.tolist() == [1, 2, 3, 4]


def test_half_of_the_repeated_hour_is_remarked_on(load: Load) -> None:
    times = ["2024-10-27 00:00", "2024-10-27 01:00", "2024-10-27 02:00", "2024-10-27 04:00"]
    data = load(table(times), tz="Europe/Berlin")
    assert "repeated-hour" in codes(data)
    assert np.isnan(data.series.values).sum() == 2


def test_many_series_repeat_the_hour_each(load: Load) -> None:
    rows = "".join(
        f"{name},2024-10-27 {clock},{value}\n"
        for value, clock in enumerate(BERLIN_AUTUMN)
        for name in "ab"
    )
    data = load("id,ds,y\n" + rows, tz="Europe/Berlin", id=("id",))
    assert data.series.values.tolist() == [0, 1, 2, 3, 0, 1, 2, 3]


def test_a_time_the_clock_never_showed(load: Load) -> None:
    times = [f"2024-03-31 0{hour}:00" for hour in range(5)]
    with pytest.raises(DataError, match=r"line 4, .* does not exist in Europe/Berlin") as caught:
        load(table(times), tz="Europe/Berlin")
    assert "--tz" in (caught.value.hint or "")


def test_days_do_not_care_for_clock_changes(load: Load) -> None:
    days = stamps("2024-03-29", 1, "D", 5)
    at_night = [f"{day} 02:30" for day in days]
    assert str(load(table(at_night), tz="Europe/Berlin").series.calendar.frequency) == "1d"
    assert times_of(load(table(days), tz="Europe/Berlin")) == days


def test_a_constant_offset_is_kept(load: Load) -> None:
    times = [f"2024-03-31T0{hour}:00:00+05:45" for hour in range(5)]
    data = load(table(times))
    assert data.series.calendar.zone == "+05:45"
    assert times_of(data) == times


def test_changing_offsets_become_utc_or_the_named_zone(load: Load) -> None:
    times = ["2024-10-27T01:00+02:00", "2024-10-27T02:00+02:00", "2024-10-27T02:00+01:00"]
    data = load(table(times))
    assert data.series.calendar.zone == "+00:00"
    assert times_of(data)[0] == "2024-10-26T23:00+00:00"
    assert "offsets" in codes(data)
    named = load(table(times), tz="Europe/Berlin")
    assert times_of(named) == times
    assert "offsets" not in codes(named)
    abroad = load(table(times), tz="America/New_York")
    assert times_of(abroad)[0] == "2024-10-26T19:00-04:00"


def test_days_with_changing_offsets_are_local_dates(load: Load) -> None:
    times = ["2024-10-26T00:00+02:00", "2024-10-27T00:00+02:00", "2024-10-28T00:00+01:00"]
    data = load(table(times))
    assert data.series.calendar.zone is None
    assert times_of(data) == [time[:16] for time in times]
    assert "offsets" in codes(data)
    assert times_of(load(table(times), tz="Europe/Berlin")) == times


def test_utc_days_of_another_zone(load: Load) -> None:
    times = ["2024-03-29T23:00Z", "2024-03-30T23:00Z", "2024-03-31T22:00Z"]
    data = load(table(times), tz="Europe/Berlin")
    assert str(data.series.calendar.frequency) == "1d"
    assert [time[:10] for time in times_of(data)] == ["2024-03-30", "2024-03-31", "2024-04-01"]


def test_a_few_slips_are_named_not_made_a_rhythm(load: Load) -> None:
    times = stamps("2024-01-01", 1, "D", 30)
    times[10] = "2024-01-11 07:00"
    with pytest.raises(DataError, match="line 12, column 'ds': '2024-01-11 07:00'"):
        load(table(times))


def test_series_may_start_anywhere(load: Load) -> None:
    rows = [f"a,{time},1\n" for time in stamps("2020-01-01", 1, "D", 20)]
    rows += [f"b,{time},2\n" for time in stamps("2024-01-01", 1, "D", 3)]
    data = load("id,ds,y\n" + "".join(rows))
    assert data.series.lengths.tolist() == [20, 3]
    assert times_of(data, 1)[0] == "2024-01-01"


def test_one_saturday_does_not_make_business_days_days(load: Load) -> None:
    days = [day for day in stamps("2024-01-01", 1, "D", 140) if np.is_busday(day)]
    days.insert(10, "2024-01-13")
    with pytest.raises(DataError, match=r"line 12, .*'2024-01-13' is not on the grid .* \(1bd\)"):
        load(table(days))


def test_days_and_months_in_one_file(load: Load) -> None:
    months = [str(time.date()) for time in pd.date_range("2023-01-01", periods=10, freq="MS")]
    rows = [f"a,{day},1\n" for day in stamps("2023-01-01", 1, "D", 200)]
    rows += [f"b,{day},2\n" for day in months]
    with pytest.raises(DataError, match="'a' and 'b' have different frequencies: 1d and 1mo-start"):
        load("id,ds,y\n" + "".join(rows))
