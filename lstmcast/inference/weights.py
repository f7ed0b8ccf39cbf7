"""Which tensors a network has, and whether the tensors at hand are those.

``expected_shapes`` is the one list; names and layouts are those of the torch network's
``state_dict``, so weights travel without renaming.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from lstmcast.errors import ModelFileError

if TYPE_CHECKING:
    from lstmcast.model.spec import CovariateSpec, ModelSpec

Weights: TypeAlias = Mapping[str, npt.NDArray[np.float32]]
Shapes: TypeAlias = dict[str, tuple[int, ...]]


_HINT = "train the model again, or take the model file from a backup"


def expected_shapes(spec: ModelSpec) -> Shapes:
    """Return name and shape of every tensor of a network, encoder first.

    G gates are stacked in one matrix: encoder weights are [G * D, F] and [G * D, D].
    """
    hidden, stacked = spec.hidden, spec.gates * spec.hidden
    memory = hidden * spec.directions
    shapes: Shapes = {}
    for layer in range(spec.layers):
        features = spec.encoded if layer == 0 else memory
        for suffix in (f"l{layer}", f"l{layer}_reverse")[: spec.directions]:
            shapes |= _recurrent(f"encoder.{{}}_{suffix}", stacked, features, hidden)
    outputs = spec.horizon * len(spec.quantiles)
    shapes["head.hidden.weight"] = (hidden, spec.context)
    shapes["head.hidden.bias"] = (hidden,)
    shapes["head.output.weight"] = (outputs, hidden)
    shapes["head.output.bias"] = (outputs,)
    if spec.filters:
        shapes["head.filters.gate.weight"] = (spec.filters, hidden)
        shapes["head.filters.gate.bias"] = (spec.filters,)
        shapes["head.filters.bank.weight"] = (spec.filters * spec.horizon, 2 * spec.lookback)
    return shapes if spec.covariates is None else shapes | _covariates(spec, spec.covariates)


def _recurrent(name: str, stacked: int, features: int, hidden: int) -> Shapes:
    """Return the tensors of one direction of a recurrent layer."""
    return {
        name.format("weight_ih"): (stacked, features),
        name.format("weight_hh"): (stacked, hidden),
        name.format("bias_ih"): (stacked,),
        name.format("bias_hh"): (stacked,),
    }


def _covariates(spec: ModelSpec, covariates: CovariateSpec) -> Shapes:
    """Return the tensors of what a network does with covariates."""
    width, channels = covariates.width, covariates.channels
    numbers, levels = covariates.known, covariates.known_levels
    shapes = _linear("age", 1 + covariates.past, channels)
    both = levels + covariates.past_levels
    shapes |= _embedding("behind", numbers + covariates.past, both, channels)
    shapes |= _embedding("steps", numbers, levels, width)
    shapes |= _embedding("series", covariates.static, covariates.static_levels, width)
    if covariates.of_steps:
        shapes |= _linear("effect", width, 1)
    if covariates.known:
        shapes["covariates.slope.weight"] = (1, covariates.known)
    if covariates.ahead:
        shapes |= _linear("mix", width, width)
        shapes |= _linear("memory", spec.hidden * spec.directions, width)
        shapes |= _recurrent("covariates.decoder.{}_l0", spec.gates * width, 2 * width, width)
        shapes |= _linear("output", width, len(spec.quantiles))
    return shapes


def _linear(name: str, inputs: int, outputs: int) -> Shapes:
    return {
        f"covariates.{name}.weight": (outputs, inputs),
        f"covariates.{name}.bias": (outputs,),
    }


def _embedding(name: str, numbers: int, levels: tuple[int, ...], width: int) -> Shapes:
    shapes = _linear(f"{name}.numbers", 2 * numbers, width) if numbers else {}
    tables = f"covariates.{name}.categories"
    return shapes | {
        f"{tables}.{place}.weight": (count + 1, width) for place, count in enumerate(levels)
    }


def check_weights(
    spec: ModelSpec, weights: Mapping[str, npt.NDArray[np.generic]], *, prefix: str = ""
) -> None:
    """Check that ``weights`` are exactly the network of ``spec``.

    Raises ModelFileError, naming the tensor, when one is missing, unknown, of another
    shape, not floating-point, or holds a value that is not finite. ``prefix`` is what its
    name starts with in the file it is from.
    """
    expected = expected_shapes(spec)
    for name, shape in expected.items():
        if name not in weights:
            raise ModelFileError(
                f"the model has no tensor {prefix}{name}; expected shape {list(shape)}",
                hint=_HINT,
            )
        _check_tensor(prefix + name, weights[name], shape)
    unknown = sorted(set(weights) - set(expected))
    if unknown:
        raise ModelFileError(
            f"the model has tensor {prefix}{unknown[0]} of shape"
            f" {list(weights[unknown[0]].shape)},"
            f" which a {spec.layers}-layer {spec.cell} does not have",
            hint=_HINT,
        )


def _check_tensor(name: str, tensor: npt.NDArray[np.generic], shape: tuple[int, ...]) -> None:
    if tensor.shape != shape:
        raise ModelFileError(
            f"tensor {name} has the wrong shape: expected {list(shape)},"
            f" found {list(tensor.shape)}",
            hint=_HINT,
        )
    if not np.issubdtype(tensor.dtype, np.floating):
        raise ModelFileError(
            f"tensor {name} has the wrong type: expected floating-point numbers,"
            f" found {tensor.dtype}",
            hint=_HINT,
        )
    if not np.isfinite(tensor).all():
        raise ModelFileError(f"tensor {name} holds values that are not finite", hint=_HINT)
