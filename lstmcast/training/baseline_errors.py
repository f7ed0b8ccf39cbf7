"""How wrong the repeated season usually is: where a network's intervals start from."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from lstmcast.windows.sampling import Windows

Float32Array = npt.NDArray[np.float32]

_ENOUGH = 20  # errors of which outer quantiles can be told


def error_quantiles(
    windows: Windows, quantiles: tuple[float, ...], unit: Float32Array | None = None
) -> Float32Array:
    """Return quantiles [H, Q] of the baseline's errors, in units [B] of the windows' own.

    Where a step has fewer than twenty errors, they are taken as normal around zero, with a
    variance that counts one error of one window's spread besides those seen: from nothing
    at all follows an interval as wide as the window, not one of no width.
    """
    errors = windows.target - windows.inputs.baseline  # [B, H]
    if unit is not None:
        errors = errors / unit[:, None]
    scores = np.array([NormalDist().inv_cdf(quantile) for quantile in quantiles])
    offsets = np.empty((errors.shape[1], len(quantiles)), dtype=np.float32)
    for step in range(errors.shape[1]):
        seen = errors[windows.target_observed[:, step] > 0, step]
        if len(seen) >= _ENOUGH:
            offsets[step] = np.quantile(seen, quantiles)
        else:
            offsets[step] = scores * np.sqrt(((seen**2).sum() + 1) / (len(seen) + 1))
    return offsets
