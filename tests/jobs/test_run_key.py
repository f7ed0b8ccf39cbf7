"""The key of a run changes with all that changes a forecast, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.config import Config, CovariateConfig, ForecastConfig
from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.errors import DataError
from lstmcast.jobs.model_identity import model_digest
from lstmcast.jobs.runkey import fingerprint, newest_step, options_of, run_key
from tests.builders import NAN, series_set, small_model, with_covariates

MODEL = "a" * 64
HORIZON = 3


def key(data: SeriesSet, cutoff: int = 9, **changes: object) -> str:
    facts: dict[str, Any] = {"model": MODEL, "horizon": HORIZON, "options": {"level": [80]}}
    facts |= changes
    found = fingerprint(data, cutoff=cutoff, horizon=facts["horizon"])
    return run_key(found, cutoff=cutoff, **facts)


def two() -> SeriesSet:
    return series_set(np.arange(10.0), np.arange(20.0, 29.0))  # both end with step 9


def changed(step: int, value: float) -> SeriesSet:
    data = two()
    data.values[step] = value
    return data


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(changed(3, 3.5), id="corrected"),
        pytest.param(changed(3, NAN), id="a value is gone"),
        pytest.param(series_set(np.arange(10.0)), id="a series is gone"),
        pytest.param(series_set(np.arange(10.0), np.arange(20.0, 28.0)), id="late rows"),
        pytest.param(series_set(np.arange(1.0, 10.0), np.arange(20.0, 29.0)), id="fewer"),
        pytest.param(replace(two(), starts=np.array([0, 2])), id="later"),
        pytest.param(
            replace(two(), keys=(SeriesKey(("s0",), "y"), SeriesKey(("s2",), "y"))), id="renamed"
        ),
        pytest.param(
            replace(
                two(),
                calendar=Calendar(
                    frequency=Frequency.parse("MS"), zone="Europe/Berlin", style="YYYY-MM-DD"
                ),
            ),
            id="another zone",
        ),
    ],
)
def test_other_data_have_another_key(other: SeriesSet) -> None:
    assert key(other) != key(two())


@pytest.mark.parametrize(
    "changes", [{"model": "b" * 64}, {"horizon": 4}, {"options": {"level": [90]}}]
)
def test_so_have_another_model_horizon_or_option(changes: dict[str, object]) -> None:
    assert key(two(), **changes) != key(two())
    assert key(two(), cutoff=8) != key(two())


def test_the_same_has_the_same_key_in_any_order() -> None:
    data = two()
    assert key(data.select(np.array([1, 0]))) == key(data) == key(two())
    assert key(changed(0, -0.0)) == key(data)  # zero is zero


@given(
    first=st.lists(st.floats(-1e6, 1e6) | st.just(NAN), min_size=1, max_size=12),
    second=st.lists(st.floats(-1e6, 1e6) | st.just(NAN), min_size=1, max_size=12),
    cutoff=st.integers(0, 12),
    later=st.floats(-1e6, 1e6),
)
def test_what_comes_after_the_cutoff_does_not_matter(
    first: list[float], second: list[float], cutoff: int, later: float
) -> None:
    """Neither other values nor their absence, nor a series that begins only then."""
    ended = [[1.0, *first, 2.0], [3.0, *second, 4.0]]
    whole = series_set(*ended)
    other = series_set(*[[*values, later] for values in ended])
    ends = np.maximum(cutoff + 1 - whole.starts, 0)
    for index in range(2):
        begin = int(other.offsets[index])
        other.values[begin + int(ends[index]) : int(other.offsets[index + 1])] = later
    assert (key(whole, cutoff) == key(other, cutoff)) is (
        np.array_equal(
            whole.until(ends).values,
            other.until(np.minimum(ends, whole.lengths)).values,
            equal_nan=True,
        )
        and bool((ends <= whole.lengths).all())
    )
    late = series_set(*ended, [1.0])
    assert key(replace(late, starts=np.array([0, 1, cutoff + 1])), cutoff) == key(whole, cutoff)


def test_a_cutoff_in_a_longer_file_is_the_end_of_a_shorter_one() -> None:
    longer = series_set([1.0, 2.0, NAN, NAN, 5.0, 6.0])
    assert key(longer, 3) == key(series_set([1.0, 2.0]), 3)
    assert fingerprint(longer, cutoff=3, horizon=1).newest == 1


def covered(change: Callable[[list[np.ndarray], np.ndarray], None] | None = None) -> SeriesSet:
    """Return two series with a known, a past and a static column, some of it changed."""
    rows = [np.arange(34.0).reshape(17, 2), np.arange(100.0, 132.0).reshape(16, 2)]
    for each, length in zip(rows, (10, 9), strict=True):
        each[length:, 1] = NAN
    attributes = np.array([[1.0], [2.0]])
    if change is not None:
        change(rows, attributes)
    columns = [
        Column(name="price", when="known"),
        Column(name="visits", when="past"),
        Column(name="size", when="static"),
    ]
    return with_covariates(two(), columns, rows, attributes)


def set_row(series: int, row: int, column: int) -> Callable[[list[np.ndarray], np.ndarray], None]:
    def change(rows: list[np.ndarray], _: np.ndarray) -> None:
        rows[series][row, column] = -1.0

    return change


def set_attribute(_: list[np.ndarray], attributes: np.ndarray) -> None:
    attributes[1, 0] = 7.0


@pytest.mark.parametrize(
    ("change", "cutoff", "matters"),
    [
        (set_row(0, 4, 0), 9, True),
        (set_row(0, 4, 1), 9, True),
        (set_row(0, 12, 0), 9, True),  # the last of three known steps ahead
        (set_row(0, 13, 0), 9, False),  # beyond the horizon
        (set_row(1, 11, 0), 9, True),
        (set_row(1, 12, 0), 9, False),
        (set_row(0, 9, 1), 8, False),  # happened after the cutoff
        (set_row(0, 8, 1), 8, True),
        (set_attribute, 9, True),
    ],
)
def test_covariates_count_as_far_as_they_are_known(
    change: Callable[[list[np.ndarray], np.ndarray], None], cutoff: int, *, matters: bool
) -> None:
    assert (key(covered(change), cutoff) != key(covered(), cutoff)) is matters


def test_a_fingerprint_says_what_there_is() -> None:
    found = fingerprint(series_set([1.0, NAN, 3.0], [], [5.0, 6.0]), cutoff=2, horizon=1)
    assert (found.values, found.series, found.newest) == (3, 3, 2)
    nothing = fingerprint(series_set([]), cutoff=2, horizon=1)
    assert (nothing.values, nothing.series, nothing.newest) == (0, 1, None)


def test_the_newest_step() -> None:
    assert newest_step(series_set([1.0], [2.0, 3.0])) == 2
    with pytest.raises(DataError, match="no series holds a value"):
        newest_step(series_set([], []))


def test_options_are_those_that_change_a_forecast() -> None:
    plain = options_of(Config())
    assert options_of(Config(forecast=ForecastConfig(level=(90.0,)))) != plain
    assert options_of(Config(covariates=CovariateConfig(future_fill="last"))) != plain
    assert key(two(), options=plain) == key(two(), options=options_of(Config()))


def test_a_model_is_the_same_if_it_forecasts_the_same() -> None:
    model = small_model()
    manifest = model.manifest
    later = replace(manifest.training, seconds=99.0)
    again = replace(model, manifest=replace(manifest, created="2030-01-01", training=later))
    assert model_digest(again) == model_digest(model)
    for other in (
        small_model(seed=1),
        replace(model, manifest=replace(manifest, trust=0.5)),
        replace(model, manifest=replace(manifest, horizon=5)),
    ):
        assert model_digest(other) != model_digest(model)
