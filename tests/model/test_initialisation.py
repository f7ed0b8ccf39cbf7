"""Initial weights follow the table and the generator."""

from __future__ import annotations

import pytest
import torch

from lstmcast.model.initialisation import initialise
from lstmcast.model.network import Network
from lstmcast.model.spec import CELLS, Cell, ModelSpec


def initialised(cell: Cell, seed: int) -> dict[str, torch.Tensor]:
    spec = ModelSpec(
        horizon=4, lookback=8, patch=2, cell=cell, hidden=6, layers=2, changes=True, filters=3
    )
    network = Network(spec)
    initialise(network, torch.Generator().manual_seed(seed))
    return network.state_dict()


@pytest.mark.parametrize("cell", CELLS)
def test_the_generator_alone_decides(cell: Cell) -> None:
    torch.manual_seed(1)
    first = initialised(cell, seed=0)
    torch.manual_seed(2)
    again, other = initialised(cell, seed=0), initialised(cell, seed=1)
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["encoder.weight_hh_l1"], other["encoder.weight_hh_l1"])


@pytest.mark.parametrize("cell", CELLS)
def test_recurrent_weights_keep_the_norm_of_each_gate(cell: Cell) -> None:
    stacked = initialised(cell, seed=0)["encoder.weight_hh_l0"]
    for gate in stacked.split(6):
        torch.testing.assert_close(gate @ gate.T, torch.eye(6))


def test_an_lstm_remembers_from_the_start() -> None:
    weights = initialised("lstm", seed=0)
    bias = weights["encoder.bias_ih_l1"] + weights["encoder.bias_hh_l1"]
    assert bias.tolist() == [0] * 6 + [1] * 6 + [0] * 12


@pytest.mark.parametrize("cell", CELLS)
def test_the_head_adds_nothing(cell: Cell) -> None:
    weights = initialised(cell, seed=0)
    assert not weights["head.output.weight"].any()
    assert not weights["head.output.bias"].any()
    assert not weights["head.filters.bank.weight"].any()


def test_filters_are_told_apart_from_the_start() -> None:
    """Equal gates would learn equal filters."""
    gate = initialised("lstm", seed=0)["head.filters.gate.weight"]
    assert len(torch.unique(gate, dim=0)) == 3
