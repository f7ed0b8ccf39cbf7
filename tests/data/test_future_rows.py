"""Cells of the rows to come: which are missing, which rows a forecast needs, what fills them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.covariates import Column
from lstmcast.data.filling import fill_gaps
from lstmcast.data.future import distinct_cells, distinct_rows, find_gaps, needed_rows
from lstmcast.data.series import SeriesKey, SeriesSet
from tests.builders import NAN, series_set, with_covariates

FloatArray = npt.NDArray[np.float64]

PRICE = Column(name="price", when="known")
VISITORS = Column(name="visitors", when="past")
PROMO = Column(name="promo", when="known", levels=("no", "yes"))
COLUMNS = (PRICE, VISITORS, PROMO)


def table(*columns: list[float]) -> FloatArray:
    """Return columns side by side, [rows, K]."""
    return np.array(columns, dtype=np.float64).T


def shops() -> SeriesSet:
    """Return three months of two shops, with two months to come: all known but a few cells."""
    first = table([1, 2, 3, 4, NAN], [9, 9, 9, NAN, NAN], [1, 1, 2, 1, 2])
    second = table([5, 6, 7], [8, 8, NAN], [2, 1, 1])
    return with_covariates(series_set([1, 2, 3], [4, 5, 6]), COLUMNS, [first, second])


def test_gaps_are_named_by_series_step_and_column() -> None:
    gaps = find_gaps(shops(), 2)
    found = zip(gaps.series.tolist(), gaps.steps.tolist(), gaps.columns.tolist(), strict=True)
    assert list(found) == [(0, 1, 0), (1, 0, 0), (1, 0, 2), (1, 1, 0), (1, 1, 2)]
    assert distinct_cells(shops(), gaps) == 5
    assert distinct_rows(shops(), gaps.series) == 2
    assert len(find_gaps(shops(), 0)) == 0
    assert len(find_gaps(series_set([1, 2]), 3)) == 0


def test_targets_of_one_row_miss_the_same_cells() -> None:
    data = shops()
    keys = (SeriesKey(("s",), "a"), SeriesKey(("s",), "b"))
    # The second begins and ends a month later than the first.
    gaps = find_gaps(replace(data, keys=keys), 2)
    assert distinct_cells(replace(data, keys=keys), gaps) == 5 - 1
    assert distinct_rows(replace(data, keys=keys), gaps.series) == 1


def test_rows_to_come_hold_what_is_known_of_them() -> None:
    rows = needed_rows(shops(), 2)
    assert rows.columns == (PRICE, PROMO)
    assert rows.ids == (("s0",), ("s0",), ("s1",), ("s1",))
    assert rows.ordinals.tolist() == [3, 4, 4, 5]
    np.testing.assert_array_equal(rows.values, [[4, 1], [NAN, 2], [NAN, NAN], [NAN, NAN]])


def test_targets_of_one_row_share_a_row_to_come() -> None:
    data = replace(shops(), keys=(SeriesKey((), "a"), SeriesKey((), "b")))
    rows = needed_rows(data, 2)
    assert rows.ids == ((), (), ())
    assert rows.ordinals.tolist() == [3, 4, 5]
    np.testing.assert_array_equal(rows.values, [[4, 1], [NAN, 2], [NAN, NAN]])


def test_a_series_without_a_value_begins_with_its_rows() -> None:
    data = with_covariates(series_set([]), [PRICE], [table([1, NAN, 3])])
    gaps = find_gaps(data, 4)
    assert gaps.steps.tolist() == [1, 3]
    assert needed_rows(data, 4).ordinals.tolist() == [0, 1, 2, 3]


def test_no_series_have_no_rows_to_come() -> None:
    rows = needed_rows(with_covariates(series_set(), COLUMNS, []), 3)
    assert (rows.ids, rows.ordinals.tolist(), rows.values.shape) == ((), [], (0, 2))


@pytest.mark.parametrize(
    ("price", "season", "expected"),
    [
        ([1, 2, 3, 4, NAN, NAN, NAN], 1, [4, 4, 4]),
        ([1, 2, 3, 4, NAN, NAN, NAN], 3, [2, 3, 4]),
        ([1, 2, 3, 4, NAN, NAN, NAN], 2, [3, 4, 3]),  # two seasons back: repeated
        ([1, NAN, 3, 4, NAN, NAN, NAN], 3, [4, 3, 4]),  # none of that season: the last
        ([1, 2, 3, 4, NAN, 8, NAN], 1, [4, 8, 8]),  # known again meanwhile
        ([1, 2, 3, 4, 7, NAN, NAN], 3, [7, 3, 4]),
        ([NAN, NAN, NAN, NAN, NAN, 5, NAN], 2, [NAN, 5, 5]),  # nothing older for the first
        ([1, 2, 3, 4, NAN, NAN, NAN], 50, [4, 4, 4]),
    ],
)
def test_older_values_stand_in(price: list[float], season: int, expected: list[float]) -> None:
    other = table([NAN, 50, NAN, 60, NAN, NAN, NAN])  # of another series, never taken
    data = with_covariates(
        series_set([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]), [PRICE], [other, table(price), other]
    )
    gaps = find_gaps(data, 3)
    made, filled = fill_gaps(data, gaps, horizon=3, season=season)
    assert made.covariates is not None
    np.testing.assert_array_equal(made.covariates.series(1)[4:, 0], expected)
    assert (
        filled[gaps.series == 1].sum() == np.isfinite(expected).sum() - np.isfinite(price[4:]).sum()
    )


@st.composite
def panels(draw: st.DrawFn) -> tuple[SeriesSet, int]:
    """Return series with covariates full of holes, and a horizon."""
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    lengths = draw(st.lists(st.integers(0, 9), min_size=1, max_size=5))
    rows = [
        np.where(random.random((length + extra, 3)) < 0.5, NAN, random.normal(size=3))
        for length in lengths
        for extra in [int(random.integers(0, 6))]
    ]
    data = with_covariates(series_set(*map(np.zeros, lengths)), COLUMNS, rows)
    return data, draw(st.integers(1, 5))


@given(panels(), st.sampled_from([1, 2, 3, 7]))
def test_a_fill_touches_missing_known_cells_to_come_alone(
    case: tuple[SeriesSet, int], season: int
) -> None:
    data, horizon = case
    gaps = find_gaps(data, horizon)
    made, filled = fill_gaps(data, gaps, horizon=horizon, season=season)
    old, new = data.covariates, made.covariates
    assert old is not None
    assert new is not None
    left = find_gaps(made, horizon)
    assert len(left) == int((~filled).sum())
    touched = {
        (series, int(data.lengths[series]) + step, column)
        for series, step, column in zip(gaps.series, gaps.steps, gaps.columns, strict=True)
    }
    for index in range(len(data)):
        before, after = old.series(index), new.series(index)
        for row, column in np.ndindex(*after.shape):
            if (index, row, column) not in touched:
                was = before[row, column] if row < len(before) else NAN
                assert np.array_equal(after[row, column], was, equal_nan=True)
    # What fills a cell is a value of its column that the series already had.
    for number in np.flatnonzero(filled):
        series, column = gaps.series[number], gaps.columns[number]
        row = data.lengths[series] + gaps.steps[number]
        assert new.series(series)[row, column] in old.series(series)[:row, column]
    np.testing.assert_array_equal(made.values, data.values)


@given(panels())
def test_gaps_are_the_empty_cells_one_by_one(case: tuple[SeriesSet, int]) -> None:
    data, horizon = case
    assert data.covariates is not None
    expected = []
    for index in range(len(data)):
        rows = data.covariates.series(index)
        for step in range(horizon):
            row = int(data.lengths[index]) + step
            expected += [
                (index, step, place)
                for place in (0, 2)
                if row >= len(rows) or np.isnan(rows[row, place])
            ]
    gaps = find_gaps(data, horizon)
    assert list(zip(gaps.series, gaps.steps, gaps.columns, strict=True)) == expected
    rows_to_come = needed_rows(data, horizon)
    assert int(np.isnan(rows_to_come.values).sum()) == len(expected)
