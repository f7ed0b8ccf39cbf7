"""Covariates in the torch network: they start as nothing, are causal, and are taken out again."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from builders import random_inputs
from torch import nn

from lstmcast.model.initialisation import initialise
from lstmcast.model.network import Network
from lstmcast.model.spec import CELLS, Cell, CovariateSpec, ModelSpec
from lstmcast.training.tensors import network_inputs
from lstmcast.windows.covariate_inputs import CovariateInputs
from lstmcast.windows.sampling import Inputs

ALL = CovariateSpec(
    known=2, past=2, static=1, known_levels=(3,), past_levels=(2,), static_levels=(2, 4)
)


def spec_with(covariates: CovariateSpec | None, cell: Cell = "lstm") -> ModelSpec:
    return ModelSpec(
        horizon=6,
        lookback=12,
        patch=4,
        cell=cell,
        hidden=8,
        changes=True,
        filters=2,
        covariates=covariates,
    )


def initialised(spec: ModelSpec) -> Network:
    network = Network(spec).eval()
    initialise(network, torch.Generator().manual_seed(0))
    return network


def taught(spec: ModelSpec) -> Network:
    """Return a network in which nothing is zero."""
    network = Network(spec).eval()
    generator = torch.Generator().manual_seed(1)
    for weight in network.parameters():
        nn.init.normal_(weight, std=0.3, generator=generator)
    return network


def seen(inputs: Inputs) -> CovariateInputs:
    assert inputs.covariates is not None
    return inputs.covariates


def forecast(network: Network, inputs: Inputs) -> torch.Tensor:
    with torch.no_grad():
        made: torch.Tensor = network(*network_inputs(inputs, torch.device("cpu")))
    return made


@pytest.mark.parametrize("cell", CELLS)
def test_before_the_first_step_covariates_change_nothing(cell: Cell) -> None:
    spec = spec_with(ALL, cell)
    inputs = random_inputs(spec, 5)
    alone = initialised(spec_with(None, cell))
    beside = initialised(spec)
    assert torch.equal(forecast(beside, inputs), forecast(alone, inputs))


def test_with_the_same_seed_all_other_weights_are_the_same() -> None:
    alone, beside = initialised(spec_with(None)), initialised(spec_with(ALL)).state_dict()
    for name, weight in alone.state_dict().items():
        assert torch.equal(beside[name][tuple(map(slice, weight.shape))], weight), name


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("step", [0, 3, 5])
def test_what_is_known_of_a_step_reaches_none_before_it(cell: Cell, step: int) -> None:
    spec = spec_with(ALL, cell)
    network, inputs = taught(spec), random_inputs(spec, 5)
    known = seen(inputs)
    ahead, codes = known.ahead.copy(), known.ahead_codes.copy()
    ahead[:, spec.lookback + step] += 1
    codes[:, spec.lookback + step] = (codes[:, spec.lookback + step] + 1) % 4
    for changed in (
        dataclasses.replace(known, ahead=ahead),
        dataclasses.replace(known, ahead_codes=codes),
    ):
        before = forecast(network, inputs)
        after = forecast(network, dataclasses.replace(inputs, covariates=changed))
        assert torch.equal(before[:, :step], after[:, :step])
        assert not torch.isclose(before[:, step:], after[:, step:]).all(dim=2).any()


def test_an_effect_is_taken_out_of_the_past_and_put_back() -> None:
    """A series that is nothing but its covariate is forecast as its covariate."""
    spec = spec_with(CovariateSpec(known=1))
    network = initialised(spec)
    branch = network.covariates
    assert branch is not None
    assert branch.slope is not None
    inputs = random_inputs(spec, 3)
    known, steps = seen(inputs), torch.arange(spec.lookback + spec.horizon)
    ahead = torch.sin(steps.float()).repeat(3, 1)
    source = torch.arange(spec.horizon).repeat(3, 1)
    inputs = dataclasses.replace(
        inputs,
        past=ahead[:, : spec.lookback].numpy(),
        observed=torch.ones(3, spec.lookback).numpy(),
        baseline=ahead.gather(1, source).numpy(),
        pace=torch.ones(3).numpy(),
        covariates=dataclasses.replace(
            known, ahead=ahead[..., None].numpy(), source=source.numpy()
        ),
    )
    repeated = forecast(network, inputs)
    with torch.no_grad():
        branch.slope.weight.fill_(1.0)
    made = forecast(network, inputs)
    truth = ahead[:, spec.lookback :, None].expand_as(made)
    assert not torch.isclose(repeated, truth, atol=1e-3).all()
    torch.testing.assert_close(made, truth)


def test_past_covariates_reach_the_horizon_through_the_encoder_alone() -> None:
    spec = spec_with(CovariateSpec(past=2, past_levels=(3,)))
    network, inputs = taught(spec), random_inputs(spec, 5)
    known = seen(inputs)
    changed = dataclasses.replace(inputs, covariates=dataclasses.replace(
        known, behind=known.behind + 1))  # fmt: skip
    assert not torch.isclose(forecast(network, inputs), forecast(network, changed)).any(dim=2).all()
    with torch.no_grad():
        for name, weight in network.encoder.named_parameters():
            if name == "weight_ih_l0":
                weight[:, spec.features :].zero_()
    assert torch.equal(forecast(network, inputs), forecast(network, changed))


def test_every_weight_of_covariates_can_learn() -> None:
    spec = spec_with(ALL)
    network, inputs = taught(spec).train(), random_inputs(spec, 16)
    network(*network_inputs(inputs, torch.device("cpu"))).square().sum().backward()
    for name, weight in network.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.abs().sum() > 0, name


@pytest.mark.parametrize(
    "wrong", [{"known": -1}, {"width": 0}, {"channels": 0}, {"static_levels": (0,)}]
)
def test_specs_that_make_no_sense(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must"):
        dataclasses.replace(ALL, **wrong)
