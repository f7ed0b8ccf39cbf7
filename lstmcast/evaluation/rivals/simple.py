"""The baselines as rivals: each series by itself, a few lines of numpy each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.baselines import drift, naive
from lstmcast.evaluation.rivals.rival import RivalForecast, complete, with_values

FloatArray = npt.NDArray[np.float64]

#: From the history [N] of one series, the horizon and the season to a forecast [H].
Method = Callable[[FloatArray, int, int], FloatArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleRival:
    """A baseline that looks at one series at a time."""

    name: str
    method: Method  # a function of a module, so that other processes find it

    def forecast(self, known: SeriesSet, *, horizon: int, season: int) -> RivalForecast:
        """Forecast all series from where they end."""
        point = np.full((len(known), horizon), np.nan)
        with np.errstate(over="ignore", invalid="ignore"):  # seasonal naive stands in then
            for index in with_values(known):
                point[index] = self.method(known.series(int(index)), horizon, season)
        return complete(point, known, season=season)


def last_value(history: FloatArray, horizon: int, _season: int) -> FloatArray:
    """Return the naive forecast, which knows no season."""
    return naive(history, horizon)


def line(history: FloatArray, horizon: int, _season: int) -> FloatArray:
    """Return the drift forecast, which knows no season."""
    return drift(history, horizon)
