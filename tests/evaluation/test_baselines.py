"""The baselines on series small enough to forecast by hand."""

from __future__ import annotations

import numpy as np
import pytest
from builders import NAN

from lstmcast.evaluation.baselines import drift, naive, seasonal_average, seasonal_naive


@pytest.mark.parametrize(
    ("history", "expected"),
    [([1, 2, 3], [3, 3]), ([1, 2, NAN, NAN], [2, 2]), ([7], [7, 7])],
)
def test_naive(history: list[float], expected: list[float]) -> None:
    assert naive(np.array(history, dtype=float), 2).tolist() == expected


@pytest.mark.parametrize(
    ("history", "season", "expected"),
    [
        ([1, 2, 3, 4, 5, 6], 3, [4, 5, 6, 4, 5]),
        ([1, 2, 3, 4, NAN, 6], 3, [4, 2, 6, 4, 2]),  # a season further back
        ([1, NAN, 3, 4, NAN, 6], 3, [4, 6, 6, 4, 6]),  # never seen: the last value
        ([8, 9], 12, [9, 9, 9, 9, 9]),  # shorter than a season
        ([1, 2, 3], 1, [3, 3, 3, 3, 3]),
    ],
)
def test_seasonal_naive(history: list[float], season: int, expected: list[float]) -> None:
    assert seasonal_naive(np.array(history, dtype=float), 5, season).tolist() == expected


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([1, 2, 3], [4, 5, 6]),
        ([0, 9, 9, 3], [4, 5, 6]),  # only the ends count
        ([NAN, 2, NAN, 6, NAN], [10, 12, 14]),  # slope 2, one step behind already
        ([5], [5, 5, 5]),
        ([NAN, 5, NAN], [5, 5, 5]),
        ([4, 4, 4], [4, 4, 4]),
    ],
)
def test_drift(history: list[float], expected: list[float]) -> None:
    assert drift(np.array(history, dtype=float), 3).tolist() == expected


@pytest.mark.parametrize(
    ("history", "season", "expected"),
    [
        ([9, 9, 1, 10, 2, 20, 3, 30], 2, [2, 20, 2, 20, 2]),  # three seasons, not four
        ([4, 10, NAN, 20, 3, NAN], 2, [3.5, 15, 3.5, 15, 3.5]),  # means of what was observed
        ([9, 1, NAN, NAN, 2, 3], 1, [2, 2, 2, 2, 2]),  # the last three that were observed
        ([1, NAN, 3, NAN], 2, [2, 3, 2, 3, 2]),  # a phase never seen: the last value
        ([8, 9], 12, [9, 9, 9, 9, 9]),  # shorter than a season
        ([1, 2, 3, 4, 5], 3, [3, 2.5, 3.5, 3, 2.5]),  # phases count from the end
    ],
)
def test_seasonal_average(history: list[float], season: int, expected: list[float]) -> None:
    assert seasonal_average(np.array(history, dtype=float), 5, season).tolist() == expected
