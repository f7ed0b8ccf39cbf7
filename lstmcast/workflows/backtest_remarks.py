"""What has to be said about the windows of a backtest: which are missing, and who is in none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.folds import Fold


def remark_fewer(found: int, wanted: int) -> tuple[Note, ...]:
    """Return a remark on windows that do not fit into the data."""
    if found >= wanted:
        return ()
    return (Note("fewer-windows", f"{found} of {wanted} windows fit into the data"),)


def remark_untested(folds: Sequence[Fold], data: SeriesSet) -> tuple[Note, ...]:
    """Return a remark on series that are in no window."""
    tested = np.concatenate([fold.series for fold in folds])
    left = np.setdiff1d(np.arange(len(data)), tested)
    if not len(left):
        return ()
    text = (
        f"{len(left)} of {len(data)} series ({data.keys[int(left[0])].label!r} first) in no"
        " window: too short, or ended long before the others"
    )
    return (Note("untested", text),)


def remark_seen(
    asked: Sequence[Fold], fair: Sequence[Fold], *, last: str, path: Path | None
) -> tuple[Note, ...]:
    """Return a warning about what was left out, as the model file ``path`` has seen what follows.

    ``last`` is the newest time stamp it was trained on.
    """
    cases, kept = (sum(len(fold.series) for fold in folds) for folds in (asked, fair))
    if cases == kept:
        return ()
    left_out = f"{len(asked) - len(fair)} of {len(asked)} windows"
    if len(asked) == len(fair):
        left_out = f"{cases - kept} of {cases} forecasts"
    text = (
        f"{left_out} begin before {last}, the end of what {path} was trained on, and are left out"
    )
    return (Note("seen-before", text, "warning"),)
