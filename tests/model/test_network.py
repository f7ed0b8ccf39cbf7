"""The torch network: starts as the baseline, remembers what the readable encoder does."""

from __future__ import annotations

import pytest
import torch

from lstmcast.model.initialisation import initialise
from lstmcast.model.network import Network
from lstmcast.model.recurrence import encode
from lstmcast.model.spec import CELLS, Cell, ModelSpec
from lstmcast.model.window import Window

#: What the network may see and answer with besides: seasonal changes, a mixture of filters.
EXTRAS = [(False, 0), (True, 0), (True, 3)]
each_extra = pytest.mark.parametrize(("changes", "filters"), EXTRAS)


def build(
    cell: Cell = "lstm",
    *,
    bidirectional: bool = False,
    layers: int = 2,
    changes: bool = False,
    filters: int = 0,
) -> Network:
    spec = ModelSpec(
        horizon=5,
        lookback=12,
        patch=3,
        cell=cell,
        bidirectional=bidirectional,
        hidden=8,
        layers=layers,
        changes=changes,
        filters=filters,
    )
    network = Network(spec).eval()
    initialise(network, torch.Generator().manual_seed(0))
    return network


def windows(batch: int = 4) -> Window:
    generator = torch.Generator().manual_seed(1)
    past, baseline, changes = (
        torch.randn(batch, size, generator=generator) for size in (12, 5, 12)
    )
    pace = torch.linspace(0.05, 2, batch)
    return Window(past, torch.ones(batch, 12), baseline, changes, pace)


@each_extra
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_an_untrained_network_is_the_baseline(
    cell: Cell, bidirectional: bool, changes: bool, filters: int
) -> None:
    network = build(cell, bidirectional=bidirectional, changes=changes, filters=filters)
    seen = windows()
    assert torch.equal(network(seen), seen.baseline[:, :, None].expand(4, 5, 9))


@each_extra
def test_centred_on_offsets_an_untrained_network_is_the_baseline_and_its_spread(
    changes: bool, filters: int
) -> None:
    network = build(changes=changes, filters=filters)
    offsets = torch.linspace(-2, 2, 5 * 9).reshape(5, 9)
    network.head.centre_on(offsets)
    seen = windows()
    unit = seen.pace[:, None, None] if changes else 1.0
    expected = seen.baseline[:, :, None] + unit * offsets
    torch.testing.assert_close(network(seen), expected)


def test_a_network_without_changes_looks_at_neither_changes_nor_pace() -> None:
    network = build()
    torch.nn.init.normal_(network.head.output.weight, generator=torch.Generator().manual_seed(2))
    seen = windows()
    other = seen._replace(changes=seen.changes + 1, pace=seen.pace * 2)
    assert torch.equal(network(seen), network(other))


def test_a_network_with_changes_looks_at_both() -> None:
    network = build(changes=True)
    torch.nn.init.normal_(network.head.output.weight, generator=torch.Generator().manual_seed(2))
    seen = windows()
    for other in (seen._replace(changes=seen.changes + 1), seen._replace(pace=seen.pace * 2)):
        assert not torch.isclose(network(seen), network(other)).all()


def test_filters_add_a_convex_mixture_of_linear_forecasts() -> None:
    network = build(changes=True, filters=3)
    bank = network.head.filters
    assert bank is not None
    torch.nn.init.normal_(bank.bank.weight, generator=torch.Generator().manual_seed(2))
    seen = windows()
    added = (network(seen) - seen.baseline[:, :, None]) / seen.pace[:, None, None]
    assert torch.equal(added, added[..., :1].expand_as(added))  # all quantiles move together
    window = torch.cat([seen.past, seen.changes], dim=1)
    forecasts = torch.einsum("khl,bl->bkh", bank.bank.weight.reshape(3, 5, 24), window)
    median = added[..., 0]
    slack = 1e-4 * forecasts.abs().max()  # the baseline was added and taken away
    assert (median >= forecasts.amin(dim=1) - slack).all()
    assert (median <= forecasts.amax(dim=1) + slack).all()
    with torch.no_grad():  # a gate that is sure of one filter leaves that one alone
        bank.gate.weight.zero_()
        bank.gate.bias.copy_(torch.tensor([0.0, 100.0, 0.0]))
    chosen = (network(seen)[..., 0] - seen.baseline) / seen.pace[:, None]
    torch.testing.assert_close(chosen, forecasts[:, 1], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_it_remembers_what_the_readable_encoder_does(cell: Cell, bidirectional: bool) -> None:
    network = build(cell, bidirectional=bidirectional)
    seen = windows()
    patches = network.fold(seen)
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
    changes = 100 + past
    window = Window(past, observed, torch.zeros(1, 5), changes, torch.ones(1))
    assert network.fold(window)[0].tolist() == [
        [0, 1, 2, 0, 1, 0],
        [3, 4, 5, 1, 0, 1],
        [6, 7, 8, 0, 1, 0],
        [9, 10, 11, 1, 0, 1],
    ]
    seen = build(changes=True).fold(window)[0]
    assert seen[1].tolist() == [3, 4, 5, 1, 0, 1, 103, 104, 105]


@each_extra
def test_every_weight_can_learn_once_the_head_has_moved(changes: bool, filters: int) -> None:
    network = build(bidirectional=True, changes=changes, filters=filters)
    generator = torch.Generator().manual_seed(2)
    torch.nn.init.normal_(network.head.output.weight, generator=generator)
    if network.head.filters is not None:
        torch.nn.init.normal_(network.head.filters.bank.weight, generator=generator)
    network(windows()).square().sum().backward()
    for name, weight in network.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.abs().sum() > 0, name
