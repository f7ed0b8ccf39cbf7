"""Many series in one flat array: views, selections, and what was known at a time."""

from __future__ import annotations

import numpy as np
from builders import NAN, series_set, with_covariates
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesKey

panels = st.lists(st.integers(0, 12), min_size=1, max_size=6)


@given(lengths=panels, data=st.data())
def test_until_keeps_the_first_steps_of_every_series(
    lengths: list[int], data: st.DataObject
) -> None:
    every = series_set(*(np.arange(size) + 100.0 * index for index, size in enumerate(lengths)))
    ends = np.array([data.draw(st.integers(0, size + 3)) for size in lengths])
    known = every.until(ends)
    assert known.keys == every.keys
    assert known.starts.tolist() == every.starts.tolist()
    assert known.lengths.tolist() == np.minimum(ends, lengths).tolist()
    assert len(known.values) == known.offsets[-1]
    for index, end in enumerate(ends):
        np.testing.assert_array_equal(known.series(index), every.series(index)[:end])


def test_until_is_a_copy() -> None:
    every = series_set([1.0, 2.0, 3.0])
    known = every.until(np.array([2]))
    every.values[:] = 9
    assert known.values.tolist() == [1, 2]


@given(lengths=panels, data=st.data())
def test_select_takes_whole_series_in_the_order_asked_for(
    lengths: list[int], data: st.DataObject
) -> None:
    every = series_set(*(np.arange(size) + 100.0 * index for index, size in enumerate(lengths)))
    order = data.draw(st.lists(st.integers(0, len(lengths) - 1), max_size=8))
    chosen = every.select(np.array(order, dtype=np.int64))
    assert len(chosen) == len(order)
    for position, index in enumerate(order):
        np.testing.assert_array_equal(chosen.series(position), every.series(index))
        assert chosen.keys[position] == every.keys[index]
        assert chosen.starts[position] == every.starts[index]


def test_rows_and_columns_that_covariates_get_besides_are_empty() -> None:
    price, mood = (Column(name=name, when="known") for name in ("price", "mood"))
    rows = [np.array([[1.0], [2.0]]), np.empty((0, 1)), np.array([[3.0]])]
    known = with_covariates(series_set([1.0], [], []), (price,), rows).covariates
    assert known is not None
    made = known.with_rows(np.array([3, 1, 0]), more=(mood,))
    assert made.dynamic == (price, mood)
    assert made.lengths.tolist() == [3, 1, 1]
    expected = [[1, NAN], [2, NAN], [NAN, NAN], [NAN, NAN], [3, NAN]]
    np.testing.assert_array_equal(made.values, expected)
    made.values[:] = 9
    np.testing.assert_array_equal(known.values, [[1], [2], [3]])


def test_labels_are_for_people() -> None:
    assert SeriesKey(("north", "7"), "sales").label == "north / 7"
    assert SeriesKey((), "sales").label == "sales"
