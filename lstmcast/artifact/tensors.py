"""How the tensors of several networks share one file: ``0.encoder...``, ``1.head...``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.errors import ModelFileError
from lstmcast.inference.weights import Weights, check_weights
from lstmcast.model.spec import ModelSpec

Tensors = Mapping[str, npt.NDArray[np.float32]]


def join_tensors(members: Sequence[Weights]) -> dict[str, npt.NDArray[np.float32]]:
    """Return the tensors of all members, each name led by its member's index."""
    return {
        f"{index}.{name}": np.asarray(tensor, order="C")
        for index, weights in enumerate(members)
        for name, tensor in weights.items()
    }


def split_tensors(tensors: Tensors, specs: Sequence[ModelSpec]) -> tuple[Weights, ...]:
    """Return each member's weights, checked against its spec.

    Raises ModelFileError, naming the tensor, when one is missing, belongs to no member, or
    does not fit its network.
    """
    prefixes = [f"{index}." for index in range(len(specs))]
    members: list[dict[str, npt.NDArray[np.float32]]] = [{} for _ in specs]
    for name, tensor in tensors.items():
        owners = [index for index, prefix in enumerate(prefixes) if name.startswith(prefix)]
        if not owners:
            raise ModelFileError(
                f"the model has tensor {name}, which belongs to none of its networks",
                hint="train the model again, or take the model file from a backup",
            )
        members[owners[0]][name.removeprefix(prefixes[owners[0]])] = tensor
    for spec, prefix, weights in zip(specs, prefixes, members, strict=True):
        check_weights(spec, weights, prefix=prefix)
    return tuple(members)
