"""How normalised windows change from season to season, and how much is usual; plain numpy.

Every window is measured by itself. Legend: B windows, L lookback.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.windows.scaling import CLIP

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

#: A pace outside of these shares of the spread says nothing more.
_PACES = (0.001, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How normalised windows differ from one season before."""

    sizes: Float32Array  # [B, L] in units of the pace, zero where unknown
    pace: FloatArray  # [B] the typical size of a change, in the unit of the window


def no_changes(shape: tuple[int, ...]) -> Changes:
    """Return what stands for the changes of windows of a shape [B, L] where none are looked at."""
    return Changes(sizes=np.zeros(shape, dtype=np.float32), pace=np.ones(shape[0]))


def changes_of(normalised: FloatArray, missing: BoolArray | None, lags: IntArray) -> Changes:
    """Measure the changes of normalised windows [B, L] over each one's lag [B].

    ``missing`` [B, L] says where nothing was observed; None where nothing is missing.
    The pace is the mean size of the known changes, beside which half a season (at most one
    and a half) of changes of size one is counted: nothing known means a pace of one.
    It tells a clean season from a noisy one, which the spread of a window does not.
    """
    made = no_changes(normalised.shape)
    different = np.unique(lags)
    for lag in different:
        # Most often all windows have one lag, and none needs to be picked out.
        rows = slice(None) if len(different) == 1 else np.flatnonzero(lags == lag)
        moved = normalised[rows, lag:] - normalised[rows, :-lag]
        known: IntArray | int = moved.shape[1]
        if missing is not None:
            unknown = missing[rows, lag:] | missing[rows, :-lag]
            np.copyto(moved, 0.0, where=unknown)
            known = known - unknown.sum(axis=1)
        doubt = min(3.0, float(lag)) / 2
        mean = (np.abs(moved).sum(axis=1) + doubt) / (known + doubt)
        made.pace[rows] = np.clip(mean, *_PACES)
        moved /= made.pace[rows, None]
        made.sizes[rows, lag:] = np.clip(moved, -CLIP, CLIP, out=moved)
    return made
