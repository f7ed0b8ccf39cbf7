"""The readable walk through a network equals the fast one and torch's, and says what is what."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from builders import random_inputs, random_weights, seasonal_panel, series_set
from drawn_specs import covariate_specs
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.forward import encoder_inputs
from lstmcast.inference.panels import from_panels, to_panels
from lstmcast.inference.recurrence import encode
from lstmcast.inference.tracing import (
    GATES,
    LayerTrace,
    patch_edges,
    sigmoid,
    trace,
    trace_member,
)
from lstmcast.model.network import Network
from lstmcast.model.spec import CELLS, Cell, ModelSpec
from lstmcast.training.tensors import network_inputs
from lstmcast.windows.folding import Fold
from lstmcast.windows.sampling import WindowShape


@st.composite
def specs(draw: st.DrawFn) -> ModelSpec:
    patch = draw(st.integers(1, 4))
    return ModelSpec(
        horizon=2,
        lookback=patch * draw(st.integers(1, 10)),
        patch=patch,
        cell=draw(st.sampled_from(CELLS)),
        bidirectional=draw(st.booleans()),
        hidden=draw(st.integers(1, 24)),
        layers=draw(st.integers(1, 3)),
        changes=draw(st.booleans()),
        covariates=draw(st.none() | covariate_specs()),
    )


def last_state(spec: ModelSpec, traces: tuple[LayerTrace, ...]) -> np.ndarray:
    """Return what the top layer remembers, [B, D * directions]."""
    top = traces[-spec.directions :]
    return np.concatenate([t.signals["hidden"][0 if t.backward else -1] for t in top], axis=1)


@settings(max_examples=60, deadline=None)
@given(spec=specs(), rows=st.integers(1, 20), seed=st.integers(0, 2**31))
def test_the_final_state_is_that_of_the_fast_forward(spec: ModelSpec, rows: int, seed: int) -> None:
    weights, inputs = random_weights(spec, seed), random_inputs(spec, rows, seed)
    panels = np.stack(
        [to_panels(step) for step in encoder_inputs(spec, weights, inputs)]
    )  # [T, P, F, 16]
    fast = from_panels(encode(spec, weights, panels), rows)
    np.testing.assert_allclose(last_state(spec, trace(spec, weights, inputs)), fast, atol=1e-5)


@settings(max_examples=30, deadline=None)
@given(spec=specs(), seed=st.integers(0, 2**31))
def test_every_step_is_that_of_torch(spec: ModelSpec, seed: int) -> None:
    spec = dataclasses.replace(spec, covariates=None)  # with them, test_forward compares the ends
    weights, inputs = random_weights(spec, seed), random_inputs(spec, 3, seed)
    network = Network(spec).eval()
    network.load_state_dict({name: torch.from_numpy(each) for name, each in weights.items()})
    window, _ = network_inputs(inputs, torch.device("cpu"))
    with torch.no_grad():
        patches = network.fold(window)
        outputs, state = network.encoder(patches)
    seen = encoder_inputs(spec, weights, inputs)
    np.testing.assert_array_equal(seen.transpose(1, 0, 2), patches.numpy())
    traces = trace(spec, weights, inputs)
    assert [(t.layer, t.backward) for t in traces] == [
        (layer, backward)
        for layer in range(spec.layers)
        for backward in (False, True)[: spec.directions]
    ]
    top = np.concatenate([t.signals["hidden"] for t in traces[-spec.directions :]], axis=2)
    np.testing.assert_allclose(top.transpose(1, 0, 2), outputs.numpy(), atol=1e-5)
    if spec.cell == "lstm":
        memories = [t.signals["memory"][0 if t.backward else -1] for t in traces]
        np.testing.assert_allclose(np.stack(memories), state[1].numpy(), atol=1e-4)


@pytest.mark.parametrize(
    ("cell", "block", "signal"),
    [
        ("lstm", 0, "input"),
        ("lstm", 1, "forget"),
        ("lstm", 2, "candidate"),
        ("lstm", 3, "output"),
        ("gru", 0, "reset"),
        ("gru", 1, "update"),
        ("gru", 2, "candidate"),
    ],
)
def test_signals_bear_the_name_of_their_block_of_weights(
    cell: Cell, block: int, signal: str
) -> None:
    """In torch's order a bias that drives one block drives one signal, and no other one."""
    spec = ModelSpec(horizon=2, lookback=6, patch=2, cell=cell, hidden=3)
    weights = {name: np.zeros_like(each) for name, each in random_weights(spec).items()}
    weights["encoder.bias_ih_l0"][3 * block : 3 * block + 3] = 40
    (layer,) = trace(spec, weights, random_inputs(spec, 1))
    names = (*GATES[cell], "candidate")
    ones = {name for name in names if np.allclose(layer.signals[name], 1)}
    rest = {name for name in names if np.allclose(layer.signals[name], 0.5 * (name in GATES[cell]))}
    assert ones == {signal}
    assert rest == set(names) - {signal}


