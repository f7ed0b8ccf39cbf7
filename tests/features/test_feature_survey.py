"""Remarks on features the data cannot teach."""

from __future__ import annotations

import pytest
from made_calendars import calendar_of, day_number, ordinal_of, series_on

from lstmcast.data.series import SeriesSet
from lstmcast.features.events import Event
from lstmcast.features.plan import FeaturePlan
from lstmcast.features.survey import survey_features

DAILY = calendar_of("1d")
YEAR = series_on(DAILY, [day_number("2024-01-01"), day_number("2024-03-01")], [366, 100])


def said(data: SeriesSet, plan: FeaturePlan) -> dict[str, tuple[str, str]]:
    return {note.code: (note.level, note.text) for note in survey_features(data, plan)}


def event(name: str, *dates: str) -> Event:
    return Event(name=name, dates=dates)


def test_parts_are_named() -> None:
    assert said(YEAR, FeaturePlan(calendar=("weekday", "day"))) == {
        "calendar-parts": ("info", "calendar: weekday, day")
    }


def test_events_that_teach_nothing_or_little() -> None:
    events = (
        event("never", "2023-12-31", "2025-01-01"),
        event("once", "2023-06-01", "2024-06-01"),
        event("run", "2024-06-01", "2024-06-02", "2024-06-03"),
        event("twice", "2024-06-01", "2024-06-03"),
    )
    assert said(YEAR, FeaturePlan(events=events)) == {
        "event-outside": (
            "warning",
            "no date of the event 'never' lies in the data, so nothing can be learnt of it",
        ),
        "event-once": (
            "info",
            "the data hold the events 'once', 'run' a single time, which teaches little",
        ),
    }


def test_many_names_are_cut_short() -> None:
    events = tuple(event(f"e{index}", "2020-01-01") for index in range(5))
    text = said(YEAR, FeaturePlan(events=events))["event-outside"][1]
    assert text.startswith("no date of the events 'e0', 'e1', 'e2' and 2 more lies in the data")


def test_a_weekend_is_no_business_day() -> None:
    calendar = calendar_of("1bd")
    data = series_on(calendar, [ordinal_of(calendar, "2024-05-02")], [10])
    plan = FeaturePlan(events=(event("saturday", "2024-05-04"), event("monday", "2024-05-06")))
    notes = said(data, plan)
    assert "'saturday'" in notes["event-outside"][1]
    assert "'monday'" in notes["event-once"][1]


@pytest.mark.parametrize("frequency", ["1h", "1w-sun", "1mo-end"])
def test_dates_between_stamps_lie_in_the_data(frequency: str) -> None:
    calendar = calendar_of(frequency, "Europe/Berlin")
    start = calendar_start(frequency)
    data = series_on(calendar, [ordinal_of(calendar, start)], [60])
    plan = FeaturePlan(events=(event("inside", "2024-01-02"), event("outside", "2023-11-30")))
    notes = said(data, plan)
    assert "'inside'" in notes["event-once"][1]
    assert "'outside'" in notes["event-outside"][1]


def calendar_start(frequency: str) -> str:
    """Return the first stamp of steps that hold 2 January 2024, but not 30 November 2023."""
    return {"1h": "2024-01-01T05:00", "1w-sun": "2024-01-07", "1mo-end": "2024-01-31"}[frequency]


def test_holidays_of_other_times() -> None:
    early = series_on(DAILY, [day_number("1850-01-01")], [100])
    plan = FeaturePlan(holidays=("DE",))
    level, text = said(early, plan)["holidays-outside"]
    assert level == "warning"
    assert text == "no holiday of DE lies in the data, so nothing can be learnt of them"
    assert said(YEAR, plan) == {}


def test_no_values_no_remarks() -> None:
    empty = series_on(DAILY, [0], [0])
    assert said(empty, FeaturePlan(holidays=("DE",), events=(event("e", "2024-01-01"),))) == {}
