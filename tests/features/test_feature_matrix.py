"""Features as columns behind those of the files: aligned, ahead, and of their time stamp alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_calendars import calendar_of, day_number, series_on

from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column, Covariates
from lstmcast.errors import UsageError
from lstmcast.features import matrix
from lstmcast.features.events import Event
from lstmcast.features.matrix import (
    FloatArray,
    IntArray,
    encode_steps,
    feature_columns,
    with_features,
)
from lstmcast.features.plan import FeaturePlan

DAILY = calendar_of("1d")
EVENTS = (Event(name="Fair", dates=("2024-02-29", "2024-03-08"), lead=2, lag=1),)
PLAN = FeaturePlan(calendar=("weekday", "yearday"), events=EVENTS)
START = day_number("2024-02-20")


def covariates_of(*rows: int) -> Covariates:
    """Return a price and a count for each row of series with so many, and a size of each."""
    total = sum(rows)
    return Covariates(
        dynamic=(Column(name="price", when="known"), Column(name="visits", when="past")),
        static=(Column(name="size", when="static"),),
        values=np.arange(2.0 * total).reshape(total, 2),
        offsets=np.cumsum([0, *rows], dtype=np.int64),
        attributes=np.arange(float(len(rows)))[:, None],
    )


def test_columns_by_kind_in_the_order_of_the_plan() -> None:
    plan = FeaturePlan(calendar=("weekend", "day"), holidays=("DE", "US-CA"), events=EVENTS)
    columns = feature_columns(plan)
    assert [column.name for column in columns] == [
        "calendar weekend", "calendar day sin", "calendar day cos", "holiday DE", "holiday US-CA",
        "event Fair", "event Fair before", "event Fair after",
    ]  # fmt: skip
    assert {(column.when, column.levels) for column in columns} == {("known", None)}
    assert encode_steps(plan, DAILY, np.arange(3)).shape == (3, len(columns))


def test_nothing_planned_changes_nothing() -> None:
    data = series_on(DAILY, [START], [5])
    assert with_features(data, FeaturePlan(), ahead=3) is data
    assert feature_columns(FeaturePlan()) == ()


def test_rows_reach_as_far_ahead_as_asked() -> None:
    data = with_features(series_on(DAILY, [START, START + 3], [5, 0]), PLAN, ahead=10)
    assert data.covariates is not None
    assert data.covariates.lengths.tolist() == [15, 10]
    assert data.covariates.static == ()
    assert data.covariates.attributes.shape == (2, 0)
    fair = [column.name for column in data.covariates.dynamic].index("event Fair")
    assert data.covariates.series(0)[:, fair].nonzero()[0].tolist() == [9]
    assert data.covariates.series(1)[:, fair].nonzero()[0].tolist() == [6]


def test_other_covariates_stay_and_are_unknown_in_new_rows() -> None:
    before = covariates_of(7, 4)  # known two steps ahead of one series, nothing ahead of the other
    data = with_features(series_on(DAILY, [START, START], [5, 4], before), PLAN, ahead=3)
    after = data.covariates
    assert after is not None
    assert after.lengths.tolist() == [8, 7]
    assert after.dynamic == before.dynamic + feature_columns(PLAN)
    assert after.static == before.static
    assert after.attributes is before.attributes
    for index, rows in enumerate((7, 4)):
        assert (after.series(index)[:rows, :2] == before.series(index)).all()
        assert np.isnan(after.series(index)[rows:, :2]).all()
        assert np.isfinite(after.series(index)[:, 2:]).all()


def test_rows_that_are_there_are_kept_and_filled() -> None:
    data = with_features(series_on(DAILY, [START], [5], covariates_of(20)), PLAN, ahead=3)
    assert data.covariates is not None
    assert data.covariates.lengths.tolist() == [20]
    expected = encode_steps(PLAN, DAILY, START + np.arange(20))
    assert (data.covariates.values[:, 2:] == expected).all()


def test_no_series_no_rows() -> None:
    data = with_features(series_on(DAILY, [], []), PLAN, ahead=3)
    assert data.covariates is not None
    assert data.covariates.values.shape == (0, len(feature_columns(PLAN)))


PLACES = st.lists(st.tuples(st.integers(-500, 1500), st.integers(0, 40)), min_size=1, max_size=6)


@settings(max_examples=50)
@given(PLACES, st.integers(0, 20), st.sampled_from(["1d", "1bd", "1w-sun", "1mo-end", "6h"]))
def test_a_feature_is_that_of_its_time_stamp(
    places: list[tuple[int, int]], ahead: int, frequency: str
) -> None:
    """However many series there are, however far apart."""
    calendar = calendar_of(frequency, "Europe/Berlin")
    starts, lengths = zip(*places, strict=True)
    plan = FeaturePlan(calendar=("yearday",), events=EVENTS)
    data = with_features(series_on(calendar, starts, lengths), plan, ahead=ahead)
    assert data.covariates is not None
    for index, (start, length) in enumerate(places):
        rows = data.covariates.series(index)
        assert len(rows) == length + ahead
        for row in {0, len(rows) // 2, len(rows) - 1} if len(rows) else ():
            alone = encode_steps(plan, calendar, np.array([start + row]))
            assert (rows[row] == alone).all()


@given(st.integers(0, 40), st.integers(1, 30))
def test_what_is_cut_off_or_not_is_the_same(end: int, ahead: int) -> None:
    """Features of a series until a cutoff are those of the whole series: nothing leaks."""
    whole = with_features(series_on(DAILY, [START], [40]), PLAN, ahead=30).covariates
    short = with_features(series_on(DAILY, [START], [end]), PLAN, ahead=ahead).covariates
    assert whole is not None
    assert short is not None
    assert (short.values == whole.values[: end + ahead]).all()


@pytest.mark.parametrize(
    ("frequency", "start", "expected"),
    [
        ("1w-mon", "2024-02-26", [[1, 2, 1], [1, 2, 1]]),  # 26 Feb to 3 Mar, 4 to 10 Mar
        ("1mo-start", "2024-02-01", [[1, 2, 0], [1, 2, 2]]),
        ("1bd", "2024-02-28", [[0, 1, 0], [1, 0, 0], [0, 0, 1]]),
    ],
)
def test_longer_steps_count_days(frequency: str, start: str, expected: list[list[int]]) -> None:
    calendar = calendar_of(frequency)
    wall = np.array([start], dtype="datetime64[s]").astype(np.int64)
    steps = calendar.first_from(wall)[0] + np.arange(len(expected))
    assert encode_steps(FeaturePlan(events=EVENTS), calendar, steps).tolist() == expected


@pytest.mark.parametrize(
    ("plan", "name"),
    [
        (replace(PLAN, events=(Event(name="Fair", dates=("2024-01-01",)),)), "event Fair"),
        (
            FeaturePlan(
                events=(
                    Event(name="A", dates=("2024-01-01",), lead=1),
                    Event(name="A before", dates=("2024-01-01",)),
                )
            ),
            "event A before",
        ),
    ],
)
def test_names_occur_once(plan: FeaturePlan, name: str) -> None:
    covariates = replace(covariates_of(5), static=(Column(name="event Fair", when="static"),))
    data = series_on(DAILY, [START], [5], covariates)
    with pytest.raises(UsageError, match=f"two covariates have the name '{name}'"):
        with_features(data, plan, ahead=1)


@pytest.mark.parametrize(
    ("starts", "steps"),
    [([START] * 1000, 35), ([START, START + 20] * 500, 55), ([START, START + 5000], 70)],
)
def test_steps_that_series_share_are_worked_out_once(
    monkeypatch: pytest.MonkeyPatch, starts: list[int], steps: int
) -> None:
    """Ten thousand series cost little more than one, and a hole between two costs nothing."""
    worked_out = []

    def count_steps(plan: FeaturePlan, calendar: Calendar, ordinals: IntArray) -> FloatArray:
        worked_out.append(len(ordinals))
        return encode_steps(plan, calendar, ordinals)

    monkeypatch.setattr(matrix, "encode_steps", count_steps)
    with_features(series_on(DAILY, starts, [30] * len(starts)), PLAN, ahead=5)
    assert worked_out == [steps]
