"""Files of tensors: the same bytes from the same content, and a reason for any other."""

from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors.numpy import save

from lstmcast.tensor_file import (
    ForeignFileError,
    checksum,
    ensure_intact,
    pack,
    read_entry,
    read_tensors,
)

TENSORS = {
    "half": np.arange(6, dtype=np.float16).reshape(2, 3).T,
    "number": np.array(7),
    "empty": np.array([], dtype=np.float32),
}
ENTRY = {"b": [1, 0.5, None], "a": {"ünïque": True}}


def test_both_come_back_as_they_were() -> None:
    content = pack(TENSORS, name="ours", entry=ENTRY)
    assert read_entry(content, "ours") == ENTRY
    found = read_tensors(content)
    assert found.keys() == TENSORS.keys()
    for name, tensor in TENSORS.items():
        assert (found[name].shape, found[name].dtype) == (tensor.shape, tensor.dtype)
        np.testing.assert_array_equal(found[name], tensor)


def test_no_order_shows_in_the_bytes() -> None:
    turned = {name: np.asarray(TENSORS[name], order="F") for name in reversed(TENSORS)}
    other = pack(turned, name="ours", entry=dict(reversed(ENTRY.items())))
    assert other == pack(TENSORS, name="ours", entry=ENTRY)


def test_numbers_are_finite() -> None:
    with pytest.raises(ValueError, match="JSON"):
        pack(TENSORS, name="ours", entry={"score": float("nan")})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n1,2\n" * 9,
        save(TENSORS | {"half": np.ones(1)}),
        pack(TENSORS, name="theirs", entry=ENTRY),
        (2).to_bytes(8, "little") + b"{]",
        (200_016).to_bytes(8, "little") + b'{"__metadata__":' + b"[" * 200_000,
    ],
)
def test_what_is_not_ours(content: bytes) -> None:
    with pytest.raises(ForeignFileError, match="no safetensors file"):
        read_entry(content, "ours")


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", "[" * 100_000])
def test_an_entry_that_is_no_object(text: str) -> None:
    content = save({"w": np.ones(1)}, metadata={"ours": text})
    with pytest.raises(ValueError, match="its entry ours cannot be read") as caught:
        read_entry(content, "ours")
    assert not isinstance(caught.value, ForeignFileError)


@pytest.mark.parametrize("entry", [7, None, [], {}])
def test_an_entry_that_is_no_text(entry: object) -> None:
    header = json.dumps({"__metadata__": {"ours": entry}}).encode()
    with pytest.raises(ValueError, match="its entry ours cannot be read"):
        read_entry(len(header).to_bytes(8, "little") + header, "ours")


@pytest.mark.parametrize("size", [100, 100_000_001, 2**64 - 1])
def test_a_claimed_length_is_compared_with_the_size(size: int) -> None:
    with pytest.raises(ValueError, match="cut off"):
        read_entry(size.to_bytes(8, "little") + b"{" + bytes(50), "ours")


@pytest.mark.parametrize("cut", [-1, 40, 8, 0])
def test_tensors_cut_off(cut: int) -> None:
    content = pack(TENSORS | {"w": np.ones(9)}, name="ours", entry=ENTRY)
    with pytest.raises(ValueError, match="its tensors cannot be read"):
        read_tensors(content[:cut])


def test_the_checksum_knows_names_types_shapes_values_and_words() -> None:
    tensor = np.arange(6, dtype=np.float32)
    others = [
        {"v": tensor},
        {"w": tensor.reshape(2, 3)},
        {"w": tensor.view(np.int32)},
        {"w": -tensor},
        {"w": tensor, "more": tensor},
        {},
    ]
    sums = {checksum(ENTRY, tensors) for tensors in ({"w": tensor}, *others)}
    sums.add(checksum({}, {"w": tensor}))
    assert len(sums) == len(others) + 2
    assert checksum(ENTRY, TENSORS) == checksum(ENTRY, dict(reversed(TENSORS.items())))


@pytest.mark.parametrize("stored", [None, "", "0" * 64, 3])
def test_a_checksum_that_is_another(stored: object) -> None:
    ensure_intact(checksum(ENTRY, TENSORS), ENTRY, TENSORS)
    with pytest.raises(ValueError, match="does not match its checksum"):
        ensure_intact(stored, ENTRY, TENSORS)
