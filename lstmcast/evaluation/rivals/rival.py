"""What a rival is, and what it hands back; nothing here knows how any of them forecasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.baselines import seasonal_naive

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalForecast:
    """Forecasts of a rival. Legend: S series, H steps ahead."""

    point: FloatArray  # [S, H] finite where a series has an observed value, NaN in the others
    replaced: BoolArray  # [S] seasonal naive stood in: the rival had no finite forecast itself


class Rival(Protocol):
    """A forecaster to be compared with: the same answer wherever and whenever it is asked."""

    @property
    def name(self) -> str:
        """Return what it is called in tables."""

    def forecast(self, known: SeriesSet, *, horizon: int, season: int) -> RivalForecast:
        """Forecast all series from where they end; a gap before the end is part of the past.

        ``season`` is the seasonal period in steps, 1 for none.
        """


def with_values(known: SeriesSet) -> IntArray:
    """Return which series hold at least one observed value."""
    seen = [bool(np.isfinite(known.series(index)).any()) for index in range(len(known))]
    return np.flatnonzero(seen).astype(np.int64)


def complete(point: FloatArray, known: SeriesSet, *, season: int) -> RivalForecast:
    """Let seasonal naive stand in for series whose forecast in ``point`` [S, H] is not finite.

    A series without an observed value has NaN: nothing can be said of it.
    """
    made = np.full_like(point, np.nan)
    replaced = np.zeros(len(known), dtype=np.bool_)
    for index in with_values(known):
        replaced[index] = not np.isfinite(point[index]).all()
        if replaced[index]:
            made[index] = seasonal_naive(known.series(int(index)), point.shape[1], season)
        else:
            made[index] = point[index]
    return RivalForecast(point=made, replaced=replaced)
