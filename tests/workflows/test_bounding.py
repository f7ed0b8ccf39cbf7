"""Bounds by flags, by the model, or by what values are; and what contradicts them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import NAN, series_set

from lstmcast.config import ForecastConfig
from lstmcast.data.bounds import Bounds
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.errors import DataError, UsageError
from lstmcast.workflows.bounding import (
    bounds_from_data,
    bounds_of_model,
    bounds_to_learn,
    remark_outside,
    remark_shares,
)

SHARES = np.append(np.linspace(10, 90, 50), [100.0] * 4)
FREE = series_set([1.5, 200.0, 3.0])
FULL = series_set(SHARES)
NONE = ForecastConfig()


@pytest.mark.parametrize(
    ("data", "config", "expected"),
    [
        (FREE, NONE, (None, None, None)),
        (FREE, ForecastConfig(min=-5.0), (-5, None, None)),
        (FREE, ForecastConfig(min=0.0, max=300.0, integer=False), (0, 300, False)),
        (FREE, ForecastConfig(max=float("inf")), (None, None, None)),
        (FULL, NONE, (0, 100, None)),
        (FULL, ForecastConfig(max=float("inf")), (None, None, None)),
        (FULL, ForecastConfig(min=5.0), (5, 100, None)),
        (FULL, ForecastConfig(min=-float("inf")), (None, 100, None)),
        (FULL, ForecastConfig(max=110.0), (0, 110, None)),
        (FULL, ForecastConfig(allow_negative=True), (None, 100, None)),
        (FULL, ForecastConfig(integer=True), (0, 100, True)),
    ],
)
def test_bounds_of_data(
    data: SeriesSet, config: ForecastConfig, expected: tuple[float | None, float | None, bool]
) -> None:
    (found,) = bounds_from_data(data, config)
    assert (found.target, found.min, found.max, found.integer) == ("y", *expected)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (ForecastConfig(min=5.0, max=5.0), "--min 5 is not below --max 5"),
        (ForecastConfig(min=7.0, max=-2.0), "--min 7 is not below --max -2"),
        (ForecastConfig(min=0.0, allow_negative=True), "--allow-negative contradicts --min 0"),
        (
            ForecastConfig(min=-5.0, allow_negative=False),
            "--no-allow-negative contradicts --min -5",
        ),
        (ForecastConfig(min=0.2, max=0.8, integer=True), "no whole number from 0.2 to 0.8"),
    ],
)
def test_contradictions(config: ForecastConfig, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        bounds_from_data(FREE, config)
    assert caught.value.hint


def test_flags_win_over_the_model() -> None:
    kept = (Bounds(target="y", min=0.0, max=100.0, integer=True),)
    assert bounds_of_model(kept, ["y"], NONE) == kept
    (changed,) = bounds_of_model(kept, ["y"], ForecastConfig(max=50.0, integer=False))
    assert (changed.min, changed.max, changed.integer) == (0, 50, False)
    (lifted,) = bounds_of_model(kept, ["y"], ForecastConfig(min=-float("inf")))
    assert lifted.min is None
    with pytest.raises(UsageError, match="--min 120 is not below the model's upper bound of 100"):
        bounds_of_model(kept, ["y"], ForecastConfig(min=120.0))


def test_a_model_that_kept_nothing() -> None:
    """One of an earlier version: no whole numbers unless asked for."""
    assert bounds_of_model((), ["a", "b"], NONE) == (
        Bounds(target="a", integer=False),
        Bounds(target="b", integer=False),
    )
    assert [each.max for each in bounds_of_model((), ["a", "b"], ForecastConfig(max=3.0))] == [3, 3]


def test_values_outside_name_the_first_and_how_many() -> None:
    data = series_set([1.0, NAN, 9.0, -1.0], [10.0, 2.0])
    config = ForecastConfig(min=0.0, max=8.0)
    told = "the value 9 in y of 's0' at 1970-03-01 is above --max 8; 3 values are outside in all"
    with pytest.raises(DataError) as caught:
        bounds_to_learn(data, config)
    assert str(caught.value) == told
    with pytest.raises(
        DataError, match=r"the value -1 in y of 's0' at 1970-04-01 is below --min 0$"
    ):
        bounds_to_learn(data, ForecastConfig(min=0.0))
    (note,) = remark_outside(data, bounds_from_data(data, config), config)
    assert (note.level, note.text) == ("warning", told)
    assert remark_outside(FREE, bounds_from_data(FREE, NONE), NONE) == ()


def test_a_bound_nobody_typed_is_not_called_a_flag() -> None:
    kept = (Bounds(target="y", min=0.0, max=1234567.0),)
    for values, told in (
        ([5.0, 7654321.0], "the value 7654321 in y of 's0' at 1970-02-01 is above the upper bound"
                           " of 1234567"),
        ([-0.5, 3.0], "the value -0.5 in y of 's0' at 1970-01-01 is below the lower bound of 0"),
    ):  # fmt: skip
        (note,) = remark_outside(series_set(values), kept, NONE)
        assert note.text == told


def test_percentages_are_said_once_and_only_where_they_bound() -> None:
    (note,) = remark_shares(bounds_from_data(FULL, NONE), NONE)
    assert note.text == "y holds percentages: forecasts do not exceed 100; --max inf lifts that"
    for config in (ForecastConfig(max=float("inf")), ForecastConfig(max=100.0)):
        assert remark_shares(bounds_from_data(FULL, config), config) == ()
    assert remark_shares(bounds_from_data(FREE, NONE), NONE) == ()


def test_targets_are_told_apart() -> None:
    data = series_set(SHARES, [1.5, 200.0, 3.0])
    data = replace(data, keys=(SeriesKey((), "load %"), SeriesKey((), "visitors")))
    first, second = bounds_from_data(data, NONE)
    assert (first.target, first.max) == ("load %", 100)
    assert (second.target, second.max) == ("visitors", None)


def test_many_percentages_are_one_note() -> None:
    names = [f"load {place}" for place in range(8)]
    data = replace(series_set(*[SHARES] * 8), keys=tuple(SeriesKey((), name) for name in names))
    (note,) = remark_shares(bounds_from_data(data, NONE), NONE)
    assert note.text.startswith("load 0, load 1, load 2, load 3, load 4 and 3 more hold perc")


def test_recognised_bounds_are_not_called_those_of_a_model() -> None:
    message = "--min 100 is not below the recognised upper bound of 100"
    with pytest.raises(UsageError, match=message):
        bounds_from_data(FULL, ForecastConfig(min=100.0))
