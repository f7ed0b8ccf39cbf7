"""The network of ``lstmcast.model`` computed with numpy alone: forecasts without torch.

A row's result depends on that row alone, bit for bit, whatever batch it is in and
wherever it stands there; ``panels`` says how.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from lstmcast.inference.covariates import Beside, decode, explain, lay_out
from lstmcast.inference.panels import LANES, Float32, from_panels, to_panels
from lstmcast.inference.recurrence import encode, silu

if TYPE_CHECKING:
    from lstmcast.inference.weights import Weights
    from lstmcast.model.spec import ModelSpec
    from lstmcast.windows.sampling import Inputs

_ROWS_AT_ONCE = 8 * LANES  # keeps the working set in cache, whatever the number of series


def forward(spec: ModelSpec, weights: Weights, inputs: Inputs) -> Float32:
    """Return normalised quantiles [B, H, Q] of normalised windows, equal to torch's.

    ``weights`` must have passed ``check_weights``. A spec without ``changes`` looks at
    neither the changes nor the pace. The quantiles may cross; see ``quantiles``.

    A row whose arithmetic overflows comes out not finite and leaves the others alone; the
    caller decides what to do with it. Raises ValueError when an array does not fit the spec.
    """
    rows = len(inputs)
    _check_shapes(spec, inputs, rows)
    tensors = {
        name: np.ascontiguousarray(tensor, dtype=np.float32) for name, tensor in weights.items()
    }
    quantiles = np.empty((rows, spec.horizon, len(spec.quantiles)), dtype=np.float32)
    # The result says whether a row overflowed; a warning could not say which, and some
    # matrix libraries raise the flag for nothing.
    with np.errstate(all="ignore"):
        for start in range(0, rows, _ROWS_AT_ONCE):
            block = slice(start, min(start + _ROWS_AT_ONCE, rows))
            panels, beside = lay_out_rows(spec, tensors, inputs.rows(block))
            quantiles[block] = _forward_block(spec, tensors, panels, beside, block.stop - start)
    return quantiles


def lay_out_rows(spec: ModelSpec, weights: Weights, inputs: Inputs) -> tuple[Panels, Beside | None]:
    """Lay out a few rows and what is known besides."""
    if spec.covariates is None or inputs.covariates is None:
        return Panels.of(inputs), None
    return Panels.of(inputs), lay_out(spec, spec.covariates, weights, inputs.covariates)


def _check_shapes(spec: ModelSpec, inputs: Inputs, rows: int) -> None:
    for name, array, shape in (
        ("past", inputs.past, (rows, spec.lookback)),
        ("observed", inputs.observed, (rows, spec.lookback)),
        ("baseline", inputs.baseline, (rows, spec.horizon)),
        ("changes", inputs.changes, (rows, spec.lookback)),
        ("pace", inputs.pace, (rows,)),
    ):
        if array.shape != shape:
            raise ValueError(f"{name} must be {list(shape)}, not {list(array.shape)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """The inputs of a few rows laid out at once; the last axis are the 16 lanes."""

    past: Float32  # [P, L, 16]
    observed: Float32  # [P, L, 16]
    baseline: Float32  # [P, H, 16]
    changes: Float32  # [P, L, 16]
    pace: Float32  # [P, 1, 16]

    @classmethod
    def of(cls, inputs: Inputs) -> Panels:
        """Lay out a few rows."""
        pace = to_panels(inputs.pace[:, None])
        return cls(
            past=to_panels(inputs.past),
            observed=to_panels(inputs.observed),
            baseline=to_panels(inputs.baseline),
            changes=to_panels(inputs.changes),
            # The padding of the last panel has no pace; one is as good as any.
            pace=np.where(pace > 0, pace, np.float32(1)),
        )


def encoder_inputs(spec: ModelSpec, weights: Weights, inputs: Inputs) -> Float32:
    """Return what the encoder of a network sees of windows, patch by patch, [T, B, F].

    Values are those without the effect of covariates, where the network sees any.
    """
    with np.errstate(all="ignore"):
        panels, beside = lay_out_rows(spec, weights, inputs)
        effect = None if beside is None else explain(weights, beside)
        patches = _see(spec, panels, beside, effect)[2]
    return np.stack([from_panels(patch, len(inputs)) for patch in patches])


def _see(
    spec: ModelSpec, panels: Panels, beside: Beside | None, effect: Float32 | None
) -> tuple[Panels, Float32, Float32]:
    """Return windows without an effect, their patches, and what the encoder sees of them."""
    if beside is not None and effect is not None:
        panels = remove(spec, effect[:, : spec.lookback], panels, beside)
    patches = fold(spec, panels)  # [T, P, F, 16]
    if beside is None:
        return panels, patches, patches
    return panels, patches, np.concatenate([patches, beside.encoded], axis=2)


def _forward_block(
    spec: ModelSpec, weights: Weights, panels: Panels, beside: Beside | None, rows: int
) -> Float32:
    """Return quantiles [B, H, Q] of few enough rows to be laid out at once."""
    effect = None if beside is None else explain(weights, beside)
    panels, patches, seen = _see(spec, panels, beside, effect)
    memory = encode(spec, weights, seen)
    quantiles = _answer(spec, weights, panels, patches[-1], memory)  # [P, H, Q, 16]
    if beside is not None and beside.steps is not None:
        added = decode(spec, weights, beside.steps[spec.lookback :], memory)
        quantiles += added * panels.pace[:, :, None] if spec.changes else added
    if effect is not None:
        quantiles += effect[:, spec.lookback :, None]
    return from_panels(quantiles, rows)


def remove(spec: ModelSpec, effect: Float32, panels: Panels, beside: Beside) -> Panels:
    """Return windows without an effect [P, L, 16]: their values, seasons and changes."""
    repeated = np.take_along_axis(effect, beside.source, axis=1)
    past = panels.past - panels.observed * effect
    without = replace(panels, past=past, baseline=panels.baseline - repeated)
    if not spec.changes:
        return without
    earlier = np.maximum(beside.earlier, 0)
    known = panels.observed * np.take_along_axis(panels.observed, earlier, axis=1)
    moved = (effect - np.take_along_axis(effect, earlier, axis=1)) / panels.pace
    return replace(without, changes=panels.changes - known * (beside.earlier >= 0) * moved)


def _answer(
    spec: ModelSpec, weights: Weights, panels: Panels, newest: Float32, memory: Float32
) -> Float32:
    """Return quantiles [P, H, Q, 16], given the newest patch and what is remembered."""
    seen = [memory, newest, panels.baseline]
    if spec.changes:
        seen.append(np.log(panels.pace))
    hidden = _activate(weights, np.concatenate(seen, axis=1))  # [P, D, 16]
    added = weights["head.output.weight"] @ hidden
    added += weights["head.output.bias"][:, None]
    added = added.reshape(len(hidden), spec.horizon, len(spec.quantiles), LANES)
    if spec.filters:
        window = np.concatenate([panels.past, panels.changes], axis=1)  # [P, 2L, 16]
        added += _filter(spec, weights, hidden, window)[:, :, None]
    if spec.changes:
        added *= panels.pace[:, :, None]
    return np.asarray(added + panels.baseline[:, :, None])


def fold(spec: ModelSpec, panels: Panels) -> Float32:
    """Fold windows [P, L, 16] into patches of values above mask and changes, [T, P, F, 16]."""
    shape = (-1, spec.patches, spec.patch, LANES)
    channels = [panels.past, panels.observed, *([panels.changes] if spec.changes else [])]
    patches = np.concatenate([channel.reshape(shape) for channel in channels], axis=2)
    return np.ascontiguousarray(patches.transpose(1, 0, 2, 3))


def _activate(weights: Weights, context: Float32) -> Float32:
    """Return the head's hidden layer [P, D, 16] from its context [P, C, 16]."""
    hidden: Float32 = weights["head.hidden.weight"] @ context
    hidden += weights["head.hidden.bias"][:, None]
    silu(hidden)
    return hidden


def _filter(spec: ModelSpec, weights: Weights, hidden: Float32, window: Float32) -> Float32:
    """Return the mixture [P, H, 16] of linear forecasts from windows [P, 2L, 16]."""
    share = weights["head.filters.gate.weight"] @ hidden  # [P, K, 16]
    share += weights["head.filters.gate.bias"][:, None]
    share -= share.max(axis=1, keepdims=True)
    np.exp(share, out=share)
    share /= share.sum(axis=1, keepdims=True)
    forecasts = weights["head.filters.bank.weight"] @ window  # [P, K * H, 16]
    forecasts = forecasts.reshape(len(window), spec.filters, spec.horizon, LANES)
    mixed: Float32 = (forecasts * share[:, :, None]).sum(axis=1)
    return mixed
