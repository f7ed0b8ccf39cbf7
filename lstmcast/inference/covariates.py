"""What covariates do in a network, in numpy: the arithmetic of ``model.covariates``.

As everywhere in inference, a row's result depends on that row alone, bit for bit; sums over
features that are no product of matrices are taken one feature after the other.

Legend: S steps behind and ahead, L behind, H ahead; T patches, P panels, F features, W width,
E channels of the encoder, Q quantiles; the last axis are the 16 lanes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lstmcast.inference.panels import LANES, Float32, steps_to_panels
from lstmcast.inference.recurrence import run_direction, silu

if TYPE_CHECKING:
    from lstmcast.inference.weights import Weights
    from lstmcast.model.spec import CovariateSpec, ModelSpec
    from lstmcast.windows.covariate_inputs import CovariateInputs

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is known besides the values of a few rows, as far as it needs nothing of them."""

    steps: Float32 | None  # [S, P, W, 16] what is said of each step
    slopes: Float32 | None  # [S, P, 16] the linear part of the effect
    encoded: Float32  # [T, P, patch * E, 16] what the encoder sees besides
    source: IntArray  # [P, H, 16] which step the baseline repeats
    earlier: IntArray  # [P, L, 16] which step each is compared with; negative: none


def lay_out(
    spec: ModelSpec, covariates: CovariateSpec, weights: Weights, seen: CovariateInputs
) -> Beside:
    """Return what covariates say, of few enough rows to be laid out at once."""
    length = spec.lookback
    lag = steps_to_panels(seen.lag[:, None, None])[0]  # [P, 1, 16]
    slopes = None
    if covariates.known:
        slope = weights["covariates.slope.weight"][0]
        slopes = _weighted_sum(slope, steps_to_panels(seen.ahead))
    return Beside(
        steps=_embed(covariates, weights, seen) if covariates.ahead else None,
        slopes=slopes,
        encoded=_encode(spec, covariates, weights, seen),
        source=steps_to_panels(seen.source[:, :, None])[:, :, 0].transpose(1, 0, 2),
        earlier=np.arange(length)[:, None] - lag,
    )


def explain(weights: Weights, beside: Beside) -> Float32 | None:
    """Return the effect of covariates at each step [P, S, 16]; None where they have none."""
    if beside.steps is None or "covariates.effect.weight" not in weights:
        return None
    effect = _weighted_sum(weights["covariates.effect.weight"][0], beside.steps)
    effect += weights["covariates.effect.bias"][0]
    if beside.slopes is not None:
        effect += beside.slopes
    return np.ascontiguousarray(effect.transpose(1, 0, 2))


def decode(spec: ModelSpec, weights: Weights, steps: Float32, memory: Float32) -> Float32:
    """Return what is added to the quantiles, [P, H, Q, 16].

    steps [H, P, W, 16] say what is known of each, memory [P, D, 16] what the encoder remembers.
    """
    remembered = _linear(weights, "memory", memory)  # [P, W, 16]
    inputs = np.concatenate([steps, np.broadcast_to(remembered, steps.shape)], axis=2)
    walked = np.empty(steps.shape, dtype=np.float32)
    run_direction(spec.cell, weights, "covariates.decoder.{}_l0", inputs, walked)
    return _linear(weights, "output", walked).transpose(1, 0, 2, 3)


def _embed(covariates: CovariateSpec, weights: Weights, seen: CovariateInputs) -> Float32:
    """Return what is said of each step, [S, P, W, 16]."""
    said: list[Float32] = []
    if covariates.of_steps:
        said += _say(weights, "steps", seen.ahead, seen.ahead_seen, seen.ahead_codes)
    if covariates.of_series:
        masks, codes = seen.static_seen[:, None], seen.static_codes[:, None]
        said += _say(weights, "series", seen.static[:, None], masks, codes)  # [1, P, W, 16]
    shape = np.broadcast_shapes(*(part.shape for part in said))
    steps = max(shape[0], seen.ahead.shape[1])
    total = np.zeros((steps, *shape[1:]), dtype=np.float32)
    for part in said:
        total += part
    silu(total)
    mixed = _linear(weights, "mix", total)
    silu(mixed)
    return mixed


def _encode(
    spec: ModelSpec, covariates: CovariateSpec, weights: Weights, seen: CovariateInputs
) -> Float32:
    """Return what the encoder sees of each patch besides the values, [T, P, patch * E, 16]."""
    total = _linear(weights, "age", steps_to_panels(seen.age))
    back = slice(0, spec.lookback)
    if covariates.behind:
        for part in _say(
            weights,
            "behind",
            np.concatenate([seen.ahead[:, back], seen.behind], axis=2),
            np.concatenate([seen.ahead_seen[:, back], seen.behind_seen], axis=2),
            np.concatenate([seen.ahead_codes[:, back], seen.behind_codes], axis=2),
        ):
            total += part
    np.tanh(total, out=total)  # [L, P, E, 16]
    folded = total.reshape(spec.patches, spec.patch, *total.shape[1:]).transpose(0, 2, 1, 3, 4)
    return folded.reshape(spec.patches, total.shape[1], -1, LANES)


def _say(
    weights: Weights, name: str, numbers: Float32, seen: Float32, codes: IntArray
) -> list[Float32]:
    """Return what numbers [B, S, K] and codes [B, S, C] say, each [S, P, W, 16]."""
    said = []
    if numbers.shape[2]:
        both = steps_to_panels(np.concatenate([numbers, seen], axis=2))
        said.append(_linear(weights, f"{name}.numbers", both))
    for place in range(codes.shape[2]):
        table = weights[f"covariates.{name}.categories.{place}.weight"]
        said.append(steps_to_panels(table[codes[:, :, place]]))
    return said


def _linear(weights: Weights, name: str, panels: Float32) -> Float32:
    """Return a linear map of panels [..., F, 16]."""
    made: Float32 = weights[f"covariates.{name}.weight"] @ panels
    made += weights[f"covariates.{name}.bias"][:, None]
    return made


def _weighted_sum(weights: Float32, panels: Float32) -> Float32:
    """Return the sum [S, P, 16] of features [S, P, F, 16]."""
    total = np.zeros((*panels.shape[:2], LANES), dtype=np.float32)
    for place, weight in enumerate(weights):
        total += weight * panels[:, :, place]
    return total
