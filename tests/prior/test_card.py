"""A pretrained network's file: half of the bits, all of the facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from builders import random_weights

from lstmcast.inference.forecaster import Forecaster
from lstmcast.prior.card import Card, Pretrained, decode, encode
from lstmcast.prior.plans import PLANS
from lstmcast.tensor_file import checksum, pack, read_entry, read_tensors

CARD = Card(
    season=12,
    generator=1,
    seed=0,
    steps=100,
    windows=25_600,
    skill=0.25,
    coverage_80=0.8,
    coverage_95=0.95,
    torch="2.6.0",
)


def network(season: int) -> Pretrained:
    plan = PLANS[season]
    forecaster = Forecaster(
        spec=plan.spec, shape=plan.shape, weights=random_weights(plan.spec, seed=season)
    )
    return Pretrained(forecaster=forecaster, card=CARD)


@pytest.mark.parametrize("season", PLANS)
def test_it_comes_back_as_it_was_but_for_half_precision(season: int) -> None:
    made = network(season)
    found = decode(encode(made))
    assert found.card == CARD
    assert found.forecaster.spec == made.forecaster.spec
    assert found.forecaster.shape == made.forecaster.shape
    assert found.forecaster.weights.keys() == made.forecaster.weights.keys()
    for name, weight in made.forecaster.weights.items():
        back = found.forecaster.weights[name]
        assert back.dtype == np.float32
        np.testing.assert_array_equal(back, weight.astype(np.float16).astype(np.float32))


def test_a_second_round_trip_changes_nothing() -> None:
    content = encode(network(4))
    assert encode(decode(content)) == content


def test_a_weight_takes_two_bytes() -> None:
    made = network(12)
    weights = sum(weight.size for weight in made.forecaster.weights.values())
    assert 2 * weights < len(encode(made)) < 2 * weights + 4096


def of_entry(content: bytes) -> dict[str, Any]:
    """Return what the header of a file says of its weights."""
    return read_entry(content, "lstmcast.pretrained")


def signed(entry: Mapping[str, Any], content: bytes) -> bytes:
    """Return a file with the tensors of another, and an entry with the digest it should have."""
    tensors = read_tensors(content)
    said = {key: value for key, value in entry.items() if key != "sha256"}
    return pack(
        tensors, name="lstmcast.pretrained", entry=said | {"sha256": checksum(said, tensors)}
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no safetensors"),
        (b"no weights", "no safetensors"),
        (encode(network(1))[:-8], "tensors cannot be read"),
        (encode(network(1))[:100], "cut off"),
        (pack({"w": np.ones(2)}, name="another", entry={}), "no safetensors file with an entry"),
    ],
)
def test_anything_else_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        decode(content)


def test_every_changed_weight_and_fact_is_found() -> None:
    content = encode(network(1))
    start = 8 + int.from_bytes(content[:8], "little")
    places = [*range(8, start, 7), *range(start, len(content), 20_011), len(content) - 1]
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises(ValueError, match=r"it |its "):
            decode(bytes(changed))
    changed = bytearray(content)
    changed[-1] ^= 1
    with pytest.raises(ValueError, match="does not match its checksum"):
        decode(bytes(changed))


def test_a_file_without_a_digest_is_refused() -> None:
    content = encode(network(1))
    entry = of_entry(content)
    del entry["sha256"]
    bare = pack(read_tensors(content), name="lstmcast.pretrained", entry=entry)
    with pytest.raises(ValueError, match="does not match its checksum"):
        decode(bare)


@pytest.mark.parametrize("part", ["card", "spec", "shape"])
def test_what_is_signed_must_make_sense_too(part: str) -> None:
    content = encode(network(1))
    entry = of_entry(content)
    assert decode(signed(entry, content)).card == CARD  # else the rest would prove nothing
    for wrong in ({}, [], None, 3, entry[part] | {"surprise": 1}):
        with pytest.raises(ValueError, match="description cannot be read"):
            decode(signed(entry | {part: wrong}, content))
    larger = entry | {"spec": entry["spec"] | {"hidden": 7}}
    with pytest.raises(ValueError, match="shape"):
        decode(signed(larger, content))
