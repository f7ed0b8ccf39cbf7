"""The list of tensors is the torch network's, and anything else is a damaged model."""

from __future__ import annotations

import numpy as np
import pytest

from lstmcast.errors import ModelFileError
from lstmcast.inference.weights import check_weights, expected_shapes
from lstmcast.model.network import Network
from lstmcast.model.spec import CELLS, Cell, ModelSpec

SPEC = ModelSpec(horizon=3, lookback=8, patch=2, hidden=5)


def zeros(spec: ModelSpec) -> dict[str, np.ndarray]:
    return {name: np.zeros(shape, np.float32) for name, shape in expected_shapes(spec).items()}


@pytest.mark.parametrize(("changes", "filters"), [(False, 0), (True, 0), (True, 4)])
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("cell", CELLS)
def test_names_and_shapes_are_those_of_the_torch_network(
    cell: Cell, layers: int, bidirectional: bool, changes: bool, filters: int
) -> None:
    spec = ModelSpec(
        horizon=7,
        lookback=12,
        patch=3,
        cell=cell,
        layers=layers,
        bidirectional=bidirectional,
        hidden=6,
        changes=changes,
        filters=filters,
    )
    state = Network(spec).state_dict()
    assert expected_shapes(spec) == {name: tuple(value.shape) for name, value in state.items()}


def test_a_missing_tensor_is_named_with_its_shape() -> None:
    weights = zeros(SPEC)
    del weights["head.hidden.weight"]
    with pytest.raises(ModelFileError, match=r"no tensor head\.hidden\.weight.*\[5, 12\]"):
        check_weights(SPEC, weights)


def test_a_wrong_shape_is_named_with_both_shapes() -> None:
    weights = zeros(SPEC) | {"encoder.weight_hh_l0": np.zeros((20, 4), np.float32)}
    with pytest.raises(
        ModelFileError, match=r"encoder\.weight_hh_l0.*expected \[20, 5\].*found \[20, 4\]"
    ):
        check_weights(SPEC, weights)


def test_an_unknown_tensor_is_named() -> None:
    deeper = ModelSpec(horizon=3, lookback=8, patch=2, hidden=5, layers=2)
    with pytest.raises(ModelFileError, match=r"encoder\.bias_hh_l1 .*1-layer lstm"):
        check_weights(SPEC, zeros(deeper))


@pytest.mark.parametrize(
    ("tensor", "words"),
    [
        (np.zeros(5, np.int64), "found int64"),
        (np.array([0, 0, np.nan, 0, 0], np.float32), "not finite"),
        (np.array([0, 0, np.inf, 0, 0], np.float32), "not finite"),
    ],
)
def test_numbers_that_cannot_be_weights_are_refused(tensor: np.ndarray, words: str) -> None:
    with pytest.raises(ModelFileError, match=rf"head\.hidden\.bias.*{words}") as caught:
        check_weights(SPEC, zeros(SPEC) | {"head.hidden.bias": tensor})
    assert caught.value.exit_code == 4
    assert caught.value.hint
