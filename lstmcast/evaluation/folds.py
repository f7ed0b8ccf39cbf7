"""Which cutoffs a backtest forecasts from: integers only, so leakage is testable without data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.windows.splits import end_together

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """One cutoff in time: who is forecast from it, and what everyone knows by then."""

    number: int  # 0 is the earliest
    ends: IntArray  # [S] steps that are known of every series, also of those not forecast
    series: IntArray  # [F] those that are forecast

    @property
    def cutoffs(self) -> IntArray:
        """Return the steps that are known of each series that is forecast, [F]."""
        return self.ends[self.series]


def plan_folds(
    lengths: IntArray, starts: IntArray, *, horizon: int, step: int, windows: int
) -> tuple[Fold, ...]:
    """Return up to ``windows`` folds, the earliest first, each ``step`` grid steps after the other.

    The last one ends where the data end: with all series together where at least half of them
    do, else each series where it ends itself (see ``windows.splits``). A series takes part where
    more than one horizon of it was known, and something of what followed. A fold in which none
    does is left out, so that there may be none at all.
    """
    together = len(lengths) > 0 and end_together(lengths, starts, horizon)
    last = (starts + lengths).max() - starts if together else lengths  # [S]
    folds: list[Fold] = []
    for back in range(windows - 1, -1, -1):
        ends = np.clip(last - horizon - back * step, 0, lengths)
        series = np.flatnonzero((ends > horizon) & (ends < lengths)).astype(np.int64)
        if len(series):
            folds.append(Fold(number=len(folds), ends=ends, series=series))
    return tuple(folds)
