"""The numpy network equals the torch network, for every spec."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
import torch
from builders import random_inputs
from drawn_specs import covariate_specs
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lstmcast.inference.forward import forward
from lstmcast.inference.recurrence import sigmoid
from lstmcast.inference.weights import check_weights
from lstmcast.model.network import Network
from lstmcast.model.spec import CELLS, QUANTILES, Cell, ModelSpec
from lstmcast.training.tensors import network_inputs
from lstmcast.windows.sampling import Inputs

ARRAYS = ("past", "observed", "baseline", "changes", "pace")


@st.composite
def specs(draw: st.DrawFn) -> ModelSpec:
    patch = draw(st.integers(1, 5))
    changes = draw(st.booleans())
    return ModelSpec(
        horizon=draw(st.integers(1, 30)),
        lookback=patch * draw(st.integers(1, 12)),
        patch=patch,
        cell=draw(st.sampled_from(CELLS)),
        bidirectional=draw(st.booleans()),
        hidden=draw(st.integers(1, 48)),
        layers=draw(st.integers(1, 3)),
        dropout=draw(st.sampled_from([0.0, 0.3])),
        changes=changes,
        covariates=draw(st.none() | covariate_specs()),
        filters=draw(st.integers(0, 5)) if changes else 0,
        quantiles=draw(st.sampled_from([(0.5,), (0.1, 0.5, 0.9), QUANTILES])),
    )


def random_network(spec: ModelSpec, seed: int) -> Network:
    generator = torch.Generator().manual_seed(seed)
    network = Network(spec).eval()
    for weight in network.parameters():
        nn.init.normal_(weight, std=1 / weight.shape[-1] ** 0.5, generator=generator)
    return network


def numpy_weights(network: Network) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in network.state_dict().items()}


def torch_forecast(network: Network, inputs: Inputs) -> np.ndarray:
    with torch.no_grad():
        made: np.ndarray = network(*network_inputs(inputs, torch.device("cpu"))).numpy()
    return made


@settings(max_examples=80, deadline=None)
@given(spec=specs(), rows=st.integers(1, 40), seed=st.integers(0, 2**31))
def test_equals_torch_within_one_part_in_a_hundred_thousand(
    spec: ModelSpec, rows: int, seed: int
) -> None:
    network, inputs = random_network(spec, seed), random_inputs(spec, rows, seed)
    weights = numpy_weights(network)
    check_weights(spec, weights)
    expected = torch_forecast(network, inputs)
    forecast = forward(spec, weights, inputs)
    assert forecast.dtype == np.float32
    np.testing.assert_allclose(
        forecast, expected, rtol=1e-5, atol=1e-5 * float(np.abs(expected).max())
    )


@pytest.mark.parametrize(("changes", "filters"), [(False, 0), (True, 8)])
@pytest.mark.parametrize("cell", CELLS)
def test_equals_torch_over_long_windows(cell: Cell, changes: bool, filters: int) -> None:
    spec = ModelSpec(
        horizon=48,
        lookback=672,
        patch=4,
        cell=cell,
        hidden=64,
        layers=2,
        bidirectional=True,
        changes=changes,
        filters=filters,
    )
    network = Network(spec).eval()
    nn.init.normal_(network.head.output.weight, generator=torch.Generator().manual_seed(0))
    inputs = random_inputs(spec, 20, seed=0)
    expected = torch_forecast(network, inputs)
    forecast = forward(spec, numpy_weights(network), inputs)
    np.testing.assert_allclose(
        forecast, expected, rtol=1e-5, atol=1e-5 * float(np.abs(expected).max())
    )


def test_double_precision_windows_and_no_rows_are_fine() -> None:
    spec = ModelSpec(horizon=3, lookback=4, patch=2, hidden=5, changes=True, filters=2)
    weights = numpy_weights(random_network(spec, seed=1))
    single = random_inputs(spec, 6, seed=1)
    double = dataclasses.replace(
        single, **{name: getattr(single, name).astype(np.float64) for name in ARRAYS}
    )
    np.testing.assert_array_equal(forward(spec, weights, double), forward(spec, weights, single))
    nothing = single.rows(np.arange(0))
    assert forward(spec, weights, nothing).shape == (0, 3, len(QUANTILES))


@pytest.mark.parametrize(("changes", "filters"), [(False, 0), (True, 3)])
def test_a_row_that_overflows_leaves_the_others_alone(changes: bool, filters: int) -> None:
    spec = ModelSpec(horizon=2, lookback=6, patch=2, hidden=4, changes=changes, filters=filters)
    weights = numpy_weights(random_network(spec, seed=2))
    inputs = random_inputs(spec, 20, seed=2)
    clean = forward(spec, weights, inputs)
    broken = inputs.past.astype(np.float64)
    broken[7] = 1e300
    forecast = forward(spec, weights, dataclasses.replace(inputs, past=broken))
    others = np.arange(20) != 7
    assert not np.isfinite(forecast[7]).any()
    np.testing.assert_array_equal(forecast[others], clean[others])


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_that_do_not_fit_the_spec_are_refused(name: str) -> None:
    spec = ModelSpec(horizon=3, lookback=4, patch=2, hidden=5)
    inputs = random_inputs(spec, 2, seed=0)
    wrong = dataclasses.replace(inputs, **{name: getattr(inputs, name)[..., 1:]})
    with pytest.raises(ValueError, match=f"{name} must be"):
        forward(spec, numpy_weights(random_network(spec, seed=0)), wrong)


def test_sigmoid_neither_overflows_nor_warns() -> None:
    values = np.array([-3e38, -100, -1, 0, 1, 100, 3e38], dtype=np.float32)
    sigmoid(values)
    expected = [0, 0, 1 / (1 + np.e), 0.5, 1 / (1 + np.exp(-1)), 1, 1]
    np.testing.assert_allclose(values, expected, atol=1e-7)


def test_the_forward_pass_needs_numpy_alone() -> None:
    script = (
        "import sys\n"
        "import lstmcast.inference.forward, lstmcast.inference.weights\n"
        "import lstmcast.inference.quantiles, lstmcast.inference.rollout\n"
        "heavy = {'torch', 'sklearn', 'pandas', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
