"""What is known of series besides their values: by step, or of a series as a whole.

Nothing here knows files: names, levels and numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from lstmcast.data.offsets import steps_within, sums_before

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

#: Known ahead of time, known only once it has happened, or the same at every step.
When: TypeAlias = Literal["known", "past", "static"]

#: The code of a category that is not among the levels of its column.
UNKNOWN = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One covariate. The code of a level is its place + 1; any other category has code 0."""

    name: str
    when: When
    levels: tuple[str, ...] | None = None  # of a category; None: numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariates:
    """The covariates of S series, aligned with them.

    Series ``s`` has the rows ``values[offsets[s]:offsets[s + 1]]``: row 0 belongs to the first
    step of the series, the others follow one step apart, and there are at least as many as the
    series has steps; more where something is known ahead. NaN means "not observed"; a column
    that is known in the past alone is NaN after the end of its series.
    """

    dynamic: tuple[Column, ...]  # known and past ones, K of them
    static: tuple[Column, ...]  # J of them
    values: FloatArray  # [M, K]
    offsets: IntArray  # [S + 1]
    attributes: FloatArray  # [S, J]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return all columns, those by step before those of whole series."""
        return self.dynamic + self.static

    @property
    def lengths(self) -> IntArray:
        """Return the number of rows of each series, [S]."""
        return np.diff(self.offsets)

    def series(self, index: int) -> FloatArray:
        """Return a view of the rows of one series, [rows, K]."""
        return self.values[self.offsets[index] : self.offsets[index + 1]]

    def select(self, indices: IntArray) -> Covariates:
        """Return a copy of those of the series at ``indices``, in that order."""
        chosen = [self.series(int(index)) for index in indices]
        return replace(
            self,
            values=np.concatenate(chosen) if chosen else self.values[:0],
            offsets=sums_before(self.offsets[indices + 1] - self.offsets[indices]),
            attributes=self.attributes[indices],
        )

    def without_first(self, steps: IntArray) -> Covariates:
        """Return a copy without the first ``steps`` [S] rows of each series."""
        row = steps_within(self.offsets)
        return replace(
            self,
            values=self.values[row >= np.repeat(steps, self.lengths)],
            offsets=sums_before(self.lengths - steps),
        )

    def with_rows(self, least: IntArray, *, more: tuple[Column, ...] = ()) -> Covariates:
        """Return a copy of at least so many rows for each series [S]; those that are new are NaN.

        So are the values of ``more`` columns, which come behind the dynamic ones there are.
        """
        dynamic, lengths = self.dynamic + more, np.maximum(self.lengths, least)
        offsets = sums_before(lengths)
        values = np.full((int(offsets[-1]), len(dynamic)), np.nan)
        places = np.arange(len(self.values)) + np.repeat(
            offsets[:-1] - self.offsets[:-1], self.lengths
        )
        values[places, : len(self.dynamic)] = self.values
        return replace(self, dynamic=dynamic, values=values, offsets=offsets)

    def until(self, ends: IntArray) -> Covariates:
        """Return what was known when each series ended after ``ends`` [S] steps."""
        past = np.array([column.when == "past" for column in self.dynamic], dtype=np.bool_)
        values = self.values.copy()
        row = steps_within(self.offsets)
        later: BoolArray = row >= np.repeat(ends, self.lengths)
        values[later[:, None] & past] = np.nan
        return replace(self, values=values)
