"""The recurrent encoder in numpy: all cells, layers and directions, panel by panel.

``lstmcast.model.gates`` and ``cells`` have the equations. Here the input maps of all
steps are one product, and the loop over time works in place.

Legend: T steps, P panels, F features, D hidden, G gates; the last axis are the 16 lanes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from lstmcast.inference.panels import Float32
    from lstmcast.inference.weights import Weights
    from lstmcast.model.spec import Cell, ModelSpec


def encode(spec: ModelSpec, weights: Weights, inputs: Float32) -> Float32:
    """Return what the top layer remembers of inputs [T, P, F, 16]: [P, D * directions, 16].

    The forward direction's state after the last step stands above the backward
    direction's state after the first.
    """
    for layer in range(spec.layers):
        shape = (*inputs.shape[:2], spec.hidden * spec.directions, inputs.shape[3])
        outputs = np.empty(shape, dtype=np.float32)
        forward, backward = outputs[:, :, : spec.hidden], outputs[::-1, :, spec.hidden :]
        run_direction(spec.cell, weights, f"encoder.{{}}_l{layer}", inputs, forward)
        if spec.bidirectional:
            name = f"encoder.{{}}_l{layer}_reverse"
            run_direction(spec.cell, weights, name, inputs[::-1], backward)
        inputs = outputs
    return np.concatenate([forward[-1], backward[-1]], axis=1)  # backward may have no rows


def sigmoid(values: Float32) -> None:
    """Replace values by 1 / (1 + exp(-values)), in place.

    As (1 + tanh(x / 2)) / 2, which cannot overflow.
    """
    values *= np.float32(0.5)
    np.tanh(values, out=values)
    values += np.float32(1)
    values *= np.float32(0.5)


def silu(values: Float32) -> None:
    """Replace values by each times its sigmoid, in place."""
    gate = values.copy()
    sigmoid(gate)
    values *= gate


def run_direction(
    cell: Cell, weights: Weights, name: str, inputs: Float32, states: Float32
) -> None:
    """Write the hidden states [T, P, D, 16] of a walk over inputs [T, P, F, 16].

    ``name`` is that of the layer's tensors, with braces for which of them.
    """
    recurrent = weights[name.format("weight_hh")]  # [G * D, D]
    bias_hh = weights[name.format("bias_hh")][:, None]  # [G * D, 1]
    projected = weights[name.format("weight_ih")] @ inputs  # [T, P, G * D, 16]
    projected += weights[name.format("bias_ih")][:, None]
    match cell:
        case "lstm":
            projected += bias_hh
            _lstm(projected, recurrent, states)
        case "gru":
            _gru(projected, recurrent, bias_hh, states)
        case "rnn":
            projected += bias_hh
            _rnn(projected, recurrent, states)


def _lstm(projected: Float32, recurrent: Float32, states: Float32) -> None:
    """Write the states [T, P, D, 16] of an LSTM that sees projected [T, P, 4D, 16]."""
    depth = states.shape[2]
    hidden, memory = np.zeros((2, *states.shape[1:]), dtype=np.float32)
    for from_input, state in zip(projected, states, strict=True):
        gates = recurrent @ hidden
        gates += from_input
        write, keep = gates[:, :depth], gates[:, depth : 2 * depth]
        candidate, show = gates[:, 2 * depth : 3 * depth], gates[:, 3 * depth :]
        sigmoid(gates[:, : 2 * depth])
        np.tanh(candidate, out=candidate)
        sigmoid(show)
        memory *= keep
        candidate *= write
        memory += candidate
        hidden = np.tanh(memory, out=state)
        hidden *= show


def _gru(projected: Float32, recurrent: Float32, bias_hh: Float32, states: Float32) -> None:
    """Write the states [T, P, D, 16] of a GRU that sees projected [T, P, 3D, 16]."""
    depth = states.shape[2]
    hidden = np.zeros(states.shape[1:], dtype=np.float32)
    for from_input, state in zip(projected, states, strict=True):
        gates = recurrent @ hidden
        gates += bias_hh
        decisions, candidate = gates[:, : 2 * depth], gates[:, 2 * depth :]
        decisions += from_input[:, : 2 * depth]
        sigmoid(decisions)
        reset, update = decisions[:, :depth], decisions[:, depth:]
        candidate *= reset
        candidate += from_input[:, 2 * depth :]
        np.tanh(candidate, out=candidate)
        hidden = np.subtract(hidden, candidate, out=state)
        hidden *= update
        hidden += candidate  # (1 - z) n + z h, as n + z (h - n)


def _rnn(projected: Float32, recurrent: Float32, states: Float32) -> None:
    """Write the states [T, P, D, 16] of a plain RNN that sees projected [T, P, D, 16]."""
    hidden = np.zeros(states.shape[1:], dtype=np.float32)
    for from_input, state in zip(projected, states, strict=True):
        candidate = recurrent @ hidden
        candidate += from_input
        hidden = np.tanh(candidate, out=state)
