"""Checkpoints come back as they were, or not at all."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from lstmcast.artifact.checkpoint_file import checkpoint_path, read_checkpoint, write_checkpoint
from lstmcast.errors import ModelFileError

ARRAYS = {
    "state.weight": np.arange(12, dtype=np.float32).reshape(3, 4).T,
    "state.step": np.array(7),
    "state.random": np.arange(9, dtype=np.uint8),
    "best.bias": np.array([], dtype=np.float32),
    "moment.step": np.array(3.0, dtype=np.float32),
}
FACTS = {"stage": "refit", "identity": "ünïque", "best_score": (0.1).hex()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors.checkpoint"
    write_checkpoint(path, ARRAYS, FACTS)
    return path


def test_round_trip(path: Path) -> None:
    arrays, facts = read_checkpoint(path)
    assert facts == FACTS
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert arrays[name].shape == array.shape
        assert arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(arrays[name], array)


def test_it_lies_beside_the_model() -> None:
    assert checkpoint_path(Path("a/model.safetensors")) == Path("a/model.safetensors.checkpoint")


def test_every_changed_byte_is_found(path: Path) -> None:
    content = path.read_bytes()
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 0xFF
        path.write_bytes(bytes(changed))
        with pytest.raises(ModelFileError, match="cannot be read"):
            read_checkpoint(path)


def test_a_file_cut_off_anywhere(path: Path) -> None:
    content = path.read_bytes()
    for length in range(0, len(content), 7):
        path.write_bytes(content[:length])
        with pytest.raises(ModelFileError, match="cannot be read"):
            read_checkpoint(path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ds,y\n",
        pickle.dumps(FACTS),
        (2).to_bytes(8, "little") + b"[]",
        (2**63).to_bytes(8, "little") + b"{}",
        save({"w": np.ones(2)}),
        save({"w": np.ones(2)}, metadata={"lstmcast.checkpoint": "[]"}),
        save({"w": np.ones(2)}, metadata={"lstmcast.checkpoint": "[" * 100_000}),
        save({"w": np.ones(2)}, metadata={"lstmcast.checkpoint": '{"facts": {}}'}),
    ],
)
def test_files_that_are_something_else(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(ModelFileError, match="cannot be read") as caught:
        read_checkpoint(path)
    assert "--resume" in caught.value.hint


def test_a_model_is_no_checkpoint(path: Path) -> None:
    from builders import small_model

    from lstmcast.artifact.store import encode_model

    path.write_bytes(encode_model(small_model()))
    with pytest.raises(ModelFileError):
        read_checkpoint(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="cannot be read"):
        read_checkpoint(tmp_path / "missing")
