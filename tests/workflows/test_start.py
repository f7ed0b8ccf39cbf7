"""Where training starts, by flag, by other settings, and by how much there is to learn from."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from builders import series_set, small_model

from lstmcast.artifact.store import encode_model
from lstmcast.config import Config, NetworkConfig, TrainingConfig, WindowConfig
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.model.spec import ModelSpec
from lstmcast.prior.library import pretrained
from lstmcast.training.names import Origin
from lstmcast.training.recipe import MANY_WINDOWS
from lstmcast.workflows.start import Start, choose_start

OWN = [
    ("cell", Config(network=NetworkConfig(cell="gru"))),
    ("bidirectional", Config(network=NetworkConfig(bidirectional=True))),
    ("hidden", Config(network=NetworkConfig(hidden=8))),
    ("layers", Config(network=NetworkConfig(layers=2))),
    ("dropout", Config(network=NetworkConfig(dropout=0.0))),
    ("lookback", Config(window=WindowConfig(lookback=24))),
]
DATA = series_set([1.0, 2.0, 3.0])  # without covariates


def starting(wanted: str | None, config: Config | None = None, windows: int = 100) -> Start:
    config = dataclasses.replace(config or Config(), training=TrainingConfig(start=wanted))
    return choose_start(config, DATA, season=12, windows=windows)


@pytest.mark.parametrize(
    ("wanted", "windows", "learnt", "scratch"),
    [
        (None, 100, True, False),
        (None, MANY_WINDOWS, True, True),
        ("pretrained", 100, True, False),
        ("pretrained", MANY_WINDOWS, True, False),
        ("scratch", 100, False, True),
        ("scratch", MANY_WINDOWS, False, True),
    ],
)
def test_what_contends(wanted: str | None, windows: int, learnt: bool, scratch: bool) -> None:
    start = starting(wanted, windows=windows)
    assert (start.network is not None, start.scratch, start.notes) == (learnt, scratch, ())
    if start.network is not None:
        assert start.origin == "pretrained"
        expected = pretrained(12).forecaster
        assert (start.network.spec, start.network.shape) == (expected.spec, expected.shape)


@pytest.mark.parametrize(("name", "config"), OWN)
def test_settings_of_an_own_network_mean_scratch(name: str, config: Config) -> None:
    start = starting(None, config)
    assert (start.network, start.scratch) == (None, True)
    [note] = start.notes
    assert (note.code, note.level) == ("from-scratch", "info")
    assert note.text.endswith(f"cannot follow {name}")
    assert starting("scratch", config).notes == ()  # nothing to explain
    for wanted in ("pretrained", "model.safetensors"):
        with pytest.raises(UsageError, match=f"--from {wanted} cannot follow {name}") as caught:
            starting(wanted, config)
        assert caught.value.hint is not None
        assert "--from scratch" in caught.value.hint


def test_the_cell_of_the_pretrained_networks_is_no_contradiction() -> None:
    config = Config(network=NetworkConfig(cell="lstm"))
    assert starting("pretrained", config).network is not None


def test_a_model_file_in_place_of_the_pretrained_network(tmp_path: Path) -> None:
    model, path = small_model(), tmp_path / "other.safetensors"
    path.write_bytes(encode_model(model))
    start = starting(str(path), windows=MANY_WINDOWS)
    assert start.trust == model.manifest.trust == 0.75
    assert (start.origin, start.scratch) == ("given", False)
    [note] = start.notes
    assert (note.code, note.level) == ("seen-before", "warning")
    assert "other.safetensors was trained on data from 1949-01-01 to 1960-12-01" in note.text
    assert start.network is not None
    assert start.network.spec == model.manifest.members[0].spec
    for name, weight in model.weights[0].items():
        np.testing.assert_array_equal(start.network.weights[name], weight)


@pytest.mark.parametrize(
    ("origins", "place"),
    [
        (("pretrained", "fine-tuned"), 1),
        (("pretrained", "fine-tuned", "scratch"), 1),
        (("pretrained", "scratch"), 1),
        (("pretrained", "given"), 1),
        (("scratch", "scratch"), 0),
    ],
)
def test_the_network_that_learnt_most_is_fine_tuned(
    tmp_path: Path, origins: tuple[Origin, ...], place: int
) -> None:
    spec = ModelSpec(horizon=4, lookback=24, patch=4, hidden=6)
    model, path = small_model(*[spec] * len(origins)), tmp_path / "median.safetensors"
    members = tuple(
        dataclasses.replace(member, origin=origin)
        for member, origin in zip(model.manifest.members, origins, strict=True)
    )
    manifest = dataclasses.replace(model.manifest, members=members)
    path.write_bytes(encode_model(dataclasses.replace(model, manifest=manifest)))
    start = starting(str(path))
    assert len(start.members) == len(origins)
    assert start.network is start.members[place]


def test_a_folded_season_is_worth_a_network_of_its_own() -> None:
    for season, folded in ((36, True), (6, False)):
        start = choose_start(Config(), DATA, season=season, windows=100)
        assert start.scratch is folded
        only = Config(training=TrainingConfig(start="pretrained"))
        assert not choose_start(only, DATA, season=season, windows=100).scratch


def test_a_model_file_for_another_season_is_refused(tmp_path: Path) -> None:
    model, path = small_model(), tmp_path / "other.safetensors"
    path.write_bytes(encode_model(model))
    config = Config(training=TrainingConfig(start=str(path)))
    with pytest.raises(UsageError, match="season of 12 steps, and the data have 7") as caught:
        choose_start(config, DATA, season=7, windows=100)
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("--season 12")


@pytest.mark.parametrize("content", [None, b"nothing of ours"])
def test_no_model_file_to_start_from(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "scrach"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelFileError, match="scrach") as caught:
        starting(str(path))
    if content is None:
        assert caught.value.hint == "--from takes scratch, pretrained or a model file"
