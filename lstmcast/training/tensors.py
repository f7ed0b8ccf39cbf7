"""Between numpy and torch: what a network sees, and what it has learnt."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from lstmcast.model.covariates import CovariateTensors
from lstmcast.model.network import Network
from lstmcast.model.window import Window
from lstmcast.training.arrays import Arrays
from lstmcast.windows.sampling import Inputs


def network_inputs(inputs: Inputs, device: torch.device) -> tuple[Window, CovariateTensors | None]:
    """Return what the network sees, in the order of its arguments, as tensors on a device."""
    window = Window(*_load(inputs, Window._fields, device))
    if inputs.covariates is None:
        return window, None
    seen = _load(inputs.covariates, CovariateTensors._fields, device)
    return window, CovariateTensors(*seen)


def _load(source: object, names: tuple[str, ...], device: torch.device) -> list[Tensor]:
    return [torch.from_numpy(getattr(source, name)).to(device) for name in names]


def to_arrays(tensors: Mapping[str, Tensor]) -> Arrays:
    """Copy tensors into numpy arrays, which need no torch to be stored or run."""
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in tensors.items()}


def take_over(network: Network, start: Arrays) -> Arrays:
    """Load the weights of a network that may see no covariates; return what came of them.

    What the encoder sees of covariates follows behind in its first weights, and keeps what it
    was initialised with, as does all else that has to do with them.
    """
    taken = {name: torch.from_numpy(array.copy()) for name, array in start.items()}
    if network.spec.covariates is None:
        network.load_state_dict(taken)
        return to_arrays(taken)
    state = network.state_dict()
    for name in ("encoder.weight_ih_l0", "encoder.weight_ih_l0_reverse"):
        if name in taken:
            behind = state[name][:, taken[name].shape[1] :]
            taken[name] = torch.cat([taken[name], behind], dim=1)
    network.load_state_dict(state | taken)
    return to_arrays(taken)
