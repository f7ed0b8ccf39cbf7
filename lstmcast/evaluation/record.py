"""What was forecast at many cutoffs, beside what then happened: all that is ever scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.inference.forecast import ForecastSet

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Forecasts from many cutoffs; a row is one series at one cutoff.

    Legend: R rows, H steps ahead, Q quantiles.
    """

    name: str  # of the model among the forecasters: "LSTM", "GRU", "LSTM+GRU"
    season: int  # seasonal period in steps, of the seasonal naive and of all scales
    data: SeriesSet  # everything in the file, also what came after the cutoffs
    series: IntArray  # [R]
    cutoffs: IntArray  # [R] steps of its series that were known: data.series(s)[:cutoff]
    folds: IntArray  # [R] number of the cutoff, 0 the earliest
    actual: FloatArray  # [R, H] what followed; NaN where not observed
    forecast: ForecastSet  # one forecast for each row
    quantiles: tuple[float, ...]  # rising, 0.5 among them
    made: FloatArray  # [R, H, Q] the model's sorted quantiles, in the unit of the data
    rivals: Mapping[str, FloatArray]  # point forecasts [R, H] by name, "seasonal naive" first

    def __len__(self) -> int:
        return len(self.series)

    @property
    def horizon(self) -> int:
        """Return the steps ahead that were forecast."""
        return int(self.actual.shape[1])

    def select(self, rows: IntArray) -> Record:
        """Return a record of some rows, in that order; the data stay whole."""
        return replace(
            self,
            series=self.series[rows],
            cutoffs=self.cutoffs[rows],
            folds=self.folds[rows],
            actual=self.actual[rows],
            forecast=self.forecast.select(rows),
            made=self.made[rows],
            rivals={name: made[rows] for name, made in self.rivals.items()},
        )

    def history(self, row: int) -> FloatArray:
        """Return what was known [N] of the series of a row at its cutoff."""
        return self.data.series(int(self.series[row]))[: int(self.cutoffs[row])]
