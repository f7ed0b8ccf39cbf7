"""Files of earlier formats say in the present format's words what they always said."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from builders import random_weights, small_model

from lstmcast.artifact.codec import from_plain, to_plain
from lstmcast.artifact.manifest import FORMAT_VERSION, Manifest
from lstmcast.artifact.tensors import split_tensors
from lstmcast.artifact.upgrade import upgrade
from lstmcast.inference.calibration import UNCALIBRATED


def format_1() -> dict[str, Any]:
    """Return what the first format would have said of a small model."""
    plain = to_plain(small_model().manifest)
    (member,) = plain.pop("members")
    for name in ("horizon", "season", "candidates", "lags"):
        del plain[name]
    training = plain["training"] | {"trust": plain.pop("trust")}
    network = {name: member[name] for name in ("spec", "shape")}
    return {**plain, **network, "training": training, "format_version": 1}


def test_one_network_becomes_one_member_whose_trust_is_in_its_weights() -> None:
    stored = format_1()
    tensors = random_weights(small_model().manifest.members[0].spec)
    before = copy.deepcopy(stored)
    plain, renamed = upgrade(stored, tensors)
    assert stored == before
    manifest = from_plain(Manifest, plain)
    (member,) = manifest.members
    assert (member.origin, manifest.trust, manifest.candidates) == ("scratch", 1.0, ())
    assert manifest.format_version == FORMAT_VERSION
    assert (manifest.horizon, manifest.season) == (4, 12)
    assert manifest.calibration == UNCALIBRATED
    assert manifest.lags == member.shape.lags == (12, 1)
    assert to_plain(member.spec) == stored["spec"]
    assert to_plain(member.shape) == stored["shape"]
    (weights,) = split_tensors(renamed, [member.spec])
    assert weights.keys() == tensors.keys()
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(weights[name], tensor)


def test_the_present_format_is_left_alone() -> None:
    plain, tensors = to_plain(small_model().manifest), {"0.w": np.ones(1, dtype=np.float32)}
    assert upgrade(plain, tensors) == (plain, tensors)


@pytest.mark.parametrize("name", ["spec", "shape", "training"])
def test_a_part_that_is_missing_or_no_object(name: str) -> None:
    for change in ({}, {name: 3}):
        stored = {key: value for key, value in format_1().items() if key != name} | change
        with pytest.raises((KeyError, TypeError, AttributeError, ValueError)):
            from_plain(Manifest, upgrade(stored, {})[0])
