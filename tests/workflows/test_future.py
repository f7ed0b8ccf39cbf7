"""Values known ahead that are missing: what is said, what is typed to supply them, what fills."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.config import FutureFill
from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.errors import DataError
from lstmcast.span import Span
from lstmcast.workflows.future import (
    ensure_future,
    lacks_rows,
    remark_needed,
    template_command,
)
from tests.builders import NAN, series_set, with_covariates

FloatArray = npt.NDArray[np.float64]

PRICE = Column(name="price", when="known")
PROMO = Column(name="promo", when="known", levels=("no", "yes"))
VISITORS = Column(name="visitors", when="past")
SIZE = Column(name="size", when="static")
REGION = Column(name="region", when="static", levels=("north",))
HINT = (
    "write the rows with `lstmcast future-template DATA.csv --model MODEL -o future.csv`, fill"
    " them in and add --future future.csv; or choose what stands in: --future-fill last, season"
    " or mask"
)
DAILY = Calendar(frequency=Frequency.parse("D"), zone=None, style="YYYY-MM-DD", phase=19000)
HOURLY = Calendar(
    frequency=Frequency.parse("h"), zone="Europe/Berlin", style="YYYY-MM-DD hh:mm±hh:mm",
    phase=1_711_839_600,
)  # fmt: skip
STEPS = Calendar(frequency=Frequency.parse("step"), zone=None, style="step")


def panel(*cells: list[list[float]], columns: tuple[Column, ...] = (PRICE, PROMO)) -> SeriesSet:
    """Return shops A, B, ... of two values each, and the cells of their rows to come."""
    past = np.ones((2, len(columns)))
    rows = [np.concatenate([past, np.reshape(ahead, (-1, len(columns)))]) for ahead in cells]
    data = with_covariates(series_set(*([[1, 2]] * len(cells))), columns, rows)
    keys = tuple(SeriesKey((chr(ord("A") + place),), "sales") for place in range(len(cells)))
    return replace(data, keys=keys, starts=np.zeros(len(cells), np.int64), calendar=DAILY)


def alone(data: SeriesSet, calendar: Calendar = DAILY) -> SeriesSet:
    """Return a series of a file without ids."""
    return replace(data, keys=(SeriesKey((), "sales"),), calendar=calendar)


FULL = [[1.0, 1.0]] * 3
NONE: list[list[float]] = []
ONE = (PRICE,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Data that lack something, and what is said of them for a horizon of three days."""

    data: SeriesSet
    message: str
    horizon: int = 3


