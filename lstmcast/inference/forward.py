"""The network of ``lstmcast.model`` computed with numpy alone: forecasts without torch.

A row's result depends on that row alone, bit for bit, whatever batch it is in and
wherever it stands there; ``panels`` says how.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lstmcast.inference.panels import LANES, Float32, from_panels, to_panels
from lstmcast.inference.recurrence import encode, sigmoid

if TYPE_CHECKING:
    from lstmcast.inference.weights import Weights
    from lstmcast.model.spec import ModelSpec

_ROWS_AT_ONCE = 8 * LANES  # keeps the working set in cache, whatever the number of series


def forward(
    spec: ModelSpec,
    weights: Weights,
    past: npt.NDArray[np.floating],
    observed: npt.NDArray[np.floating],
    baseline: npt.NDArray[np.floating],
) -> Float32:
    """Return normalised quantiles [B, H, Q] of normalised windows, equal to torch's.

    past [B, L] is zero where nothing was observed, observed [B, L] holds zeros and ones,
    baseline [B, H] is the repeated season in the units of past. ``weights`` must have
    passed ``check_weights``. The quantiles may cross; see ``quantiles``.

    A row whose arithmetic overflows comes out not finite and leaves the others alone; the
    caller decides what to do with it. Raises ValueError when an array does not fit the spec.
    """
    rows = len(past)
    for name, array, width in (
        ("past", past, spec.lookback),
        ("observed", observed, spec.lookback),
        ("baseline", baseline, spec.horizon),
    ):
        if array.shape != (rows, width):
            raise ValueError(f"{name} must be [{rows}, {width}], not {list(array.shape)}")
    tensors = {
        name: np.ascontiguousarray(tensor, dtype=np.float32) for name, tensor in weights.items()
    }
    quantiles = np.empty((rows, spec.horizon, len(spec.quantiles)), dtype=np.float32)
    # The result says whether a row overflowed; a warning could not say which, and some
    # matrix libraries raise the flag for nothing.
    with np.errstate(all="ignore"):
        for start in range(0, rows, _ROWS_AT_ONCE):
            block = slice(start, min(start + _ROWS_AT_ONCE, rows))
            quantiles[block] = _forward_block(
                spec, tensors, past[block], observed[block], baseline[block]
            )
    return quantiles


def _forward_block(
    spec: ModelSpec,
    weights: Weights,
    past: npt.NDArray[np.floating],
    observed: npt.NDArray[np.floating],
    baseline: npt.NDArray[np.floating],
) -> Float32:
    """Return quantiles [B, H, Q] of few enough rows to be laid out at once."""
    patches = _fold(spec, to_panels(past), to_panels(observed))  # [T, P, 2p, 16]
    season = to_panels(baseline)  # [P, H, 16]
    context = np.concatenate([encode(spec, weights, patches), patches[-1], season], axis=1)
    added = _head(weights, context)  # [P, H * Q, 16]
    shape = (len(season), spec.horizon, len(spec.quantiles), LANES)
    return from_panels(added.reshape(shape) + season[:, :, None], len(past))


def _fold(spec: ModelSpec, past: Float32, observed: Float32) -> Float32:
    """Fold windows [P, L, 16] into patches of values above their mask, [T, P, 2p, 16]."""
    shape = (-1, spec.patches, spec.patch, LANES)
    patches = np.concatenate([past.reshape(shape), observed.reshape(shape)], axis=2)
    return np.ascontiguousarray(patches.transpose(1, 0, 2, 3))


def _head(weights: Weights, context: Float32) -> Float32:
    """Return what the network adds to the baseline, [P, H * Q, 16], from [P, C, 16]."""
    hidden = weights["head.hidden.weight"] @ context  # [P, D, 16]
    hidden += weights["head.hidden.bias"][:, None]
    gate = hidden.copy()
    sigmoid(gate)
    hidden *= gate  # SiLU
    added: Float32 = weights["head.output.weight"] @ hidden
    added += weights["head.output.bias"][:, None]
    return added
