"""What settings ask for becomes a plan, which a model file keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lstmcast.artifact.codec import from_plain, to_plain
from lstmcast.config import CovariateConfig
from lstmcast.data.frequency import Frequency
from lstmcast.errors import DataError, UsageError
from lstmcast.features.events import Event
from lstmcast.features.plan import FeaturePlan, plan_features, renew_events


def plan_of(frequency: str, **settings: Any) -> FeaturePlan:
    return plan_features(CovariateConfig(**settings), Frequency.parse(frequency))[0]


@pytest.fixture
def events_file(workplace: Path) -> str:
    (workplace / "events.csv").write_text(
        "date,name,lead\n2024-03-31,Easter,2\n2023-04-09,Easter,\n"
    )
    return "events.csv"


def test_nothing_asked_for_is_nothing() -> None:
    plan = plan_of("1d")
    assert not plan
    assert plan == FeaturePlan()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("auto",), ("weekday", "day", "yearday")),
        (("auto", "weekend"), ("weekday", "day", "yearday", "weekend")),
        ((" Weekend ", "AUTO", "weekend"), ("weekend", "weekday", "day", "yearday")),
        (("month",), ("month",)),
    ],
)
def test_parts_asked_for(asked: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert plan_of("1d", calendar=asked).calendar == expected


def test_auto_is_nothing_where_nothing_varies() -> None:
    for frequency in ("1y-start-jan", "1step"):
        asked = CovariateConfig(calendar=("auto",))
        plan, [note] = plan_features(asked, Frequency.parse(frequency))
        assert not plan
        assert note.text == f"--calendar auto adds nothing at a frequency of {frequency}"


@pytest.mark.parametrize(
    ("frequency", "part", "message", "hint"),
    [
        (
            "1d",
            "weekdya",
            "there is no calendar part 'weekdya'",
            "Did you mean weekday? Parts are auto, minute, hour, weekday, weekend, day, yearday, "
            "week, month, quarter.",
        ),
        (
            "1d",
            "xyz",
            "there is no calendar part 'xyz'",
            "Parts are auto, minute, hour, weekday, weekend, day, yearday, week, month, quarter.",
        ),
        (
            "1d",
            "hour",
            "the calendar part 'hour' says nothing at a frequency of 1d: a step is no shorter "
            "than a day",
            "These do: weekday, weekend, day, yearday, week, month, quarter.",
        ),
        (
            "1bd",
            "weekend",
            "the calendar part 'weekend' says nothing at a frequency of 1bd: its business days "
            "are all on one side of it",
            "These do: weekday, day, yearday, week, month, quarter.",
        ),
        (
            "1y-start-jan",
            "month",
            "the calendar part 'month' says nothing at a frequency of 1y-start-jan: a step is no "
            "shorter than a year",
            "No part does; leave out --calendar.",
        ),
    ],
)
def test_parts_that_make_no_sense(frequency: str, part: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        plan_of(frequency, calendar=(part,))
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    "settings", [{"calendar": ("hour",)}, {"holidays": ("DE",)}, {"events": "events.csv"}]
)
def test_steps_have_no_dates(settings: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="steps without dates"):
        plan_of("1step", **settings)


def test_holidays_bring_hour_and_weekday_along_below_a_day(events_file: str) -> None:
    assert plan_of("1h", holidays=("de",)) == FeaturePlan(
        calendar=("hour", "weekday"), holidays=("DE",)
    )
    assert plan_of("1h", events=events_file).calendar == ("hour", "weekday")
    assert plan_of("1h", holidays=("DE",), calendar=("weekday",)).calendar == ("weekday", "hour")
    assert plan_of("1d", holidays=("DE",), events=events_file).calendar == ()


def test_a_plan_comes_back_from_a_file(events_file: str) -> None:
    plan = plan_of("1h", calendar=("auto",), holidays=("DE-BY", "XNYS"), events=events_file)
    assert plan.events == (Event(name="Easter", dates=("2023-04-09", "2024-03-31"), lead=2),)
    assert from_plain(FeaturePlan, json.loads(json.dumps(to_plain(plan)))) == plan


def test_bad_events_are_bad_data(workplace: Path) -> None:
    (workplace / "events.csv").write_text("date,name\nsoon,Sale\n")
    with pytest.raises(DataError, match=r"events\.csv, line 2"):
        plan_of("1d", events="events.csv")


LEARNT = FeaturePlan(
    events=(
        Event(name="Easter", dates=("2023-04-09", "2024-03-31"), lead=2),
        Event(name="Sale", dates=("2024-05-02",)),
    )
)


def renew(workplace: Path, content: str) -> tuple[dict[str, Event], dict[str, str]]:
    (workplace / "newer.csv").write_text(content)
    plan, notes = renew_events(LEARNT, "newer.csv")
    assert [event.name for event in plan.events] == ["Easter", "Sale"]  # the columns stay
    return {event.name: event for event in plan.events}, {note.code: note.text for note in notes}


def test_a_file_of_the_coming_year_takes_no_past_away(workplace: Path) -> None:
    events, notes = renew(workplace, "date,name\n2025-04-20,Easter\n")
    assert events["Easter"].dates == ("2023-04-09", "2024-03-31", "2025-04-20")
    assert events["Easter"].lead == 2
    assert events["Sale"] == LEARNT.events[1]
    assert notes == {"event-absent": "no newer dates of 'Sale': those of training stay"}


def test_from_its_first_date_on_a_newer_file_alone_counts(workplace: Path) -> None:
    events, _ = renew(
        workplace, "date,name\n2023-04-09,Easter\n2025-04-20,Easter\n2024-05-09,Sale\n"
    )
    assert events["Easter"].dates == ("2023-04-09", "2025-04-20")
    assert events["Sale"].dates == ("2024-05-02", "2024-05-09")


def test_what_a_model_does_not_know_is_ignored_aloud(workplace: Path) -> None:
    _, notes = renew(
        workplace, "date,name,lead\n2025-04-20,Easter,5\n2025-05-02,Sale,\n2025-05-03,Fair,1\n"
    )
    assert notes == {
        "event-unknown": "the model knows no event 'Fair': ignored",
        "event-reach": "lead and lag of 'Easter' stay as in training",
    }
