"""Means that leave out what is missing, and that huge values do not overflow.

Values are [R, H], rows by horizon step, NaN where there is nothing to say. A mean of nothing is
NaN here; ``known`` makes it the None that people get to see.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_LARGEST = float(np.finfo(np.float64).max)


def bounded(values: FloatArray) -> FloatArray:
    """Return values, changed in place: what overflowed to infinity is the largest number now."""
    np.clip(values, -_LARGEST, _LARGEST, out=values)
    return values


def known(value: float) -> float | None:
    """Return a figure as a plain number within bounds, None where it is undefined."""
    return None if isnan(value) else min(max(float(value), -_LARGEST), _LARGEST)


def over_all(values: FloatArray) -> float:
    """Return the mean of all values, whatever their shape."""
    return float(_mean(values.reshape(1, -1), axis=1)[0])


def over_steps(values: FloatArray) -> FloatArray:
    """Return the mean of each row, [R]."""
    return _mean(values, axis=1)


class Division(Protocol):
    """A way to divide a record into P parts, each with a mean of its own."""

    def count(self, seen: BoolArray) -> IntArray:
        """Return how many points [R, H] of each part are true, [P]."""

    def over_points(self, values: FloatArray) -> FloatArray:
        """Return the mean over all points of each part, [P]."""

    def over_rows(self, values: FloatArray) -> FloatArray:
        """Return the mean over the rows of each part, [P], in which every row weighs the same."""


class Steps:
    """Each step ahead is a part: a row has one point in it."""

    def count(self, seen: BoolArray) -> IntArray:
        """Return how many rows have each step, [H]."""
        count: IntArray = seen.sum(axis=0, dtype=np.int64)
        return count

    def over_points(self, values: FloatArray) -> FloatArray:
        """Return the mean of each step, [H]."""
        return _mean(values, axis=0)

    def over_rows(self, values: FloatArray) -> FloatArray:
        """Return the mean of each step, [H]."""
        return _mean(values, axis=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Rows of the same number are a part."""

    numbers: IntArray  # [R] in 0..P-1
    parts: int  # P

    def count(self, seen: BoolArray) -> IntArray:
        """Return how many points of each group are true, [P]."""
        return self._sum(seen.sum(axis=1)).astype(np.int64)

    def over_points(self, values: FloatArray) -> FloatArray:
        """Return the mean over all points of each group, [P]."""
        seen = ~np.isnan(values)
        shrink = _shrinkage(values)
        total = np.where(seen, values * shrink, 0.0).sum(axis=1)
        return _quotient(self._sum(total), self._sum(seen.sum(axis=1)), shrink)

    def over_rows(self, values: FloatArray) -> FloatArray:
        """Return the mean over the rows of each group of their means over steps, [P]."""
        return self.over_points(over_steps(values)[:, None])

    def _sum(self, values: FloatArray) -> FloatArray:
        return np.bincount(self.numbers, weights=values, minlength=self.parts).astype(np.float64)


def _mean(values: FloatArray, axis: int) -> FloatArray:
    with np.errstate(over="ignore", invalid="ignore"):
        total = values.sum(axis=axis)
    if values.shape[axis] and np.isfinite(total).all():  # all there and no sum too large: mostly
        return np.asarray(total / values.shape[axis])
    seen = ~np.isnan(values)
    shrink = _shrinkage(values)
    total = np.where(seen, values * shrink, 0.0).sum(axis=axis)
    return _quotient(total, seen.sum(axis=axis), shrink)


def _quotient(total: FloatArray, count: npt.NDArray[np.number], shrink: float) -> FloatArray:
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    with np.errstate(over="ignore"):  # rounded up, a mean may lie above the largest of all
        return bounded(mean / shrink)


def _shrinkage(values: FloatArray) -> float:
    """Return the power of two, mostly one, times which values have a sum that is a number."""
    largest = np.fmax.reduce(np.abs(values), axis=None, initial=0.0)
    fits = largest <= _LARGEST / max(values.size, 1)
    return 1.0 if fits else 2.0 ** -values.size.bit_length()
