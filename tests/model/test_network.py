"""The torch network: starts as the baseline, remembers what the readable encoder does."""

from __future__ import annotations

import pytest
import torch

from lstmcast.model.initialisation import initialise
from lstmcast.model.network import Network
from lstmcast.model.recurrence import encode
from lstmcast.model.spec import CELLS, Cell, ModelSpec


def build(cell: Cell = "lstm", *, bidirectional: bool = False, layers: int = 2) -> Network:
    spec = ModelSpec(
        horizon=5,
        lookback=12,
        patch=3,
        cell=cell,
        bidirectional=bidirectional,
        hidden=8,
        layers=layers,
    )
    network = Network(spec).eval()
    initialise(network, torch.Generator().manual_seed(0))
    return network


def windows(batch: int = 4) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    past, baseline = (torch.randn(batch, size, generator=generator) for size in (12, 5))
    return past, torch.ones(batch, 12), baseline


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_an_untrained_network_is_the_baseline(cell: Cell, bidirectional: bool) -> None:
    past, observed, baseline = windows()
    quantiles = build(cell, bidirectional=bidirectional)(past, observed, baseline)
    assert torch.equal(quantiles, baseline[:, :, None].expand(4, 5, 9))


def test_centred_on_offsets_an_untrained_network_is_the_baseline_and_its_spread() -> None:
    network = build()
    offsets = torch.linspace(-2, 2, 5 * 9).reshape(5, 9)
    network.head.centre_on(offsets)
    past, observed, baseline = windows()
    expected = baseline[:, :, None] + offsets
    torch.testing.assert_close(network(past, observed, baseline), expected)


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_it_remembers_what_the_readable_encoder_does(cell: Cell, bidirectional: bool) -> None:
    network = build(cell, bidirectional=bidirectional)
    past, observed, _ = windows()
    patches = network.fold(past, observed)
    encoded = encode(
        patches,
        dict(network.encoder.named_parameters()),
        cell=cell,
        layers=2,
        bidirectional=bidirectional,
    )
    top = encoded.last_hidden[-network.spec.directions :]
    torch.testing.assert_close(network.remember(patches), torch.cat(list(top), dim=1))


def test_patches_are_values_beside_their_mask_oldest_first() -> None:
    network = build()
    past = torch.arange(12.0)[None]
    observed = (torch.arange(12.0) % 2)[None]
    assert network.fold(past, observed)[0].tolist() == [
        [0, 1, 2, 0, 1, 0],
        [3, 4, 5, 1, 0, 1],
        [6, 7, 8, 0, 1, 0],
        [9, 10, 11, 1, 0, 1],
    ]


def test_every_weight_can_learn_once_the_head_has_moved() -> None:
    network = build(bidirectional=True)
    torch.nn.init.normal_(network.head.output.weight, generator=torch.Generator().manual_seed(2))
    network(*windows()).square().sum().backward()
    for name, weight in network.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.abs().sum() > 0, name
