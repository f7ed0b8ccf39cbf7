"""Cells over time, in layers and in both directions: the readable twin of torch.nn.LSTM.

Training uses torch's fused layers because they are faster. This module says in plain
loops what those layers compute, takes the same weights under the same names, and is held
equal to them by tests, values and gradients alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import torch
from torch import Tensor

from lstmcast.model.cells import HiddenState, LstmState, gru_step, lstm_step, rnn_step
from lstmcast.model.gates import CellWeights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lstmcast.model.spec import Cell


class Encoded(NamedTuple):
    """What a stack of recurrent layers returns."""

    outputs: Tensor  # [B, T, D * directions] hidden states of the top layer
    last_hidden: Tensor  # [layers * directions, B, D] each direction's final state


class _State(Protocol):
    @property
    def hidden(self) -> Tensor: ...


StateT = TypeVar("StateT", bound=_State)
GatesT = TypeVar("GatesT")


def encode(
    inputs: Tensor,
    weights: Mapping[str, Tensor],
    *,
    cell: Cell,
    layers: int,
    bidirectional: bool,
) -> Encoded:
    """Run stacked recurrent layers over inputs [B, T, F] from a zero state.

    ``weights`` are named as in the ``state_dict`` of torch's layer: ``weight_ih_l0``,
    ``bias_hh_l1_reverse`` and so on. Each layer reads the hidden states of the layer
    below; a second direction reads them from the last step to the first, and both
    directions' states are put side by side. Dropout is not applied.

    Raises KeyError when a weight is missing and ValueError unless inputs has three axes
    and at least one step.
    """
    if inputs.ndim != 3 or inputs.shape[1] == 0:
        raise ValueError(f"inputs must be [B, T, F] with T > 0, not {list(inputs.shape)}")
    last_hidden = []
    for layer in range(layers):
        outputs = [run_direction(inputs, layer_weights(weights, layer), cell=cell)]
        last_hidden.append(outputs[0][:, -1])
        if bidirectional:
            backward = layer_weights(weights, layer, backward=True)
            outputs.append(run_direction(inputs.flip(1), backward, cell=cell).flip(1))
            last_hidden.append(outputs[1][:, 0])  # the backward walk ends at the first step
        inputs = torch.cat(outputs, dim=2)  # [B, T, D * directions]
    return Encoded(outputs=inputs, last_hidden=torch.stack(last_hidden))


def layer_weights(
    weights: Mapping[str, Tensor], layer: int, *, backward: bool = False
) -> CellWeights:
    """Pick one layer's and one direction's weights out of a ``state_dict``.

    Raises KeyError when one is missing.
    """
    suffix = f"l{layer}_reverse" if backward else f"l{layer}"
    return CellWeights(*(weights[f"{name}_{suffix}"] for name in CellWeights._fields))


def run_direction(inputs: Tensor, weights: CellWeights, *, cell: Cell) -> Tensor:
    """Return the hidden states [B, T, D] of one layer in one direction, from a zero state."""
    zeros = inputs.new_zeros(inputs.shape[0], weights.weight_hh.shape[1])  # [B, D]
    match cell:
        case "lstm":
            states = hidden_states(lstm_step, inputs, LstmState(zeros, zeros), weights)
        case "gru":
            states = hidden_states(gru_step, inputs, HiddenState(zeros), weights)
        case "rnn":
            states = hidden_states(rnn_step, inputs, HiddenState(zeros), weights)
    return torch.stack(states, dim=1)


def hidden_states(
    step: Callable[[Tensor, StateT, CellWeights], tuple[StateT, GatesT]],
    inputs: Tensor,
    state: StateT,
    weights: CellWeights,
) -> list[Tensor]:
    """Return h_1 .. h_T, each [B, D], of a walk over inputs [B, T, F]."""
    return [after.hidden for after, _ in walk(step, inputs, state, weights)]


def walk(
    step: Callable[[Tensor, StateT, CellWeights], tuple[StateT, GatesT]],
    inputs: Tensor,
    state: StateT,
    weights: CellWeights,
) -> Iterator[tuple[StateT, GatesT]]:
    """Yield state and gates after each step of inputs [B, T, F]: the loop over time."""
    for x_t in inputs.unbind(dim=1):  # [B, F]
        state, gates = step(x_t, state, weights)
        yield state, gates
