"""Rows to come: which values known ahead are missing behind the end of each series.

Arrays alone; what is said about a gap is the business of ``workflows/future.py``, and what may
stand in for it that of ``filling.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesSet

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gaps:
    """The G cells without a value, by series, then step, then column."""

    series: IntArray  # [G]
    steps: IntArray  # [G] 0 is the first step behind the end of the series
    columns: IntArray  # [G] places among the dynamic columns

    def __len__(self) -> int:
        return len(self.series)

    def select(self, chosen: BoolArray) -> Gaps:
        """Return those of the gaps that are ``chosen`` [G]."""
        return Gaps(
            series=self.series[chosen], steps=self.steps[chosen], columns=self.columns[chosen]
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NeededRows:
    """The R rows to come, by ids, then time; what is known of them already is filled in."""

    ids: tuple[tuple[str, ...], ...]  # [R]
    ordinals: IntArray  # [R] grid steps
    columns: tuple[Column, ...]  # known ahead, K of them
    values: FloatArray  # [R, K]

    def __len__(self) -> int:
        return len(self.ids)


def find_gaps(data: SeriesSet, horizon: int) -> Gaps:
    """Return the cells known ahead that hold no value in the ``horizon`` steps to come.

    A row that the covariates do not have is a row of empty cells.
    """
    known, values = _ahead(data, horizon)
    series, steps, columns = np.nonzero(np.isnan(values))
    return Gaps(series=series, steps=steps, columns=known[columns])


def distinct_cells(data: SeriesSet, gaps: Gaps) -> int:
    """Return how many cells of a file the gaps are: targets of one row share its covariates."""
    ordinals = (data.starts + data.lengths)[gaps.series] + gaps.steps
    groups = _groups(data)[gaps.series]
    order = np.lexsort((ordinals, gaps.columns, groups))
    cells = np.stack([groups, gaps.columns, ordinals])[:, order]
    return len(_beginnings(cells))


def distinct_rows(data: SeriesSet, series: IntArray) -> int:
    """Return how many different ids the ``series`` have."""
    return len(np.unique(_groups(data)[series]))


def needed_rows(data: SeriesSet, horizon: int) -> NeededRows:
    """Return all rows that a forecast of ``horizon`` steps needs, one for each ids and step."""
    known, values = _ahead(data, horizon)
    ordinals = (data.starts + data.lengths)[:, None] + np.arange(horizon)
    groups = np.repeat(_groups(data), horizon)
    order = np.lexsort((ordinals.ravel(), groups))
    keys = np.stack([groups, ordinals.ravel()])[:, order]
    begins = _beginnings(keys)
    # Several targets of one row agree on its covariates, as far as they have any.
    cells = values.reshape(-1, len(known))[order]
    merged = np.fmax.reduceat(cells, begins, axis=0) if len(begins) else cells
    names = list(dict.fromkeys(key.ids for key in data.keys))
    return NeededRows(
        ids=tuple(names[group] for group in keys[0, begins].tolist()),
        ordinals=keys[1, begins],
        columns=tuple(data.dynamic_columns[place] for place in known.tolist()),
        values=merged,
    )


def _ahead(data: SeriesSet, horizon: int) -> tuple[IntArray, FloatArray]:
    """Return the places of the columns known ahead, [K], and their values to come, [S, H, K]."""
    covariates = data.covariates
    known = np.array(
        [place for place, column in enumerate(data.dynamic_columns) if column.when == "known"],
        dtype=np.int64,
    )
    values = np.full((len(data), horizon, len(known)), np.nan)
    if covariates is None or not len(known):
        return known, values
    steps = data.lengths[:, None] + np.arange(horizon)
    series, places = np.nonzero(steps < covariates.lengths[:, None])
    rows = covariates.offsets[series] + steps[series, places]
    values[series, places] = covariates.values[rows[:, None], known]
    return known, values


def _groups(data: SeriesSet) -> IntArray:
    """Return which of the different ids each series has, [S], in the order they come."""
    numbers: dict[tuple[str, ...], int] = {}
    return np.array([numbers.setdefault(key.ids, len(numbers)) for key in data.keys], np.int64)


def _beginnings(keys: IntArray) -> IntArray:
    """Return where another key [D, N] begins than that before it; equal keys stand together."""
    if not keys.shape[1]:
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(np.append([True], (np.diff(keys) != 0).any(axis=0)))
