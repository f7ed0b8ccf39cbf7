"""The file of an interrupted backtest: whose it is, what is in it, how often it is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import seasonal_panel, small_model, with_covariates

from lstmcast import clock
from lstmcast.config import Config, TrainingConfig
from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesSet
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.evaluation.folds import plan_folds
from lstmcast.evaluation.rivals.registry import choose_rivals
from lstmcast.training.events import StopFlag
from lstmcast.workflows import backtest_checkpoint
from lstmcast.workflows.backtest_checkpoint import (
    Done,
    Keeper,
    identity_of,
    read_done,
    write_done,
)
from lstmcast.workflows.rounds import Ready, Scene, Trained, plan_rounds, play

DATA = seasonal_panel(80, 77, season=12)
ROUNDS = plan_rounds(plan_folds(DATA.lengths, DATA.starts, horizon=4, step=4, windows=3), "each")
ENSEMBLE = small_model().ensemble
SCENE = Scene(
    data=DATA,
    horizon=4,
    season=12,
    history=None,
    maker=Ready(ensemble=ENSEMBLE),
    rivals=choose_rivals(["naive"]),
)


@pytest.fixture(scope="module")
def done() -> Done:
    return {1: play(SCENE, ROUNDS[1], listen=lambda event: None, stop=StopFlag())}


def test_what_was_done_comes_back(tmp_path: Path, done: Done) -> None:
    write_done(tmp_path / "file", done, "mine")
    back = read_done(tmp_path / "file", ROUNDS, "mine")
    assert list(back) == [1]
    (one,), (other,) = back[1], done[1]
    assert (one.name, one.quantiles, one.replaced) == (other.name, other.quantiles, other.replaced)
    assert one.fold is ROUNDS[1].folds[0]
    np.testing.assert_array_equal(one.made, other.made)
    np.testing.assert_array_equal(one.mean, other.mean)
    for name, made in other.rivals.items():
        np.testing.assert_array_equal(one.rivals[name], made)


def test_that_of_another_backtest_is_refused(tmp_path: Path, done: Done) -> None:
    write_done(tmp_path / "file", done, "mine")
    with pytest.raises(UsageError, match="other data or other settings"):
        read_done(tmp_path / "file", ROUNDS, "yours")
    with pytest.raises(ModelFileError, match="lacks a part"):
        read_done(tmp_path / "file", ROUNDS[:1], "mine")


def test_everything_that_forecasts_depend_on_tells_backtests_apart() -> None:
    some = replace(ROUNDS[0].folds[0], series=np.array([1]))
    scenes = [
        SCENE,
        replace(SCENE, history=20),
        replace(SCENE, maker=Ready(ensemble=replace(ENSEMBLE, trust=0.5))),
        replace(SCENE, maker=Ready(ensemble=replace(ENSEMBLE, fallback=frozenset(DATA.keys)))),
        replace(SCENE, maker=Trained(config=Config())),
        replace(SCENE, rivals=choose_rivals(["none"])),
    ]
    found = {identity_of(scene, ROUNDS) for scene in scenes}
    found.add(identity_of(SCENE, (replace(ROUNDS[0], folds=(some,)), *ROUNDS[1:])))
    assert len(found) == len(scenes) + 1
    assert identity_of(SCENE, ROUNDS) in found


def priced(*prices: float, name: str = "price") -> SeriesSet:
    """Return the data with a price that is known ahead, and the last of it."""
    rows = [np.append(np.ones(length), prices)[:, None] for length in DATA.lengths]
    return with_covariates(DATA, [Column(name=name, when="known")], rows)


def test_covariates_tell_backtests_apart() -> None:
    panels = (DATA, priced(), priced(1.0), priced(2.0), priced(name="cost"))
    found = {identity_of(replace(SCENE, data=data), ROUNDS) for data in panels}
    assert len(found) == len(panels)


def test_a_model_file_to_start_from_counts_by_its_content(tmp_path: Path) -> None:
    given = tmp_path / "given.safetensors"
    maker = Trained(config=Config(training=TrainingConfig(start=str(given))))
    found = set()
    for content in (b"one", b"other"):
        given.write_bytes(content)
        found.add(identity_of(replace(SCENE, maker=maker), ROUNDS))
    assert len(found) == 2


def test_writing_takes_a_tenth_of_the_time_at_most(
    tmp_path: Path, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    time, written = 100.0, []

    def write(path: Path, done: Done, identity: str) -> None:
        nonlocal time
        del path, identity
        time += 2.0
        written.append(len(done))

    monkeypatch.setattr(backtest_checkpoint, "write_done", write)
    monkeypatch.setattr(clock, "monotonic", lambda: time)
    keeper = Keeper(path=tmp_path / "file", identity="mine")
    keeper.keep(done)
    keeper.keep({**done, 2: done[1]})  # too soon
    assert written == [1]
    time += 18.0
    keeper.keep({**done, 2: done[1]})
    assert written == [1, 2]
    keeper.catch_up(done)  # it lacks nothing
    keeper.keep(done)
    keeper.catch_up(done)
    assert written == [1, 2, 1]


def test_nowhere_nothing_is_written(done: Done, tmp_path: Path) -> None:
    keeper = Keeper(path=None, identity="mine")
    keeper.keep(done)
    keeper.catch_up(done)
    assert list(tmp_path.iterdir()) == []
