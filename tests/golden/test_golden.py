"""Models of every released format are read, and forecast what they always have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from make_golden import HERE, LEVELS, forecast_golden

from lstmcast.artifact.codec import to_plain
from lstmcast.artifact.manifest import FORMAT_VERSION
from lstmcast.artifact.store import ENTRY, read_model
from lstmcast.artifact.upgrade import upgrade
from lstmcast.files import digest

MODELS = sorted(HERE.glob("format-*.safetensors"))
each_model = pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)


def story_of(path: Path) -> Any:
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def test_every_format_has_its_model() -> None:
    expected = [f"format-{version}.safetensors" for version in range(1, FORMAT_VERSION + 1)]
    assert [path.name for path in MODELS] == expected


@each_model
def test_the_file_is_the_one_that_was_released(path: Path) -> None:
    assert digest(path.read_bytes()) == story_of(path)["sha256"]


@each_model
def test_the_forecast_is_the_same(path: Path) -> None:
    story = story_of(path)
    history = [[np.nan if value is None else value for value in row] for row in story["history"]]
    made = forecast_golden(path, history)
    assert tuple(story["levels"]) == LEVELS
    assert made["stamps"] == story["stamps"]
    for name in ("point", "lower", "upper"):
        np.testing.assert_allclose(made[name], story[name], rtol=1e-5, atol=1e-5)


@each_model
def test_the_story_tells_something(path: Path) -> None:
    """A forecast that any model would make could not go wrong."""
    story = story_of(path)
    point = np.array(story["point"])
    assert point.shape == (5, 7)
    assert (point[1] < 0).all()  # of negative data
    assert (point[4] >= 0).all()
    assert np.array(story["lower"])[-1, 4].min() == 0  # of counts, held at zero
    np.testing.assert_array_equal(point[3], 7.0)  # of a constant
    widths = np.array(story["upper"]) - np.array(story["lower"])
    assert (widths[:, :3] > 0).all()
    assert len(np.unique(point[:3].round(6))) == 21


@each_model
def test_nothing_of_the_manifest_is_lost(path: Path) -> None:
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    stored = json.loads(header["__metadata__"][ENTRY])["manifest"]
    assert_holds(to_plain(read_model(path).manifest), upgrade(stored, {})[0])


def assert_holds(found: Any, stored: Any) -> None:
    """Check that all stored fields came back; newer versions may know more."""
    if isinstance(stored, dict):
        for name, value in stored.items():
            assert_holds(found[name], value)
    elif isinstance(stored, list):
        assert len(found) == len(stored)
        for one, other in zip(found, stored, strict=True):
            assert_holds(one, other)
    else:
        assert found == stored