@pytest.mark.parametrize("cell", CELLS)
def test_gates_lie_between_nought_and_one(cell: Cell) -> None:
    spec = ModelSpec(horizon=2, lookback=12, patch=3, cell=cell, hidden=5, layers=2)
    for layer in trace(spec, random_weights(spec), random_inputs(spec, 4)):
        assert all(each.shape == (4, 4, 5) for each in layer.signals.values())
        for name, values in layer.signals.items():
            low = 0 if name in GATES[cell] else -1
            assert name == "memory" or (values.min() >= low and values.max() <= 1)


def test_a_window_does_not_know_its_neighbours() -> None:
    spec = ModelSpec(horizon=2, lookback=12, patch=3, hidden=5, bidirectional=True)
    weights, inputs = random_weights(spec), random_inputs(spec, 5)
    together = trace(spec, weights, inputs)
    alone = trace(spec, weights, inputs.rows(np.array([3])))
    for one, all_of_them in zip(alone, together, strict=True):
        for name, values in one.signals.items():
            np.testing.assert_allclose(values[:, 0], all_of_them.signals[name][:, 3], rtol=1e-12)


def forecaster(fold: Fold | None = None) -> Forecaster:
    spec = ModelSpec(horizon=4, lookback=24, patch=4, hidden=6, changes=True, filters=2)
    shape = WindowShape(lookback=24, horizon=4, season=12, lags=(12, 1), fold=fold)
    return Forecaster(spec=spec, shape=shape, weights=random_weights(spec))


@pytest.mark.parametrize("fold", [None, Fold(steps=36, bins=12), Fold(steps=13, bins=12)])
def test_a_member_is_traced_on_the_window_it_forecasts_from(fold: Fold | None) -> None:
    member = forecaster(fold)
    back = member.shape.steps_back
    data = seasonal_panel(back + 30)
    values = data.values.copy()
    values[:29] *= 7  # before the window
    values[-1] += 3  # after the cutoff
    other = dataclasses.replace(data, values=values)
    series, cutoffs = np.array([0]), np.array([back + 29])
    (traced,) = trace_member(member, data, series, cutoffs)
    (again,) = trace_member(member, other, series, cutoffs)
    (later,) = trace_member(member, other, series, cutoffs + 1)
    for name, signal in traced.signals.items():
        assert signal.shape == (6, 1, 6)
        np.testing.assert_array_equal(signal, again.signals[name])
        assert not np.allclose(signal, later.signals[name])


def test_without_a_value_there_is_nothing_to_trace() -> None:
    with pytest.raises(ValueError, match="no value before"):
        trace_member(forecaster(), series_set([1.0, 2.0]), np.array([0]), np.array([0]))


@pytest.mark.parametrize("fold", [None, Fold(steps=36, bins=12), Fold(steps=13, bins=12)])
def test_patches_fill_the_window(fold: Fold | None) -> None:
    member = forecaster(fold)
    edges = patch_edges(member)
    assert (edges[0], edges[-1], len(edges)) == (-member.shape.steps_back, 0, 7)
    widths = np.diff(edges)
    assert widths.max() - widths.min() <= 1
    if fold is None:
        assert set(widths) == {4}


def test_sigmoid_neither_overflows_nor_warns() -> None:
    values = np.array([-1e300, -800.0, -1.0, 0.0, 1.0, 800.0, 1e300])
    expected = [0, 0, 1 / (1 + np.e), 0.5, 1 / (1 + np.exp(-1)), 1, 1]
    np.testing.assert_allclose(sigmoid(values), expected, atol=1e-12)
