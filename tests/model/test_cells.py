"""One step of each cell, held against the equations written out for single numbers."""

from __future__ import annotations

import math

import pytest
import torch

from lstmcast.model.cells import HiddenState, LstmState, gru_step, lstm_step, rnn_step
from lstmcast.model.gates import CellWeights, lstm_gates

X, H, C = 0.7, -0.3, 0.4


def column(*numbers: float) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64).reshape(-1, 1)


def scalar_weights(gates: int) -> CellWeights:
    """One feature, one hidden unit: gate k has its own four numbers."""
    return CellWeights(
        weight_ih=column(*(0.5 + k for k in range(gates))),
        weight_hh=column(*(-0.4 + 0.3 * k for k in range(gates))),
        bias_ih=column(*(0.1 * k for k in range(gates))).flatten(),
        bias_hh=column(*(0.05 - 0.2 * k for k in range(gates))).flatten(),
    )


def from_input(weights: CellWeights, gate: int) -> float:
    return float(weights.weight_ih[gate, 0]) * X + float(weights.bias_ih[gate])


def from_hidden(weights: CellWeights, gate: int) -> float:
    return float(weights.weight_hh[gate, 0]) * H + float(weights.bias_hh[gate])


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def test_lstm_step_follows_its_equations() -> None:
    weights = scalar_weights(4)
    sums = [from_input(weights, gate) + from_hidden(weights, gate) for gate in range(4)]
    i, f, g, o = sigmoid(sums[0]), sigmoid(sums[1]), math.tanh(sums[2]), sigmoid(sums[3])
    state, gates = lstm_step(column(X), LstmState(hidden=column(H), memory=column(C)), weights)
    assert [gate.item() for gate in gates] == pytest.approx([i, f, g, o])
    assert state.memory.item() == pytest.approx(f * C + i * g)
    assert state.hidden.item() == pytest.approx(o * math.tanh(f * C + i * g))


def test_gru_step_resets_after_the_recurrent_product() -> None:
    weights = scalar_weights(3)
    r = sigmoid(from_input(weights, 0) + from_hidden(weights, 0))
    z = sigmoid(from_input(weights, 1) + from_hidden(weights, 1))
    n = math.tanh(from_input(weights, 2) + r * from_hidden(weights, 2))
    state, gates = gru_step(column(X), HiddenState(column(H)), weights)
    assert [gate.item() for gate in gates] == pytest.approx([r, z, n])
    assert state.hidden.item() == pytest.approx((1 - z) * n + z * H)


def test_rnn_step_is_a_tanh_of_a_sum() -> None:
    weights = scalar_weights(1)
    state, gates = rnn_step(column(X), HiddenState(column(H)), weights)
    assert gates is None
    assert state.hidden.item() == pytest.approx(
        math.tanh(from_input(weights, 0) + from_hidden(weights, 0))
    )


def test_an_open_forget_gate_and_a_closed_input_gate_keep_the_memory() -> None:
    shut, opened = -1e3, 1e3
    weights = CellWeights(
        weight_ih=torch.zeros(4, 1),
        weight_hh=torch.zeros(4, 1),
        bias_ih=torch.tensor([shut, opened, 0.0, 0.0]),
        bias_hh=torch.zeros(4),
    )
    start = LstmState(hidden=torch.tensor([[0.2]]), memory=torch.tensor([[123.0]]))
    state, gates = lstm_step(torch.tensor([[9.0]]), start, weights)
    assert (gates.input.item(), gates.forget.item()) == (0.0, 1.0)
    assert state.memory.item() == 123.0


def test_gates_keep_batch_and_hidden_axes() -> None:
    weights = CellWeights(
        torch.zeros(4 * 5, 3), torch.zeros(4 * 5, 5), torch.zeros(4 * 5), torch.zeros(4 * 5)
    )
    gates = lstm_gates(torch.zeros(2, 3), torch.zeros(2, 5), weights)
    assert {gate.shape for gate in gates} == {(2, 5)}
