"""A row's forecast is the same, bit for bit, in every batch and at every place in it."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.inference.forward import forward
from lstmcast.inference.panels import LANES, from_panels, to_panels
from lstmcast.inference.weights import expected_shapes
from lstmcast.model.spec import CELLS, ModelSpec


def random_weights(spec: ModelSpec, random: np.random.Generator) -> dict[str, np.ndarray]:
    return {
        name: random.normal(scale=shape[-1] ** -0.5, size=shape).astype(np.float32)
        for name, shape in expected_shapes(spec).items()
    }


def assert_rows_ignore_each_other(spec: ModelSpec, rows: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    weights = random_weights(spec, random)
    windows = [
        random.normal(size=(rows, width)) for width in (spec.lookback, spec.lookback, spec.horizon)
    ]
    together = forward(spec, weights, *windows)
    order = random.permutation(rows)
    shuffled = forward(spec, weights, *(array[order] for array in windows))
    np.testing.assert_array_equal(shuffled, together[order])
    cut = int(random.integers(0, rows + 1))
    split = [
        forward(spec, weights, *(array[part] for array in windows))
        for part in (slice(0, cut), slice(cut, None))
    ]
    np.testing.assert_array_equal(np.concatenate(split), together)
    alone = int(random.integers(rows))
    one = forward(spec, weights, *(array[alone : alone + 1] for array in windows))
    np.testing.assert_array_equal(one[0], together[alone])


@settings(max_examples=60, deadline=None)
@given(
    cell=st.sampled_from(CELLS),
    bidirectional=st.booleans(),
    layers=st.integers(1, 2),
    hidden=st.integers(1, 70),
    patch=st.integers(1, 6),
    patches=st.integers(1, 8),
    horizon=st.integers(1, 40),
    rows=st.integers(1, 300),
    seed=st.integers(0, 2**31),
)
def test_shuffled_split_and_alone(
    cell: str,
    bidirectional: bool,
    layers: int,
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
    )
    assert_rows_ignore_each_other(spec, rows, seed)


@pytest.mark.parametrize("threads", ["1", "3"])
@pytest.mark.parametrize("kernel", ["Nehalem", "Sandybridge", "Haswell"])
def test_matrix_products_of_other_processors(kernel: str, threads: str) -> None:
    """The products of older x86 processors add in other orders; other libraries ignore this."""
    environment = os.environ | {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": threads}
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
            horizon=12 + seed, lookback=36, patch=3, cell=cell, hidden=30 + 7 * seed, layers=2
        )
        assert_rows_ignore_each_other(shape, 150, seed)
