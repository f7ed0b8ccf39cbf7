"""Old, cut off and shrunken data are refused, by the clock of their zone and their step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.errors import DataError, StaleDataError, UsageError
from lstmcast.jobs.freshness import check_freshness, check_shrinkage
from lstmcast.jobs.runkey import Fingerprint
from lstmcast.jobs.spec import Freshness
from tests.builders import series_set

HOUR = timedelta(hours=1)


def ending(
    frequency: str, stamp: str, *, zone: str | None = None, style: str = "YYYY-MM-DD", lag: int = 0
) -> SeriesSet:
    """Return series of which the first ends at a local time, the second ``lag`` steps before."""
    wall = np.array([np.datetime64(stamp, "s").astype(np.int64)])
    calendar = Calendar(
        frequency=Frequency.parse(frequency),
        zone=zone,
        style=style,
        time_of_day=int(wall[0] % 86_400) if Frequency.parse(frequency).seconds is None else 0,
    )
    last = int(calendar.first_from(wall)[0])
    assert calendar.wall(np.array([last])) == wall
    data = series_set([1.0, 2.0, 3.0], [4.0, 5.0])
    return replace(data, calendar=calendar, starts=np.array([last - 2, last - 1 - lag]))


def fresh(data: SeriesSet, now: str, hours: float) -> bool:
    """Return whether the data are fresh enough at a moment in UTC."""
    limit = Freshness(max_age=timedelta(hours=hours))
    try:
        check_freshness(data, limit, datetime.fromisoformat(now).replace(tzinfo=UTC))
    except StaleDataError:
        return False
    return True


@pytest.mark.parametrize(
    ("data", "end"),
    [
        pytest.param(ending("D", "2024-02-28"), "2024-02-29T00:00", id="a day"),
        pytest.param(ending("D", "2024-02-29"), "2024-03-01T00:00", id="a leap day"),
        pytest.param(
            ending("D", "2024-03-30", zone="Europe/Berlin"), "2024-03-30T23:00", id="in winter"
        ),
        pytest.param(
            ending("D", "2024-03-31", zone="Europe/Berlin"), "2024-03-31T22:00", id="23 hours"
        ),
        pytest.param(
            ending("D", "2024-10-27", zone="Europe/Berlin"), "2024-10-27T23:00", id="25 hours"
        ),
        pytest.param(
            ending("D", "2024-02-28", zone="Pacific/Auckland"), "2024-02-28T11:00", id="far east"
        ),
        pytest.param(ending("D", "2024-02-28T06:00:00"), "2024-02-29T06:00", id="a gas day"),
        pytest.param(ending("MS", "2024-02-01"), "2024-03-01T00:00", id="a month"),
        pytest.param(ending("ME", "2024-02-29"), "2024-03-01T00:00", id="a month's end"),
        pytest.param(
            ending("ME", "2024-03-31", zone="Europe/Berlin"), "2024-03-31T22:00", id="zoned end"
        ),
        pytest.param(ending("QS-JAN", "2024-01-01"), "2024-04-01T00:00", id="a quarter"),
        pytest.param(ending("YE-DEC", "2023-12-31"), "2024-01-01T00:00", id="a year's end"),
        pytest.param(ending("W-MON", "2024-02-26"), "2024-03-04T00:00", id="a week"),
        pytest.param(ending("B", "2024-03-01"), "2024-03-04T00:00", id="over a weekend"),
        pytest.param(
            ending("15min", "2024-02-28T12:15:00", style="YYYY-MM-DDThh:mm"),
            "2024-02-28T12:30",
            id="a quarter of an hour",
        ),
        pytest.param(
            ending("h", "2024-02-28T12:00:00", zone="+05:00", style="YYYY-MM-DDThh:mm"),
            "2024-02-28T08:00",
            id="an offset",
        ),
    ],
)
def test_a_stamp_stands_for_its_whole_step(data: SeriesSet, end: str) -> None:
    over = datetime.fromisoformat(end)
    assert fresh(data, (over + 26 * HOUR).isoformat(), 26)
    assert not fresh(data, (over + 26 * HOUR + timedelta(seconds=1)).isoformat(), 26)


def test_what_is_too_old_is_named() -> None:
    data = ending("D", "2024-02-27", lag=3)
    with pytest.raises(StaleDataError) as caught:
        check_freshness(data, Freshness(max_age=26 * HOUR), datetime(2024, 3, 1, 6, tzinfo=UTC))
    assert caught.value.message == (
        "the newest value, of 2024-02-27, is 2d6h old, and [freshness] max_age allows 1d2h;"
        " s1 ends with 2024-02-24"
    )
    assert (caught.value.exit_code, caught.value.code) == (6, "stale")
    assert "newer rows" in str(caught.value.hint)


def test_a_single_series_that_is_old_is_a_warning() -> None:
    data = ending("D", "2024-02-28", lag=3, zone="UTC")
    now = datetime(2024, 2, 29, 6, tzinfo=UTC)
    (note,) = check_freshness(data, Freshness(max_age=26 * HOUR), now)
    assert (note.code, note.level) == ("stale-series", "warning")
    assert note.text == (
        "1 of 2 series are older than 1d2h; the stalest, s1, ends with 2024-02-25, 3d6h ago"
    )
    assert check_freshness(data, Freshness(max_age=100 * HOUR), now) == ()


def test_without_a_zone_stamps_count_as_utc_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    data = ending("D", "2024-02-28")
    (note,) = check_freshness(data, Freshness(max_age=HOUR), datetime(2024, 2, 29, 1, tzinfo=UTC))
    assert (note.code, note.level) == ("age-in-utc", "info")
    assert check_freshness(data, Freshness(), datetime(2099, 1, 1, tzinfo=UTC)) == ()


def test_a_clock_that_jumped_back_is_noticed() -> None:
    data = ending("D", "2024-02-28", zone="UTC")
    now = datetime(2024, 2, 25, 12, tzinfo=UTC)
    (note,) = check_freshness(data, Freshness(max_age=HOUR), now)
    assert (note.code, note.level) == ("ahead-of-clock", "warning")
    assert "of 2024-02-28, lies 2d12h ahead of the clock" in note.text


def test_step_numbers_have_no_age() -> None:
    calendar = Calendar(frequency=Frequency.parse("step"), zone=None, style="step")
    data = replace(series_set([1.0, 2.0]), calendar=calendar)
    now = datetime(2024, 1, 1, tzinfo=UTC)
    with pytest.raises(UsageError, match="needs time stamps"):
        check_freshness(data, Freshness(max_age=HOUR), now)
    assert check_freshness(data, Freshness(min_rows=2), now) == ()


def test_too_few_rows() -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    data = series_set([1.0, float("nan"), 3.0], [4.0])
    assert check_freshness(data, Freshness(min_rows=3), now) == ()
    with pytest.raises(DataError, match=r"the data have 3 rows with a value; .* asks for 4"):
        check_freshness(data, Freshness(min_rows=4), now)
    with pytest.raises(DataError, match="no series holds a value"):
        check_freshness(series_set([]), Freshness(), now)
    keys = (SeriesKey((), "sales"), SeriesKey((), "visits"))
    with pytest.raises(DataError, match="the data have 2 rows"):
        check_freshness(replace(data, keys=keys), Freshness(min_rows=3), now)


def known(values: int = 100, series: int = 5, newest: int | None = 50) -> Fingerprint:
    return Fingerprint(digest="", values=values, series=series, newest=newest)


@pytest.mark.parametrize(
    ("now", "error", "code"),
    [
        (known(newest=49), StaleDataError, "went-back"),
        (known(newest=None), StaleDataError, "went-back"),
        (known(values=49), DataError, "shrunk"),
    ],
)
def test_a_file_that_shrank_overnight(now: Fingerprint, error: type[Exception], code: str) -> None:
    with pytest.raises(error, match="the run before"):
        check_shrinkage(now, known(), stamp="2024-02-28")
    (note,) = check_shrinkage(now, known(), stamp="2024-02-28", forced=True)
    assert (note.code, note.level) == (code, "warning")
    assert check_shrinkage(now, None, stamp="2024-02-28") == ()


def test_a_file_that_did_not() -> None:
    """Exports of the last so many days lose a row for every one that they win."""
    for now in (known(), known(values=50), known(newest=51), known(values=200, series=9)):
        assert check_shrinkage(now, known(), stamp="2024-02-28") == ()
    daily = replace(known(values=4, newest=2), grid="1d+0")
    assert check_shrinkage(daily, known(), stamp="2024-02-28") == ()
    (note,) = check_shrinkage(known(series=4), known(), stamp="2024-02-28")
    assert (note.code, note.level) == ("fewer-series", "warning")
    assert check_shrinkage(known(), known(newest=None, values=0), stamp="2024-02-28") == ()
