"""Means of what is there, over points, rows and groups, whatever the size of the numbers."""

from __future__ import annotations

import math
from statistics import fmean

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from lstmcast.evaluation import means

FloatArray = npt.NDArray[np.float64]
LARGEST = float(np.finfo(np.float64).max)

gappy = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    elements=st.integers(-8, 8).map(float) | st.just(NAN),
)


def mean(values: list[float]) -> float:
    there = [value for value in values if not math.isnan(value)]
    return fmean(there) if there else NAN


def means_of(parts: list[list[float]]) -> FloatArray:
    return np.array([mean(part) for part in parts])


@given(values=gappy)
def test_over_all_rows_and_steps(values: FloatArray) -> None:
    np.testing.assert_allclose(means.over_all(values), mean(values.ravel().tolist()), atol=1e-14)
    np.testing.assert_allclose(means.over_steps(values), means_of(values.tolist()), atol=1e-14)
    by_step = means_of(values.T.tolist())
    np.testing.assert_allclose(means.Steps().over_points(values), by_step, atol=1e-14)
    np.testing.assert_allclose(means.Steps().over_rows(values), by_step, atol=1e-14)


@given(values=gappy, data=st.data())
def test_groups_have_means_of_points_and_means_of_rows(
    values: FloatArray, data: st.DataObject
) -> None:
    numbers = np.array([data.draw(st.integers(0, 2)) for _ in values])
    groups = means.Groups(numbers=numbers, parts=3)
    rows = [[row for row, at in zip(values, numbers, strict=True) if at == g] for g in range(3)]
    points = means_of([[value for row in group for value in row.tolist()] for group in rows])
    np.testing.assert_allclose(groups.over_points(values), points, atol=1e-14)
    of_rows = means_of([[mean(row.tolist()) for row in group] for group in rows])
    np.testing.assert_allclose(groups.over_rows(values), of_rows, atol=1e-14)
    seen = ~np.isnan(values)
    assert groups.count(seen).tolist() == [int(seen[numbers == g].sum()) for g in range(3)]
    assert means.Steps().count(seen).tolist() == seen.sum(axis=0).tolist()


@pytest.mark.parametrize("value", [LARGEST, -LARGEST, 5e-324, 0.1])
@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_mean_of_the_same_is_the_same(value: float, count: int) -> None:
    values = np.full((count, count), value)
    group = means.Groups(numbers=np.zeros(count, dtype=np.int64), parts=1)
    for found in (means.over_all(values), means.over_steps(values)[0], group.over_rows(values)[0]):
        assert math.isfinite(found)
        assert found == pytest.approx(value, rel=1e-12)


def test_huge_values_beside_missing_ones() -> None:
    values = np.array([[LARGEST, NAN], [LARGEST, LARGEST]])
    assert means.over_all(values) == pytest.approx(LARGEST)
    assert means.over_all(np.array([[LARGEST, -LARGEST]])) == 0


def test_nothing_is_none_and_no_number_is_infinite() -> None:
    assert means.known(NAN) is None
    assert means.known(float("-inf")) == -LARGEST
    assert means.known(means.over_all(np.empty((0, 3)))) is None
    assert means.over_steps(np.empty((2, 0))).tolist() == pytest.approx([NAN, NAN], nan_ok=True)
    assert means.bounded(np.array([np.inf, -np.inf, 1.0])).tolist() == [LARGEST, -LARGEST, 1.0]
