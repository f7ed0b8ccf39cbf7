"""The standard error of a mean over cutoffs, by hand and beside what it should estimate."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from lstmcast.evaluation.chance.diebold_mariano import standard_error
from lstmcast.evaluation.chance.origins import origins

FloatArray = npt.NDArray[np.float64]


def error_of_mean(values: FloatArray, times: list[int], horizon: int) -> float:
    series = np.zeros(len(values), dtype=np.int64)
    centred = (values - values.mean()) / len(values)
    return standard_error(centred, origins(series, np.array(times), horizon))


def test_without_overlap_it_is_the_textbook_one() -> None:
    values = np.array([3.0, -1.0, 4.0, 1.0, -5.0, 9.0])
    for step in (10, 11, 300):
        times = [step * place for place in range(6)]
        found = error_of_mean(values, times, 10)
        assert found == pytest.approx(values.std(ddof=1) / 6**0.5)


def test_with_overlap_by_hand() -> None:
    """Cutoffs half a horizon apart: products of neighbours count, fully or by half."""
    values = np.array([1.0, 2.0, 4.0, 3.0, 0.0])
    rest = (values - 2) / 5
    own, neighbours = (rest**2).sum(), (rest[1:] * rest[:-1]).sum()
    correction = (5 + 1 - 2 * 2 + 2 * (2 - 1) / 5) / 5  # as Harvey, Leybourne and Newbold have it
    expected = max(own + 2 * neighbours, own + neighbours) / correction
    found = error_of_mean(values, [0, 5, 10, 15, 20], 10)
    assert found == pytest.approx(expected**0.5)


def test_a_negative_variance_is_none() -> None:
    """Values that take turns: their products outweigh them; weights that fade do not."""
    values = np.array([1.0, -1.0] * 5)
    times = [5 * place for place in range(10)]
    rest = values / 10
    fading = (rest**2).sum() + (rest[1:] * rest[:-1]).sum()
    assert error_of_mean(values, times, 10) == pytest.approx((fading / (8 * 9 / 100)) ** 0.5)


def test_rows_of_one_time_are_one() -> None:
    values = np.array([3.0, -1.0, 4.0, 1.0])
    once = error_of_mean(values, [0, 10, 20, 30], 10)
    twice = error_of_mean(np.repeat(values, 2), [0, 0, 10, 10, 20, 20, 30, 30], 10)
    assert twice == pytest.approx(once)


def test_overlapping_means_vary_as_estimated() -> None:
    """Means over a horizon of white noise, from cutoffs half a horizon apart."""
    random = np.random.default_rng(0)
    noise = random.normal(size=(400, 41, 5)).mean(axis=2)
    means = (noise[:, 1:] + noise[:, :-1]) / 2
    times = [5 * place for place in range(40)]
    found = [error_of_mean(each, times, 10) ** 2 for each in means]
    assert np.mean(found) == pytest.approx(means.mean(axis=1).var(), rel=0.15)
