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
    from lstmcast.model.spec import ModelSpec

Weights: TypeAlias = Mapping[str, npt.NDArray[np.float32]]


_HINT = "train the model again, or take the model file from a backup"


def expected_shapes(spec: ModelSpec) -> dict[str, tuple[int, ...]]:
    """Return name and shape of every tensor of a network, encoder first.

    G gates are stacked in one matrix: encoder weights are [G * D, F] and [G * D, D].
    """
    hidden, stacked = spec.hidden, spec.gates * spec.hidden
    memory = hidden * spec.directions
    shapes: dict[str, tuple[int, ...]] = {}
    for layer in range(spec.layers):
        features = spec.features if layer == 0 else memory
        for suffix in (f"l{layer}", f"l{layer}_reverse")[: spec.directions]:
            shapes[f"encoder.weight_ih_{suffix}"] = (stacked, features)
            shapes[f"encoder.weight_hh_{suffix}"] = (stacked, hidden)
            shapes[f"encoder.bias_ih_{suffix}"] = (stacked,)
            shapes[f"encoder.bias_hh_{suffix}"] = (stacked,)
    outputs = spec.horizon * len(spec.quantiles)
    shapes["head.hidden.weight"] = (hidden, spec.context)
    shapes["head.hidden.bias"] = (hidden,)
    shapes["head.output.weight"] = (outputs, hidden)
    shapes["head.output.bias"] = (outputs,)
    if spec.filters:
        shapes["head.filters.gate.weight"] = (spec.filters, hidden)
        shapes["head.filters.gate.bias"] = (spec.filters,)
        shapes["head.filters.bank.weight"] = (spec.filters * spec.horizon, 2 * spec.lookback)
    return shapes


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
