"""Hide covariates from some training windows, so that a network can do without them.

A category that is never unknown in training teaches nothing about an unknown one, and a number
that is always there nothing about one that is late. Columns are hidden one by one: over the
whole window, or from the cutoff on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from lstmcast.windows.sampling import Windows


def withhold(windows: Windows, share: float, draws: Sequence[int]) -> Windows:
    """Return windows of which each covariate is hidden in about ``share`` of them.

    ``draws`` seed the choice, so that the same step of a training hides the same. What is known
    ahead is hidden from the cutoff on in as many windows again.
    """
    seen = windows.inputs.covariates
    if seen is None or not share:
        return windows
    rng = np.random.default_rng(draws)
    length = windows.inputs.past.shape[1]
    ahead, ahead_seen = _hide_ahead((seen.ahead, seen.ahead_seen), share, length, rng)
    (ahead_codes,) = _hide_ahead((seen.ahead_codes,), share, length, rng)
    behind, behind_seen = _hide((seen.behind, seen.behind_seen), share, rng)
    (behind_codes,) = _hide((seen.behind_codes,), share, rng)
    static, static_seen = _hide((seen.static, seen.static_seen), share, rng)
    (static_codes,) = _hide((seen.static_codes,), share, rng)
    left = replace(
        seen,
        ahead=ahead,
        ahead_seen=ahead_seen,
        ahead_codes=ahead_codes,
        behind=behind,
        behind_seen=behind_seen,
        behind_codes=behind_codes,
        static=static,
        static_seen=static_seen,
        static_codes=static_codes,
    )
    return replace(windows, inputs=replace(windows.inputs, covariates=left))


Array = npt.NDArray[Any]


def _hide(arrays: Sequence[Array], share: float, rng: np.random.Generator) -> list[Array]:
    """Return arrays [B, ..., K] with zeros where a column of a window is hidden."""
    shape = arrays[0].shape
    kept = rng.random((shape[0], *(1 for _ in shape[2:]), shape[-1])) >= share
    return [array * kept.astype(array.dtype) for array in arrays]


def _hide_ahead(
    arrays: Sequence[Array], share: float, length: int, rng: np.random.Generator
) -> list[Array]:
    """Hide columns of arrays [B, S, K] as a whole, and as many more after ``length`` steps."""
    whole = _hide(arrays, share, rng)
    later = _hide([array[:, length:] for array in whole], share, rng)
    return [
        np.concatenate([array[:, :length], rest], axis=1)
        for array, rest in zip(whole, later, strict=True)
    ]
