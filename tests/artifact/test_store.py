"""One model file: written whole, read back to the bit, and refused when anything is off."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import pickle
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import random_weights, small_model
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save

from lstmcast.artifact.manifest import FORMAT_VERSION
from lstmcast.artifact.store import (
    ENTRY,
    Model,
    encode_model,
    is_model_file,
    read_manifest,
    read_model,
)
from lstmcast.errors import ModelFileError
from lstmcast.files import write_atomic
from lstmcast.inference.calibration import UNCALIBRATED, Calibration
from lstmcast.model.spec import CELLS, ModelSpec


@pytest.fixture(scope="module")
def content() -> bytes:
    """Return the bytes of a sound model file."""
    return encode_model(small_model())


def assert_refused(path: Path, data: bytes) -> ModelFileError:
    """Check that a file is refused with a sentence, by both ways of reading."""
    path.write_bytes(data)
    with pytest.raises(ModelFileError) as caught:
        read_model(path)
    with pytest.raises(ModelFileError):
        read_manifest(path)
    error = caught.value
    assert error.exit_code == 4
    assert error.hint
    assert len(error.message.split()) > 3
    return error


def header_end(content: bytes) -> int:
    return 8 + int.from_bytes(content[:8], "little")


def repacked(content: bytes, change: Callable[[dict[str, Any]], object], *, sign: bool) -> bytes:
    """Return a file with another header entry, signed anew or with the old checksum."""
    header = json.loads(content[8 : header_end(content)])
    entry = json.loads(header["__metadata__"][ENTRY])
    change(entry["manifest"])
    if sign:
        body = content[header_end(content) :]
        digest = hashlib.sha256(json.dumps(entry["manifest"], sort_keys=True).encode())
        for name in sorted(set(header) - {"__metadata__"}):
            begin, end = header[name]["data_offsets"]
            shape = tuple(header[name]["shape"])
            digest.update(f"\n{name} <f4 {shape}\n".encode() + body[begin:end])
        entry["sha256"] = digest.hexdigest()
    header["__metadata__"][ENTRY] = json.dumps(entry)
    return with_header(content, json.dumps(header).encode())


def with_header(content: bytes, header: bytes) -> bytes:
    return len(header).to_bytes(8, "little") + header + content[header_end(content) :]


@settings(max_examples=30, deadline=None)
@given(
    cell=st.sampled_from(CELLS),
    bidirectional=st.booleans(),
    layers=st.integers(1, 3),
    hidden=st.integers(1, 9),
    seed=st.integers(0, 1000),
)
def test_round_trip(
    tmp_path_factory: pytest.TempPathFactory,
    cell: str,
    bidirectional: bool,
    layers: int,
    hidden: int,
    seed: int,
) -> None:
    path = tmp_path_factory.mktemp("round") / "model.safetensors"
    spec = ModelSpec(
        horizon=3,
        lookback=8,
        patch=2,
        cell=cell,
        bidirectional=bidirectional,
        layers=layers,
        hidden=hidden,
    )
    other = ModelSpec(horizon=5, lookback=6, patch=3, hidden=2)
    model = small_model(spec, other, seed=seed)
    path.write_bytes(encode_model(model))
    again = read_model(path)
    assert again.manifest == model.manifest == read_manifest(path)
    for found, written in zip(again.weights, model.weights, strict=True):
        assert found.keys() == written.keys()
        for name, weight in written.items():
            assert found[name].dtype == np.float32
            np.testing.assert_array_equal(found[name], weight)
    assert is_model_file(path)


def test_what_was_calibrated_is_forecast_with(tmp_path: Path) -> None:
    model = small_model()
    calibration = Calibration(factors=((0.5,) * 9, (1 / 3,) * 9))
    manifest = dataclasses.replace(model.manifest, calibration=calibration)
    (tmp_path / "m").write_bytes(encode_model(Model(manifest=manifest, weights=model.weights)))
    assert read_model(tmp_path / "m").ensemble.calibration == calibration


def test_a_file_that_says_nothing_of_it_is_not_calibrated(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(
        repacked(content, lambda manifest: manifest.pop("calibration"), sign=True)
    )
    assert read_model(tmp_path / "m").ensemble.calibration is UNCALIBRATED


def test_a_weight_in_another_memory_order_is_the_same_weight() -> None:
    model = small_model()
    turned = {name: np.asfortranarray(weight) for name, weight in model.weights[0].items()}
    other = Model(manifest=model.manifest, weights=(turned,))
    assert encode_model(other) == encode_model(model)


def test_the_order_of_versions_makes_no_difference(content: bytes) -> None:
    model = small_model()
    turned = dict(reversed(model.manifest.versions.items()))
    manifest = dataclasses.replace(model.manifest, versions=turned)
    assert encode_model(Model(manifest=manifest, weights=model.weights)) == content


def test_same_model_same_bytes_in_every_process(content: bytes, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from builders import small_model;"
        "from lstmcast.artifact.store import encode_model;"
        "Path(sys.argv[1]).write_bytes(encode_model(small_model()))"
    )
    for seed in ("1", "2"):
        path = tmp_path / seed
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        subprocess.run([sys.executable, "-c", script, str(path)], check=True, env=environment)
        assert path.read_bytes() == content


def test_every_changed_byte_of_the_header_is_found(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "m"
    for position in range(header_end(content)):
        changed = bytearray(content)
        changed[position] ^= 0xFF
        assert_refused(path, bytes(changed))


def test_changed_bytes_anywhere_are_found(content: bytes, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    positions = random.integers(0, len(content), size=200)
    for position, change in zip(positions, random.integers(1, 256, size=200), strict=True):
        changed = bytearray(content)
        changed[position] ^= int(change)
        assert_refused(tmp_path / "m", bytes(changed))


def test_changed_bits_of_weights_are_found(content: bytes, tmp_path: Path) -> None:
    for position in range(header_end(content), len(content), 97):
        for bit in (0, 7):
            changed = bytearray(content)
            changed[position] ^= 1 << bit
            error = assert_refused(tmp_path / "m", bytes(changed))
            assert "checksum" in error.message


def test_a_file_cut_off_anywhere(content: bytes, tmp_path: Path) -> None:
    lengths = {0, 1, 7, 8, 9, 10, header_end(content) - 1, header_end(content), len(content) - 1}
    lengths |= set(range(0, len(content), 211))
    for length in sorted(lengths):
        error = assert_refused(tmp_path / "m", content[:length])
        if 9 <= length < header_end(content):
            assert "cut off" in error.message


@pytest.mark.parametrize("tail", [b"\0", b" ", b"x" * 1000])
def test_a_file_with_something_added(content: bytes, tail: bytes, tmp_path: Path) -> None:
    assert_refused(tmp_path / "m", content + tail)


def deep_header() -> bytes:
    header = b'{"__metadata__":' + b"[" * 200_000
    return len(header).to_bytes(8, "little") + header


FOREIGN = {
    "empty": b"",
    "text": b"month,sales\n1949-01,112\n" * 50,
    "json": b'{"a": 1}',
    "pickle": pickle.dumps({"weights": [1, 2, 3]}),
    "zip, as torch.save writes": b"PK\x03\x04" + bytes(500),
    "safetensors of others": save({"w": np.ones(3, dtype=np.float32)}),
    "safetensors with metadata": save({"w": np.ones(3)}, metadata={"format": "pt"}),
    "entry is no JSON": save({"w": np.ones(3)}, metadata={ENTRY: "{"}),
    "entry is a list": save({"w": np.ones(3)}, metadata={ENTRY: "[]"}),
    "entry is a number": save({"w": np.ones(3)}, metadata={ENTRY: "7"}),
    "manifest is a list": save({"w": np.ones(3)}, metadata={ENTRY: '{"manifest": []}'}),
    "entry nested deeply": save({"w": np.ones(3)}, metadata={ENTRY: "[" * 100_000}),
    "header nested deeply": deep_header(),
    "header is a list": (2).to_bytes(8, "little") + b"[]",
    "header is not UTF-8": (4).to_bytes(8, "little") + b"{\xff\xfe}",
    "zeros": bytes(5000),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_files_that_are_something_else(kind: str, tmp_path: Path) -> None:
    error = assert_refused(tmp_path / "m", FOREIGN[kind])
    assert str(tmp_path / "m") in error.message


def test_no_file_a_directory_and_no_permission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelFileError, match="there is no model file") as caught:
        read_model(tmp_path / "missing")
    assert "lstmcast train" in caught.value.hint
    with pytest.raises(ModelFileError, match="is a directory"):
        read_model(tmp_path)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ModelFileError, match="Permission denied"):
        read_model(tmp_path / "m")


@pytest.mark.parametrize("sign", [False, True])
def test_a_newer_format(content: bytes, tmp_path: Path, sign: bool) -> None:
    newer = {"format_version": FORMAT_VERSION + 1, "shape": {"dimensions": 9}}
    data = repacked(content, lambda manifest: manifest.update(newer), sign=sign)
    error = assert_refused(tmp_path / "m", data)
    assert "newer" in error.message
    assert "upgrade" in error.hint


@pytest.mark.parametrize("version", [0, -1, "1", None, 1.5, True])
def test_a_format_that_never_was(content: bytes, version: object, tmp_path: Path) -> None:
    change = {"format_version": version}
    data = repacked(content, lambda manifest: manifest.update(change), sign=True)
    assert_refused(tmp_path / "m", data)


EDITS = {
    "season": lambda manifest: manifest.update(season=7),
    "trust": lambda manifest: manifest.update(trust=0.5),
    "cell": lambda manifest: manifest["members"][0]["spec"].update(cell="gru"),
    "horizon": lambda manifest: manifest["members"][0]["spec"].update(horizon=5),
    "members": lambda manifest: manifest["members"].extend(manifest["members"]),
    "target": lambda manifest: manifest["roles"].update(targets=["cost"]),
    "path": lambda manifest: manifest["data"].update(path="/elsewhere.csv"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_manifest(content: bytes, edit: str, tmp_path: Path) -> None:
    assert_refused(tmp_path / "m", repacked(content, EDITS[edit], sign=False))


@pytest.mark.parametrize("edit", ["cell", "horizon", "members"])
def test_a_manifest_signed_anew_must_still_fit_the_weights(
    content: bytes, edit: str, tmp_path: Path
) -> None:
    assert_refused(tmp_path / "m", repacked(content, EDITS[edit], sign=True))


def test_the_tests_can_sign(content: bytes, tmp_path: Path) -> None:
    """Else the test above would prove nothing."""
    path = tmp_path / "m"
    path.write_bytes(repacked(content, EDITS["season"], sign=True))
    assert read_model(path).manifest.season == 7


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"members": None},
        {"members": []},
        {"members": [{"spec": 1, "shape": 2, "origin": "scratch"}]},
        {"trust": 1.5},
        {"trust": float("nan")},
        {"calibration": {"factors": [[1.0] * 9, [1.0]]}},
        {"calibration": {"factors": [[1.0] * 4]}},
        {"calibration": {"factors": [[0.0] * 9]}},
        {"calibration": {"factors": [[float("nan")] * 9]}},
        {"horizon": 0},
        {"candidates": [{"name": "median"}]},
        {"format_version": 1},
        {"training": {}},
        {"created": float("nan")},
        {"calendar": {"frequency": "MS"}},
        {"roles": 3},
    ],
)
def test_a_manifest_that_is_none(content: bytes, change: dict[str, object], tmp_path: Path) -> None:
    data = repacked(content, lambda manifest: manifest.update(change), sign=True)
    error = assert_refused(tmp_path / "m", data)
    assert "manifest" in error.message


def test_a_renamed_tensor(content: bytes, tmp_path: Path) -> None:
    renamed = content.replace(b'"0.head.output.bias"', b'"0.head.output.base"')
    assert renamed != content
    assert_refused(tmp_path / "m", renamed)


@pytest.mark.parametrize("kind", ["BF16", "F16", "F64", "I32", "U8", "F8_E4M3", "Z9"])
def test_tensors_of_another_type(content: bytes, kind: str, tmp_path: Path) -> None:
    header = content[8 : header_end(content)].replace(b'"F32"', f'"{kind}"'.encode(), 1)
    assert_refused(tmp_path / "m", with_header(content, header))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_weights_that_are_not_finite(value: float, tmp_path: Path) -> None:
    model = small_model()
    model.weights[0]["head.hidden.weight"][0, 0] = value
    path = tmp_path / "m"
    path.write_bytes(encode_model(model))
    with pytest.raises(ModelFileError, match=r"0\.head\.hidden\.weight"):
        read_model(path)


@pytest.mark.parametrize("change", ["missing", "added", "shape"])
def test_weights_of_another_network(change: str, tmp_path: Path) -> None:
    model = small_model()
    weights = dict(model.weights[0])
    if change == "missing":
        del weights["head.hidden.bias"]
    elif change == "added":
        weights["head.extra"] = np.ones(3, dtype=np.float32)
    else:
        weights = random_weights(ModelSpec(horizon=4, lookback=24, patch=4, hidden=7))
    path = tmp_path / "m"
    path.write_bytes(encode_model(Model(manifest=model.manifest, weights=(weights,))))
    with pytest.raises(ModelFileError, match="tensor"):
        read_model(path)


@pytest.mark.parametrize("claim", [99_000_000, 100_000_001, 2**40, 2**63, 2**64 - 1])
def test_a_claimed_length_is_not_believed(claim: int, tmp_path: Path) -> None:
    path = tmp_path / "m"
    path.write_bytes(claim.to_bytes(8, "little") + b"{" + bytes(100))
    tracemalloc.start()
    with pytest.raises(ModelFileError):
        read_model(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_failed_write_leaves_the_old_file(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    model = small_model()
    broken = Model(manifest=model.manifest, weights=({"w": np.array([object()])},))
    with pytest.raises(Exception, match=r"\S"):
        write_atomic(path, encode_model(broken))
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == [path.name]


def test_no_pickle_and_no_rows_inside(content: bytes) -> None:
    header = json.loads(content[8 : header_end(content)])
    assert set(header["__metadata__"]) == {ENTRY}
    entry = json.loads(header["__metadata__"][ENTRY])
    assert set(entry) == {"manifest", "sha256"}
    weights = sum(4 * weight.size for weight in small_model().weights[0].values())
    assert len(content) == header_end(content) + weights


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", False),
        (b"ds,y\n2020-01-01,1\n", False),
        (b'{"a": 1, "b": 2}', False),
        (b"\x10\0\0\0\0\0\0\0{", True),
        (b"\x10\0\0\0\0\0\0\0[", False),
    ],
)
def test_first_bytes_tell_a_model_from_data(data: bytes, expected: bool, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(data)
    assert is_model_file(path) is expected
    assert not is_model_file(tmp_path / "missing")
    assert not is_model_file(tmp_path)
