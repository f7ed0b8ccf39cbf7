"""The one in-memory form of the data after reading: flat values plus offsets.

DataFrames stop here. Nothing below this module knows about files, columns or pandas.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column, Covariates
from lstmcast.data.offsets import steps_within, sums_before

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """Which series: the values of the user's id columns, and the target column."""

    ids: tuple[str, ...]
    target: str

    @property
    def label(self) -> str:
        """Return a name for people: the ids, or the target when there are none."""
        return " / ".join(self.ids) if self.ids else self.target

    def label_among(self, *, several: bool) -> str:
        """Return the same where there may be ``several`` targets, of which each has its own."""
        return f"{self.label} / {self.target}" if several and self.ids else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesSet:
    """Many series on one regular time grid, back to back in one array.

    Series ``s`` is ``values[offsets[s]:offsets[s + 1]]``; its first value lies at grid
    step ``starts[s]`` and the others follow one grid step apart. NaN means "not
    observed": gaps in the file appear as NaN, never as invented numbers. The first and
    the last value of a series are observed, except in a series with no observation at
    all (length 0).
    """

    keys: tuple[SeriesKey, ...]
    values: FloatArray  # [N]
    offsets: IntArray  # [S + 1]
    starts: IntArray  # [S] grid ordinals
    calendar: Calendar
    covariates: Covariates | None = None

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def labels(self) -> list[str]:
        """Return the names of the series for people; of several targets, each with its own."""
        several = len({key.target for key in self.keys}) > 1
        return [key.label_among(several=several) for key in self.keys]

    @property
    def lengths(self) -> IntArray:
        """Return the number of grid steps of each series, shape [S]."""
        return np.diff(self.offsets)

    @property
    def covariate_columns(self) -> tuple[Column, ...]:
        """Return all columns of the covariates, if there are any."""
        return () if self.covariates is None else self.covariates.columns

    @property
    def dynamic_columns(self) -> tuple[Column, ...]:
        """Return the columns of covariates that change by step, if there are any."""
        return () if self.covariates is None else self.covariates.dynamic

    def series(self, index: int) -> FloatArray:
        """Return a view of one series' values."""
        return self.values[self.offsets[index] : self.offsets[index + 1]]

    def select(self, indices: IntArray) -> SeriesSet:
        """Return a copy of the series at ``indices``, in that order."""
        chosen = [self.series(int(index)) for index in indices]
        return SeriesSet(
            keys=tuple(self.keys[int(index)] for index in indices),
            values=np.concatenate(chosen) if chosen else np.empty(0),
            offsets=sums_before(self.offsets[indices + 1] - self.offsets[indices]),
            starts=self.starts[indices],
            calendar=self.calendar,
            covariates=self.covariates and self.covariates.select(indices),
        )

    def newest(self, steps: int) -> SeriesSet:
        """Return a copy with the last ``steps`` steps of each series alone; gaps may come first."""
        lengths = self.lengths
        kept = np.minimum(lengths, steps)
        from_end = np.repeat(self.offsets[1:], lengths) - np.arange(len(self.values))  # 1 is last
        return SeriesSet(
            keys=self.keys,
            values=self.values[from_end <= steps],
            offsets=sums_before(kept),
            starts=self.starts + (lengths - kept),
            calendar=self.calendar,
            covariates=self.covariates and self.covariates.without_first(lengths - kept),
        )

    def until(self, ends: IntArray) -> SeriesSet:
        """Return a copy without the steps from ``ends`` [S] on: what was known then."""
        kept = np.minimum(ends, self.lengths)
        step = steps_within(self.offsets)
        return SeriesSet(
            keys=self.keys,
            values=self.values[step < np.repeat(kept, self.lengths)],
            offsets=sums_before(kept),
            starts=self.starts,
            calendar=self.calendar,
            covariates=self.covariates and self.covariates.until(kept),
        )
