"""Where the rows of a record come from, and so how chance can be told from them.

Rows of one series resemble each other, and so do rows of one time, which the same events hit: it
is never rows that are counted, but series and stretches of time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.backtest_scores import Rule
from lstmcast.evaluation.record import Record

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_FEWEST_SERIES = 5  # to be drawn from anew
_FEWEST_STRETCHES = 3  # to have a scatter


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """The series and the time of each row; see ``origins`` and ``origins_of``."""

    series: IntArray  # [R] number of the series, 0..S-1
    times: IntArray  # [R] grid ordinal of the first step forecast
    stretches: IntArray  # [R] number of the stretch of time, 0..T-1
    horizon: int

    def at(self, rows: BoolArray) -> Origins:
        """Return those of some rows."""
        return origins(self.series[rows], self.times[rows], self.horizon)

    @property
    def series_count(self) -> int:
        """Return S, how many series there are."""
        return int(self.series.max(initial=-1)) + 1

    @property
    def stretch_count(self) -> int:
        """Return T, how many stretches of time there are."""
        return int(self.stretches.max(initial=-1)) + 1

    @property
    def rule(self) -> Rule:
        """Return how chance can be told."""
        if self.series_count >= _FEWEST_SERIES:
            return "bootstrap"
        return "Diebold-Mariano" if self.stretch_count >= _FEWEST_STRETCHES else "untold"

    @property
    def independent(self) -> int:
        """Return how many series, or else stretches of time, that rule counts on."""
        return self.series_count if self.rule == "bootstrap" else self.stretch_count


def origins_of(record: Record) -> Origins:
    """Return where the rows of a record come from."""
    times = record.data.starts[record.series] + record.cutoffs
    return origins(record.series, times, record.horizon)


def origins(series: IntArray, times: IntArray, horizon: int) -> Origins:
    """Number the series and the stretches of time of rows [R], without a gap.

    A stretch is one horizon long. The first one begins with the earliest cutoff, each other one
    with the first cutoff after the stretch before: what is forecast from one stretch overlaps.
    """
    moments = np.unique(times)
    begins: list[int] = []
    position = 0
    while position < len(moments):
        begins.append(int(moments[position]))
        position = int(np.searchsorted(moments, moments[position] + horizon))
    return Origins(
        series=np.unique(series, return_inverse=True)[1].astype(np.int64),
        times=times,
        stretches=np.searchsorted(np.array(begins), times, side="right").astype(np.int64) - 1,
        horizon=horizon,
    )
