"""A row's forecast is the same, bit for bit, in every batch and at every place in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from builders import random_inputs, random_weights
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.inference.forward import forward
from lstmcast.inference.panels import LANES, from_panels, to_panels
from lstmcast.model.spec import CELLS, Cell, ModelSpec


def assert_rows_ignore_each_other(spec: ModelSpec, rows: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    weights = random_weights(spec, seed)
    inputs = random_inputs(spec, rows, seed)
    together = forward(spec, weights, inputs)
    order = random.permutation(rows)
    shuffled = forward(spec, weights, inputs.rows(order))
    np.testing.assert_array_equal(shuffled, together[order])
    cut = int(random.integers(0, rows + 1))
    split = [
        forward(spec, weights, inputs.rows(part)) for part in (np.arange(cut), np.arange(cut, rows))
    ]
    np.testing.assert_array_equal(np.concatenate(split), together)
    alone = int(random.integers(rows))
    one = forward(spec, weights, inputs.rows(np.array([alone])))
    np.testing.assert_array_equal(one[0], together[alone])


@settings(max_examples=60, deadline=None)
@given(
    cell=st.sampled_from(CELLS),
    bidirectional=st.booleans(),
    layers=st.integers(1, 2),
    changes=st.booleans(),
    filters=st.integers(0, 9),
    hidden=st.integers(1, 70),
    patch=st.integers(1, 6),
    patches=st.integers(1, 8),
    horizon=st.integers(1, 40),
    rows=st.integers(1, 300),
    seed=st.integers(0, 2**31),
)
def test_shuffled_split_and_alone(
    cell: Cell,
    bidirectional: bool,
    layers: int,
    changes: bool,
    filters: int,
    hidden: int,
    patch: int,
    patches: int,
    horizon: int,
    rows: int,
    seed: int,
) -> None:
    spec = ModelSpec(
        horizon=horizon,
        lookback=patch * patches,
        patch=patch,
        cell=cell,
        bidirectional=bidirectional,
        hidden=hidden,
        layers=layers,
        changes=changes,
        filters=filters if changes else 0,
    )
    assert_rows_ignore_each_other(spec, rows, seed)


@pytest.mark.parametrize("threads", ["1", "3"])
@pytest.mark.parametrize("kernel", ["Nehalem", "Sandybridge", "Haswell"])
def test_matrix_products_of_other_processors(kernel: str, threads: str) -> None:
    """The products of older x86 processors add in other orders; other libraries ignore this."""
    environment = os.environ | {
        "OPENBLAS_CORETYPE": kernel,
        "OPENBLAS_NUM_THREADS": threads,
        "PYTHONPATH": str(Path(__file__).parents[1]),  # for the builders
    }
    command = [sys.executable, __file__]
    subprocess.run(command, check=True, env=environment)


@given(rows=st.integers(0, 50), features=st.integers(1, 9))
def test_panels_round_trip(rows: int, features: int) -> None:
    values = np.arange(rows * features, dtype=np.float32).reshape(rows, features)
    panels = to_panels(values)
    assert panels.shape == (-(-rows // LANES), features, LANES)
    np.testing.assert_array_equal(from_panels(panels, rows), values)


if __name__ == "__main__":
    for seed, cell in enumerate(CELLS * 4):
        shape = ModelSpec(
            horizon=12 + seed,
            lookback=36,
            patch=3,
            cell=cell,
            hidden=30 + 7 * seed,
            layers=2,
            changes=bool(seed % 2),
            filters=seed if seed % 2 else 0,
        )
        assert_rows_ignore_each_other(shape, 150, seed)
