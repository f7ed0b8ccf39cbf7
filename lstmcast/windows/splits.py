"""Which cutoffs train, validate and test: integers only, so leakage is testable without data.

The order in time, for every series::

    |-------- training targets --------|--- validation targets ---|-- held-out horizon --|
                                       ^ rolling validation cutoffs ^ held-out cutoff

No target of an earlier part reaches into a later one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.windows.sampling import CutoffPool

IntArray = npt.NDArray[np.int64]

#: Validation windows wanted over all series; fewer than this make early stopping a lottery.
_WANTED_WINDOWS = 24
#: Validation takes at most this share of the steps before the held-out horizon.
_VALIDATION_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Splits:
    """Chronological splits of all series, in steps from each series' start."""

    training_end: IntArray  # [S] targets of training windows end here while validating
    validation_series: IntArray  # [V]
    validation_cutoffs: IntArray  # [V]
    holdout_series: IntArray  # [T] series long enough to be scored
    holdout_cutoffs: IntArray  # [T]


def plan_splits(lengths: IntArray, *, horizon: int, season: int) -> Splits:
    """Split every series of the given lengths [S].

    A series needs one season and one horizon of training targets, besides what is held
    out; a shorter one gives up its validation windows first, then its held-out horizon,
    and still helps in training.
    """
    needed = season + horizon
    long_enough = np.flatnonzero(lengths - horizon >= needed)
    ends = lengths.copy()
    ends[long_enough] -= horizon
    per_series = max(3, -(-_WANTED_WINDOWS // max(1, len(long_enough))))
    training_end = ends.copy()
    series: list[int] = []
    cutoffs: list[int] = []
    for index in long_enough:
        chosen = _rolling_cutoffs(int(ends[index]), needed, horizon, per_series)
        series += [int(index)] * len(chosen)
        cutoffs += chosen
        if chosen:
            training_end[index] = min(chosen)
    return Splits(
        training_end=training_end,
        validation_series=np.array(series, dtype=np.int64),
        validation_cutoffs=np.array(cutoffs, dtype=np.int64),
        holdout_series=long_enough.astype(np.int64),
        holdout_cutoffs=ends[long_enough],
    )


def _rolling_cutoffs(end: int, needed: int, horizon: int, wanted: int) -> list[int]:
    """Return up to ``wanted`` cutoffs whose targets end by ``end``, oldest first."""
    last = end - horizon
    region = max(horizon, int(_VALIDATION_SHARE * end))
    earliest = max(needed, end - region)
    if last < earliest:
        return []
    stride = min(horizon, max(1, (last - earliest) // max(1, wanted - 1)))
    return [last - stride * k for k in range(wanted) if last - stride * k >= earliest][::-1]


def training_cutoffs(lengths: IntArray, *, horizon: int, season: int) -> CutoffPool:
    """Return the cutoffs to train on in series that have been cut to ``lengths`` [S].

    Two seasons of past are wanted before the first cutoff, so that there is a pattern to
    learn from; a series too short for a whole horizon after them takes what it has, its
    missing steps being masked.
    """
    last = np.maximum(lengths - horizon, lengths // 2)
    first = np.clip(last, 1, 2 * season)
    return CutoffPool(first=first, count=np.where(lengths >= 3, last - first + 1, 0))