REFUSED = {
    "no rows": Case(
        data=alone(panel(NONE)),
        message="there are no rows with 'price' or 'promo' after 2022-01-09, and they are needed"
        " for the next 3 steps, from 2022-01-10 on: 6 values are missing",
    ),
    "no rows of a panel": Case(
        data=panel(NONE, NONE),
        message="there are no rows with 'price' or 'promo' after 2022-01-09 for 'A', and they are"
        " needed for the next 3 steps, from 2022-01-10 on: 12 values of 2 series are missing",
    ),
    "no rows of one column": Case(
        data=panel(NONE, columns=ONE),
        message="there are no rows with 'price' after 2022-01-09 for 'A', and it is needed for"
        " the next 3 steps, from 2022-01-10 on: 3 values of 1 series are missing",
    ),
    "no row for a single step": Case(
        data=alone(panel(NONE, columns=ONE)),
        message="there are no rows with 'price' after 2022-01-09, and it is needed for the next"
        " step: 1 value is missing",
        horizon=1,
    ),
    "rows without a value": Case(
        data=panel(FULL, [[NAN, NAN]] * 3),
        message="there are no rows with 'price' or 'promo' after 2022-01-09 for 'B', and they are"
        " needed for the next 3 steps, from 2022-01-10 on: 6 values of 1 series are missing",
    ),
    "rows end too early": Case(
        data=panel(FULL, FULL[:2]),
        message="the rows with 'price' or 'promo' end too early for 'B', at 2022-01-11 (2 of 3),"
        " and 2022-01-12 is the first that is missing: 2 values of 1 series are missing",
    ),
    "rows end too early without ids": Case(
        data=alone(panel([[1.0]], columns=ONE)),
        message="the rows with 'price' end too early, at 2022-01-10 (1 of 3), and 2022-01-11 is"
        " the first that is missing: 2 values are missing",
    ),
    "a cell": Case(
        data=panel(FULL, [[1, 1], [1, NAN], [1, 1]]),
        message="'promo' is empty at 2022-01-11 for 'B': 1 value of 1 series is missing",
    ),
    "cells of several series": Case(
        data=panel([[1, 1], [NAN, 1], [1, NAN]], [[NAN, 1], [1, 1], [1, 1]]),
        message="'price' is empty at 2022-01-11 for 'A': 3 values of 2 series are missing",
    ),
    "a hole before the rows end": Case(
        data=panel([[1, 1], [NAN, 1], [1, 1]]),
        message="'price' is empty at 2022-01-11 for 'A': 3 values of 1 series are missing",
        horizon=4,
    ),
    "a column": Case(
        data=panel([[1, NAN]] * 3, FULL),
        message="'promo' is empty in all 3 rows after 2022-01-09 for 'A', from 2022-01-10 on:"
        " 3 values of 1 series are missing",
    ),
    "local time on the day of 25 hours": Case(
        data=alone(panel([[1, 1]]), replace(HOURLY, phase=1_729_987_200 - 7200)),
        message="the rows with 'price' or 'promo' end too early, at 2024-10-27 02:00+02:00"
        " (1 of 3), and 2024-10-27 02:00+01:00 is the first that is missing: 4 values are missing",
    ),
    "plain steps": Case(
        data=alone(panel(NONE, columns=ONE), STEPS),
        message="there are no rows with 'price' after 1, and it is needed for the next 3 steps,"
        " from 2 on: 3 values are missing",
    ),
    "a series that has no value yet": Case(
        data=replace(
            with_covariates(series_set([]), ONE, [np.array([[1.0], [NAN], [2.0]])]), calendar=DAILY
        ),
        message="'price' is empty at 2022-01-09 for 's0': 1 value of 1 series is missing",
    ),
    "two targets of one row": Case(
        data=replace(
            panel([[1, NAN]] * 3, [[1, NAN]] * 3),
            keys=(SeriesKey(("A",), "sales"), SeriesKey(("A",), "returns")),
        ),
        message="'promo' is empty in all 3 rows after 2022-01-09 for 'A', from 2022-01-10 on:"
        " 3 values of 1 series are missing",
    ),
    "ids of two columns": Case(
        data=replace(panel(NONE), keys=(SeriesKey(("Berlin", "coffee"), "sales"),)),
        message="there are no rows with 'price' or 'promo' after 2022-01-09 for 'Berlin / coffee',"
        " and they are needed for the next 3 steps, from 2022-01-10 on: 6 values of 1 series are"
        " missing",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_is_missing_is_named(case: Case) -> None:
    with pytest.raises(DataError) as caught:
        ensure_future(case.data, horizon=case.horizon, fill="error", season=1)
    assert caught.value.message == case.message
    assert caught.value.hint == HINT


def test_the_hint_has_the_command_as_it_is_typed() -> None:
    command = template_command("my data.csv", Path("m.safetensors"))
    assert command == "lstmcast future-template 'my data.csv' --model m.safetensors"
    assert template_command(None, Path("m")) == "lstmcast future-template --model m"
    with pytest.raises(DataError) as caught:
        ensure_future(panel(NONE), horizon=1, fill="error", season=1, command=command)
    assert f"`{command} -o future.csv`" in str(caught.value.hint)


@pytest.mark.parametrize("fill", ["error", "last", "season", "mask"])
def test_what_is_complete_stays_as_it_is(fill: FutureFill) -> None:
    data = panel(FULL, FULL)
    made, notes = ensure_future(data, horizon=3, fill=fill, season=2)
    assert made is data
    assert notes == ()
    bare = series_set([1, 2, 3])
    assert ensure_future(bare, horizon=3, fill=fill, season=2) == (bare, ())


@pytest.mark.parametrize(
    ("fill", "text", "expected"),
    [
        ("last", "the last value stands in", [3, 3, 3]),
        ("season", "the value a season of 2 steps before stands in", [2, 3, 2]),
        ("mask", "the forecast does without them", [NAN, NAN, NAN]),
    ],
)
def test_what_stands_in_is_said(fill: FutureFill, text: str, expected: list[float]) -> None:
    rows = np.array([[1.0], [2.0], [3.0], [NAN], [NAN], [NAN]])
    data = alone(with_covariates(series_set([1, 1, 1]), ONE, [rows]))
    made, [note] = ensure_future(data, horizon=3, fill=fill, season=2)
    assert made.covariates is not None
    np.testing.assert_array_equal(made.covariates.values[3:, 0], expected)
    assert note.code == "future-missing"
    assert note.level == "warning"
    assert note.text == (
        f"3 values are missing that could be known, price at 2022-01-11 first: {text}"
    )


def test_what_cannot_be_filled_is_said() -> None:
    empty = with_covariates(series_set([1], [1]), ONE, [np.array([[NAN]]), np.array([[5.0]])])
    made, notes = ensure_future(empty, horizon=2, fill="last", season=12)
    assert made.covariates is not None
    np.testing.assert_array_equal(made.covariates.values[:, 0], [NAN, NAN, NAN, 5, 5, 5])
    assert [note.text for note in notes] == [
        "2 values of 1 series are missing that could be known, price at 1970-03-01 for 's1'"
        " first: the last value stands in",
        "2 values of 1 series are missing that could be known, price at 1970-02-01 for 's0'"
        " first: no older value can stand in for them",
    ]


def test_past_values_that_are_not_there_are_said() -> None:
    columns = (VISITORS, Column(name="visits", when="past"))
    seen = np.array([[1.0, 1], [1, 1], [NAN, 1], [NAN, 1]])
    gone = np.array([[1.0, NAN], [1, NAN], [NAN, NAN], [NAN, NAN]])
    data = with_covariates(series_set([0] * 4, [0] * 4, [0] * 4), columns, [seen, gone, seen])
    assert ensure_future(data, horizon=2, fill="error", season=3)[1][0].text == (
        "past values are missing: visits in the newest 3 steps of 1 of 3 series, visits for"
        " 's1' first; the forecast does without them"
    )
    [note] = ensure_future(data, horizon=2, fill="error", season=1)[1]
    assert note.level == "warning"
    assert note.code == "past-missing"
    assert note.text == (
        "past values are missing: visitors and visits in the newest 2 steps of 3 of 3 series,"
        " visitors for 's0' first; the forecast does without them"
    )
    single = alone(with_covariates(series_set([0] * 4), columns, [gone]))
    assert ensure_future(single, horizon=1, fill="error", season=1)[1][0].text == (
        "past values are missing: visitors and visits in the newest step; the forecast does"
        " without them"
    )
    assert ensure_future(data.select(np.array([0])), horizon=2, fill="error", season=4)[1] == ()


def test_static_values_that_are_not_there_are_said() -> None:
    attributes = np.array([[1.0, 1.0], [NAN, 0.0]])
    rows = [np.empty((1, 0))] * 2
    data = with_covariates(series_set([1], [1]), (SIZE, REGION), rows, attributes)
    [note] = ensure_future(data, horizon=2, fill="error", season=1)[1]
    assert note.code == "static-missing"
    assert note.text == (
        "static values are missing: size of 1 of 2 series, size for 's1' first; the forecast"
        " does without them"
    )


def test_train_says_what_predict_will_need() -> None:
    [note] = remark_needed((PRICE, VISITORS, PROMO, SIZE), 28)
    assert note.text == (
        "predict will need price and promo in the 28 rows after the last value of each series:"
        " `lstmcast future-template` writes those that are not there, to fill in"
    )
    [note] = remark_needed((PRICE,), 1)
    assert "price in the row after" in note.text
    for span, rows in ((Span(1, "month"), "all rows of 1 month"), (Span(2, "week"), "2 weeks")):
        [note] = remark_needed((PRICE,), span)  # a month is 28 to 31 rows
        assert f"{rows} after the last value" in note.text
    assert remark_needed((VISITORS, SIZE), 28) == ()


def test_rows_lack_where_the_model_needs_them() -> None:
    assert lacks_rows(panel(FULL, NONE), (PRICE, PROMO), 3)
    assert not lacks_rows(panel(FULL, FULL), (PRICE, PROMO), 3)
    assert not lacks_rows(panel(FULL, NONE), (SIZE,), 3)  # it was trained without the others


def test_rows_lack_as_far_as_a_span_reaches() -> None:
    ends_in_february = replace(panel([[1.0, 1.0]] * 28), starts=np.array([22]))  # on the 1st
    assert not lacks_rows(ends_in_february, (PRICE, PROMO), Span(1, "month"))
    assert lacks_rows(ends_in_february, (PRICE, PROMO), 31)


def test_rows_of_series_that_hold_no_value_yet_may_lack() -> None:
    rows = [np.ones((4, 1)), np.ones((1, 1))]
    newcomer = replace(with_covariates(series_set([1, 2], []), ONE, rows), calendar=DAILY)
    assert lacks_rows(newcomer, ONE, 2)
    assert not lacks_rows(newcomer.select(np.array([0])), ONE, 2)


@given(st.permutations(range(4)), st.sampled_from(["error", "mask"]))
def test_the_order_of_the_series_changes_nothing(order: list[int], fill: FutureFill) -> None:
    data = panel(FULL, [[1, 1], [1, NAN], [1, 1]], NONE, [[NAN, 1], [1, 1]])
    shuffled = data.select(np.array(order))
    texts = []
    for each in (data, shuffled):
        try:
            texts.append(ensure_future(each, horizon=3, fill=fill, season=1)[1][0].text)
        except DataError as error:
            texts.append(error.message)
    assert texts[0] == texts[1]
    assert "2022-01-11 for 'B'" in texts[0]


def test_many_series_take_no_time() -> None:
    steps, series = 100, 2_000
    rows = [np.ones((steps, 2))] * series
    data = with_covariates(series_set(*([np.ones(steps)] * series)), (PRICE, PROMO), rows)
    made, [note] = ensure_future(data, horizon=28, fill="season", season=7)
    assert "112000 values of 2000 series" in note.text
    assert made.covariates is not None
    assert (made.covariates.values == 1).all()
