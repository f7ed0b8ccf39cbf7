"""The readable recurrence equals torch's fused layers, values and gradients."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lstmcast.model.cells import LstmState, lstm_step
from lstmcast.model.recurrence import encode, layer_weights, walk
from lstmcast.model.spec import CELLS, Cell

FUSED = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


def fused_layer(
    cell: Cell, features: int, hidden: int, layers: int, *, bidirectional: bool, seed: int
) -> nn.LSTM | nn.GRU | nn.RNN:
    generator = torch.Generator().manual_seed(seed)
    layer = FUSED[cell](
        features,
        hidden,
        num_layers=layers,
        bidirectional=bidirectional,
        batch_first=True,
        dtype=torch.float64,
    )
    for weight in layer.parameters():
        nn.init.normal_(weight, std=0.6, generator=generator)
    return layer


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("cell", CELLS)
@settings(max_examples=6, deadline=None)
@given(
    batch=st.integers(1, 4),
    steps=st.integers(1, 6),
    features=st.integers(1, 5),
    hidden=st.integers(1, 6),
    seed=st.integers(0, 2**31),
)
def test_values_and_gradients_equal_the_fused_layer(
    cell: Cell,
    layers: int,
    bidirectional: bool,
    batch: int,
    steps: int,
    features: int,
    hidden: int,
    seed: int,
) -> None:
    layer = fused_layer(cell, features, hidden, layers, bidirectional=bidirectional, seed=seed)
    weights = dict(layer.named_parameters())
    generator = torch.Generator().manual_seed(seed + 1)
    inputs = torch.randn(batch, steps, features, dtype=torch.float64, generator=generator)
    inputs.requires_grad_()
    leaves = [inputs, *weights.values()]

    outputs, state = layer(inputs)
    last_hidden = state[0] if cell == "lstm" else state
    direction = torch.randn(outputs.shape, dtype=torch.float64, generator=generator)
    fused_gradients = torch.autograd.grad((outputs * direction).sum(), leaves)

    encoded = encode(inputs, weights, cell=cell, layers=layers, bidirectional=bidirectional)
    gradients = torch.autograd.grad((encoded.outputs * direction).sum(), leaves)

    torch.testing.assert_close(encoded.outputs, outputs)
    torch.testing.assert_close(encoded.last_hidden, last_hidden)
    for gradient, fused_gradient in zip(gradients, fused_gradients, strict=True):
        torch.testing.assert_close(gradient, fused_gradient)


def test_walk_shows_memory_and_gates_of_every_step() -> None:
    layer = fused_layer("lstm", 2, 3, 1, bidirectional=False, seed=0)
    weights = layer_weights(dict(layer.named_parameters()), 0)
    inputs = torch.randn(1, 7, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    zeros = torch.zeros(1, 3, dtype=torch.float64)
    before = zeros
    for state, gates in walk(lstm_step, inputs, LstmState(zeros, zeros), weights):
        memory = gates.forget * before + gates.input * gates.candidate
        torch.testing.assert_close(state.memory, memory)
        before = state.memory
    _, (_, last_memory) = layer(inputs)
    torch.testing.assert_close(before, last_memory[0])


def test_a_missing_weight_is_named() -> None:
    layer = fused_layer("gru", 2, 3, 1, bidirectional=False, seed=0)
    weights = dict(layer.named_parameters())
    with pytest.raises(KeyError, match="weight_ih_l1"):
        encode(torch.zeros(1, 1, 2).double(), weights, cell="gru", layers=2, bidirectional=False)


@pytest.mark.parametrize("shape", [(3, 2), (3, 0, 2)])
def test_inputs_without_steps_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="T > 0"):
        encode(torch.zeros(shape), {}, cell="rnn", layers=1, bidirectional=False)
