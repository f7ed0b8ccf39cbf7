"""Which cutoffs train, validate and test: integers only, so leakage is testable without data.

The order in time, for every series::

    |-------- training targets --------|--- validation targets ---|-- held-out horizon --|
                                       ^ rolling validation cutoffs ^ held-out cutoff

No target of an earlier part reaches into a later one. Where at least half of the series end
together, that holds across series too: nothing that happened after the first held-out cutoff
trains a network that is scored there, and series that ended long before are not scored. Where
ends are scattered (invented dates, collections of unrelated series) every series counts its
own time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.evenly import choose_evenly
from lstmcast.windows.sampling import CutoffPool

IntArray = npt.NDArray[np.int64]

#: Validation windows wanted over all series; fewer than this make early stopping a lottery.
_WANTED_WINDOWS = 24
#: The same in long series, where windows a whole horizon apart cost training next to nothing:
#: of what is better by chance, or seldom, 24 windows of one series tell too little.
_WANTED_APART = 96
#: Share of the steps before the held-out horizon that such windows take at most.
_APART_SHARE = 0.1
#: More than this cost more than they tell.
_MOST_WINDOWS = 4096
#: Validation takes at most this share of the steps before the held-out horizon.
_VALIDATION_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Splits:
    """Chronological splits of all series, in steps from each series' start."""

    training_end: IntArray  # [S] targets of training windows end here while validating
    before_holdout: IntArray  # [S] what any choice may be based on ends here
    validation_series: IntArray  # [V] at most 4,096 windows, evenly chosen
    validation_cutoffs: IntArray  # [V]
    holdout_series: IntArray  # [T] the series that are scored
    holdout_cutoffs: IntArray  # [T]


def plan_splits(lengths: IntArray, starts: IntArray, *, horizon: int, season: int) -> Splits:
    """Split every series of the given lengths [S] and starts [S], in grid steps.

    A series needs one season and one horizon of training targets, besides what is held
    out; a shorter one is not scored, but still helps in training.
    """
    needed = season + horizon
    scored, together = _scored(lengths, starts, horizon, needed)
    cutoffs = lengths[scored] - horizon
    before_holdout = _end_before(lengths, starts, scored, cutoffs, together=together)
    series, validation = _validation_windows(before_holdout, scored, horizon, needed)
    training_end = _end_before(before_holdout, starts, series, validation, together=together)
    return Splits(
        training_end=training_end,
        before_holdout=before_holdout,
        validation_series=series,
        validation_cutoffs=validation,
        holdout_series=scored,
        holdout_cutoffs=cutoffs,
    )


def _end_before(
    ends: IntArray, starts: IntArray, series: IntArray, cutoffs: IntArray, *, together: bool
) -> IntArray:
    """Return where each series [S] ends, at ``ends`` or before the first of its cutoffs [V].

    Where they end ``together``, none goes on beyond the first cutoff in time of any.
    """
    kept = ends.copy()
    np.minimum.at(kept, series, cutoffs)
    if not together or not len(series):
        return kept
    first = int((starts[series] + cutoffs).min())
    return np.minimum(kept, np.maximum(first - starts, 0))


def end_together(lengths: IntArray, starts: IntArray, horizon: int) -> bool:
    """Return whether at least half of the series end within one horizon of the last end."""
    return bool(2 * _current(lengths, starts, horizon).sum() >= len(lengths))


def _current(lengths: IntArray, starts: IntArray, horizon: int) -> npt.NDArray[np.bool_]:
    ends = starts + lengths
    if not len(ends):
        return np.zeros(0, dtype=np.bool_)
    return np.asarray(ends > ends.max() - horizon)  # before 1970 all are below zero


def _scored(
    lengths: IntArray, starts: IntArray, horizon: int, needed: int
) -> tuple[IntArray, bool]:
    """Return which series to score, and whether they end together, within one horizon."""
    long_enough = lengths - horizon >= needed
    current = _current(lengths, starts, horizon)
    together = end_together(lengths, starts, horizon) and bool((current & long_enough).any())
    chosen = current & long_enough if together else long_enough
    return np.flatnonzero(chosen).astype(np.int64), together


def _validation_windows(
    ends: IntArray, scored: IntArray, horizon: int, needed: int
) -> tuple[IntArray, IntArray]:
    """Return series [V] and cutoffs [V] of rolling windows whose targets end by ``ends`` [S]."""
    least = max(3, -(-_WANTED_WINDOWS // max(1, len(scored))))
    apart = np.minimum(-(-_WANTED_APART // max(1, len(scored))), _APART_SHARE * ends // horizon)
    wanted = np.maximum(least, apart.astype(np.int64))
    chosen = [
        _rolling_cutoffs(int(ends[index]), needed, horizon, int(wanted[index])) for index in scored
    ]
    series = np.repeat(scored, [len(cutoffs) for cutoffs in chosen])
    cutoffs = np.array([cutoff for some in chosen for cutoff in some], dtype=np.int64)
    even = choose_evenly(len(series), _MOST_WINDOWS)
    return series[even], cutoffs[even]


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
