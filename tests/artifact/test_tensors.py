"""Several networks in one file: each tensor goes back to the network it came from."""

from __future__ import annotations

import numpy as np
import pytest
from builders import random_weights

from lstmcast.artifact.tensors import join_tensors, split_tensors
from lstmcast.errors import ModelFileError
from lstmcast.model.spec import ModelSpec

SPECS = [ModelSpec(horizon=2, lookback=4, patch=2, hidden=size) for size in range(1, 13)]


def test_members_come_back_in_order() -> None:
    """Twelve, so that the 1 of 1.head is not taken for that of 11.head."""
    members = [random_weights(spec, seed) for seed, spec in enumerate(SPECS)]
    again = split_tensors(join_tensors(members), SPECS)
    assert len(again) == len(members)
    for found, given in zip(again, members, strict=True):
        assert found.keys() == given.keys()
        assert all(np.array_equal(found[name], tensor) for name, tensor in given.items())


@pytest.mark.parametrize("name", ["head.output.bias", "2.head.output.bias", "00.head.output.bias"])
def test_a_tensor_of_no_member(name: str) -> None:
    tensors = join_tensors([random_weights(spec) for spec in SPECS[:2]])
    tensors[name] = np.ones(1, dtype=np.float32)
    with pytest.raises(ModelFileError, match=f"tensor {name}, which belongs to none"):
        split_tensors(tensors, SPECS[:2])


def test_an_error_names_the_tensor_as_the_file_does() -> None:
    tensors = join_tensors([random_weights(spec) for spec in SPECS[:2]])
    extra = tensors | {"1.extra": np.ones(1, dtype=np.float32)}
    with pytest.raises(ModelFileError, match=r"tensor 1\.extra of shape \[1\]"):
        split_tensors(extra, SPECS[:2])
    wrong = tensors | {"1.head.hidden.bias": np.ones(7, dtype=np.float32)}
    with pytest.raises(ModelFileError, match=r"1\.head\.hidden\.bias has the wrong shape"):
        split_tensors(wrong, SPECS[:2])
    del tensors["1.head.hidden.bias"]
    with pytest.raises(ModelFileError, match=r"has no tensor 1\.head\.hidden\.bias"):
        split_tensors(tensors, SPECS[:2])
