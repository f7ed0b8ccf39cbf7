"""What a window itself says of the effect of its covariates: a regression within it.

How strongly prices follow the load differs from market to market, and a network that has seen
four markets cannot know the fifth. The window can tell: the changes of its values over a season
are regressed on those of its covariates. Seasons, trends and levels drop out of the changes,
so that what merely goes along with them explains nothing. Every window by itself, plain numpy.

Legend: B windows, L lookback, S = L + H steps behind and ahead, K covariates.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

#: The penalty of a slope, in shares of the covariates' mean variation and in observations.
_RIDGE = 0.05
_DOUBT = 1.0
#: A change of the values counts for so many spreads of the window at most: spikes have no say.
_LARGEST = 3.0


def explain_within(
    past: FloatArray, observed: BoolArray, ahead: Float32Array, seen: BoolArray, season: int
) -> FloatArray:
    """Return what covariates explain of each step by the window's own slopes, [B, S].

    past [B, L] is normalised, ``observed`` [B, L] says where it was; ahead [B, S, K] holds
    scaled covariates, zero where ``seen`` [B, S, K] is not set. Slopes are those of a ridge
    regression of changes over a season on changes over a season; without a change of a
    covariate in the window its slope is zero. Source of ridge regression: A. Hoerl and
    R. Kennard, Technometrics 12 (1970).
    """
    length = past.shape[1]
    lag = min(season, length - 1)
    if lag < 1 or not ahead.shape[2]:
        return np.zeros(ahead.shape[:2])
    behind, there = ahead[:, :length], seen[:, :length]
    moved = past[:, lag:] - past[:, :-lag]
    by = behind[:, lag:].astype(np.float64) - behind[:, :-lag]
    known = there[:, lag:] & there[:, :-lag]
    known &= (observed[:, lag:] & observed[:, :-lag])[:, :, None]
    by = np.ascontiguousarray(np.where(known, by, 0.0).transpose(0, 2, 1))  # [B, K, L - lag]
    moved = np.clip(moved, -_LARGEST, _LARGEST)
    gram = np.einsum("bks,bjs->bkj", by, by)
    answer = np.einsum("bks,bs->bk", by, moved)
    size = np.trace(gram, axis1=1, axis2=2) / gram.shape[1]
    penalty = _RIDGE * size + _DOUBT
    gram += penalty[:, None, None] * np.eye(gram.shape[1])
    slopes = np.linalg.solve(gram, answer[..., None])[..., 0]  # [B, K]
    # Products of matrices would be faster; these sums are the same in whatever batch.
    explained: FloatArray = np.einsum("bsk,bk->bs", np.where(seen, ahead, 0.0), slopes)
    return explained
