"""Scores pooled by night, so that every actual value counts once and surprises are shared.

A value is judged by the newest forecast that was made before it, for only those are new
evidence each night: forecasts of the same value from earlier cutoffs all miss it together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesKey
from lstmcast.jobs.ledger.rows import ScoreRow

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Origin: TypeAlias = tuple[int, str]  # cutoff and model

_SHARED = 0.5  # of the series that the most common cutoff has: from here on it is a night's
_LARGEST = 20.0  # scaled error of one value: a single wild series is not the whole night


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """What became of the forecasts of T nights, oldest first; NaN where nothing is known."""

    cutoffs: IntArray  # [T] times of the last values known to the forecasts
    points: IntArray  # [T] values that were judged
    error: FloatArray  # [T] mean absolute error in units of each series' seasonal change
    missed: FloatArray  # [T, V] share of values outside of the intervals of each level

    def __len__(self) -> int:
        return len(self.cutoffs)


def pool(
    scores: Iterable[ScoreRow],
    *,
    levels: Sequence[float],
    units: Mapping[SeriesKey, float],
) -> Nights:
    """Return the scores by night.

    A night begins after a cutoff that many series have: one that ended earlier has its values
    counted in the night in which they lie. ``units`` are the seasonal changes of series, by
    which errors are divided; series without one have no say in ``error``.
    """
    newest = _in_force(scores)
    cutoffs = _common_cutoffs(newest)
    members: list[list[ScoreRow]] = [[] for _ in cutoffs]
    for row in newest:
        members[max(bisect_left(cutoffs, row.time) - 1, 0)].append(row)
    return Nights(
        cutoffs=np.array(cutoffs, dtype=np.int64),
        points=np.array([len(rows) for rows in members], dtype=np.int64),
        error=np.array([_mean_error(rows, units) for rows in members]),
        missed=np.array(
            [[_missed(rows, level) for level in levels] for rows in members], dtype=np.float64
        ).reshape(len(cutoffs), len(levels)),
    )


def _in_force(scores: Iterable[ScoreRow]) -> list[ScoreRow]:
    """Return the score of the newest forecast of each value, whatever their order was."""
    newest: dict[tuple[tuple[str, ...], str, int], ScoreRow] = {}
    for row in scores:
        name = (row.series, row.target, row.time)
        held = newest.get(name)
        if held is None or _origin(held) < _origin(row):
            newest[name] = row
    return [newest[name] for name in sorted(newest)]


def _origin(row: ScoreRow) -> Origin:
    return row.cutoff, row.model


def _common_cutoffs(rows: Sequence[ScoreRow]) -> list[int]:
    series: dict[int, set[tuple[tuple[str, ...], str]]] = defaultdict(set)
    for row in rows:
        series[row.cutoff].add((row.series, row.target))
    most = max(map(len, series.values()), default=0)
    return sorted(cutoff for cutoff, those in series.items() if len(those) >= _SHARED * most)


def _mean_error(rows: Sequence[ScoreRow], units: Mapping[SeriesKey, float]) -> float:
    scaled = [
        min(abs(row.error) / unit, _LARGEST)
        for row in rows
        if (unit := units.get(SeriesKey(row.series, row.target), 0.0)) > 0
    ]
    return float(np.mean(scaled)) if scaled else float("nan")


def _missed(rows: Sequence[ScoreRow], level: float) -> float:
    held = [row.covered[level] for row in rows if level in row.covered]
    return 1 - sum(held) / len(held) if held else float("nan")
