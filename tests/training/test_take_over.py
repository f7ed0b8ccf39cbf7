"""A network that goes on from another one: the same weights, and forecasts, to begin with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from builders import random_inputs, random_weights
from training_plans import same_arrays

from lstmcast.model.initialisation import initialise
from lstmcast.model.network import Network
from lstmcast.model.spec import CELLS, CovariateSpec, ModelSpec
from lstmcast.training.arrays import Arrays
from lstmcast.training.tensors import network_inputs, take_over, to_arrays

COVARIATES = CovariateSpec(
    known=2, past=1, static=1, known_levels=(3,), past_levels=(2,), static_levels=(2,), width=5
)


def specs(cell: str = "lstm", *, bidirectional: bool = False, layers: int = 2) -> list[ModelSpec]:
    """Return the spec of a network without covariates, and of the same one with them."""
    plain = ModelSpec(
        horizon=4,
        lookback=12,
        patch=4,
        cell=cell,
        bidirectional=bidirectional,
        hidden=6,
        layers=layers,
        changes=True,
        filters=2,
    )
    return [plain, replace(plain, covariates=COVARIATES)]


def fresh(spec: ModelSpec) -> Network:
    network = Network(spec)
    initialise(network, torch.Generator().manual_seed(0))
    network.eval()
    return network


def forecast(network: Network, seed: int = 3) -> np.ndarray:
    window, seen = network_inputs(random_inputs(network.spec, 7, seed), torch.device("cpu"))
    with torch.no_grad():
        return np.asarray(network(window, seen).numpy())


def test_weights_of_the_same_network_are_taken_as_they_are() -> None:
    for spec in specs():
        network, start = fresh(spec), random_weights(spec)
        taken = take_over(network, start)
        assert same_arrays(taken, start)
        assert same_arrays(to_arrays(network.state_dict()), start)


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_covariates_added_to_a_network_say_nothing_at_first(cell: str, bidirectional: bool) -> None:
    plain, beside = specs(cell, bidirectional=bidirectional)
    start = random_weights(plain)
    without, with_them = Network(plain), fresh(beside)
    take_over(without, start)
    without.eval()
    take_over(with_them, start)
    same = random_inputs(beside, 7, 3)
    window, seen = network_inputs(same, torch.device("cpu"))
    with torch.no_grad():
        expected, made = without(window, None), with_them(window, seen)
    torch.testing.assert_close(made, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("bidirectional", [False, True])
def test_what_has_to_do_with_covariates_stays_as_it_was_initialised(bidirectional: bool) -> None:
    plain, beside = specs(bidirectional=bidirectional)
    start, network = random_weights(plain), fresh(beside)
    before = to_arrays(network.state_dict())
    taken = take_over(network, start)
    after = to_arrays(network.state_dict())
    widened = [name for name in start if after[name].shape != start[name].shape]
    assert widened == ["encoder.weight_ih_l0", "encoder.weight_ih_l0_reverse"][: 1 + bidirectional]
    for name, array in after.items():
        width = start[name].shape[-1] if name in start else 0
        if name in start:
            np.testing.assert_array_equal(array[..., :width], start[name], err_msg=name)
        np.testing.assert_array_equal(array[..., width:], before[name][..., width:], err_msg=name)
    assert set(taken) == set(start)
    for name, array in taken.items():
        np.testing.assert_array_equal(array, after[name])


def test_what_was_given_is_not_changed_by_training() -> None:
    plain, beside = specs()
    start = random_weights(plain)
    kept = {name: array.copy() for name, array in start.items()}
    for spec in (plain, beside):
        network = fresh(spec)
        taken = take_over(network, start)
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.add_(1.0)
        assert same_arrays(start, kept)
        assert not same_arrays(
            taken, {name: to_arrays(network.state_dict())[name] for name in taken}
        )


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("name", ["head.output.weight", "encoder.weight_hh_l0"])
def test_weights_of_another_shape_are_named(name: str, place: int) -> None:
    plain, beside = specs()
    start: Arrays = random_weights(plain)
    start[name] = start[name][:-1]
    with pytest.raises(RuntimeError, match=name.replace(".", r"\.")):
        take_over(fresh((plain, beside)[place]), start)


def test_a_network_with_other_patches_is_refused() -> None:
    """Though its first weights would fit into those of a network that sees covariates."""
    plain, beside = specs()
    start = random_weights(replace(plain, lookback=24, patch=8))
    with pytest.raises(RuntimeError, match=r"head\.hidden\.weight"):
        take_over(fresh(beside), start)
