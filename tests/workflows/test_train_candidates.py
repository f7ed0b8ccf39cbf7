"""Training beside a network that has learnt before: who is chosen, and what is published."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from builders import random_weights, series_set, with_covariates

from lstmcast.config import Config, NetworkConfig, TrainingConfig, WindowConfig
from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesSet
from lstmcast.errors import UsageError
from lstmcast.evaluation.choice import Entrant, choose
from lstmcast.evaluation.validation import validation_windows
from lstmcast.inference.calibration import UNCALIBRATED, Calibration
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import ModelSpec
from lstmcast.training.events import StepDone, StopFlag, TrainingEvent
from lstmcast.windows.sampling import WindowShape
from lstmcast.workflows.design import Design, design_training
from lstmcast.workflows.outcome import Outcome
from lstmcast.workflows.shelf import FileShelf
from lstmcast.workflows.start import Start
from lstmcast.workflows.training import train_networks

CONFIG = Config(
    window=WindowConfig(horizon=4, season=4, lookback=12),
    network=NetworkConfig(hidden=8),
    training=TrainingConfig(steps=30, learning_rate=2e-2),
)


def learnt(*, horizon: int = 4, size: float = 0.2, seed: int = 0) -> Forecaster:
    """Return a network of another size and horizon, that says something at random."""
    spec = ModelSpec(horizon=horizon, lookback=16, patch=4, hidden=6, changes=True, filters=2)
    weights = random_weights(spec, seed)
    weights["head.output.weight"] *= np.float32(size)
    shape = WindowShape(lookback=16, horizon=horizon, season=4, lags=(4, 1))
    return Forecaster(spec=spec, shape=shape, weights=weights)


def waves(*lengths: int) -> SeriesSet:
    """Return series that a network can learn to forecast: their swing has no season."""
    random = np.random.default_rng(0)
    made = [
        10 + np.cumsum(0.1 * random.normal(size=length)) + np.sin(np.arange(length) / 3)
        for length in lengths
    ]
    return series_set(*made)


def run(
    folder: Path,
    data: SeriesSet,
    start: Start,
    *,
    config: Config = CONFIG,
    stop_at: tuple[str, int] | None = None,
    resume: bool = False,
) -> tuple[Outcome, Design]:
    outcome, design = attempt(folder, data, start, config=config, stop_at=stop_at, resume=resume)
    assert outcome is not None
    return outcome, design


def attempt(
    folder: Path,
    data: SeriesSet,
    start: Start,
    *,
    config: Config = CONFIG,
    stop_at: tuple[str, int] | None = None,
    resume: bool = False,
) -> tuple[Outcome | None, Design]:
    design, stop = design_training(data, config), StopFlag()

    def listen(event: TrainingEvent) -> None:
        if isinstance(event, StepDone) and (event.stage, event.step) == stop_at:
            stop.requested = 2

    outcome = train_networks(
        data,
        design,
        start,
        config.training,
        shelf=FileShelf(model_path=folder / "model.safetensors", resume=resume),
        listen=listen,
        stop=stop,
    )
    return outcome, design


def start_of(network: Forecaster | None, *, scratch: bool = True) -> Start:
    members = () if network is None else (network,)
    return Start(members=members, network=network, origin="pretrained", scratch=scratch)


@pytest.mark.parametrize("horizon", [2, 4, 7])
@pytest.mark.parametrize("seed", range(3))
def test_training_never_makes_the_forecast_worse_on_validation(
    tmp_path: Path, seed: int, horizon: int
) -> None:
    network, data = learnt(seed=seed, horizon=horizon), waves(80, 70, 60)
    outcome, design = run(tmp_path, data, start_of(network))
    losses = {candidate.name: candidate.loss for candidate in outcome.candidates}
    assert list(losses) == ["pretrained", "fine-tuned", "median", "scratch"]
    [chosen] = [candidate for candidate in outcome.candidates if candidate.chosen]
    assert chosen.loss <= losses["pretrained"] * (1 + 1e-9)
    windows = validation_windows(data, design.splits, design.shape)
    alone = choose([Entrant(name="pretrained", members=(network,))], windows)
    assert losses["pretrained"] == alone.chosen.loss
    assert outcome.ended == "finished"
    assert len(outcome.members) == (3 if chosen.name == "median" else 1)
    assert outcome.steps == sum(member.steps for member in outcome.members)


def test_what_won_is_refitted_on_everything(tmp_path: Path) -> None:
    data = waves(80, 70, 60)
    outcome, _ = run(tmp_path, data, start_of(None))
    [member] = outcome.members
    assert (member.origin, outcome.candidates, outcome.refitted) == ("scratch", (), True)
    assert 0 < outcome.steps <= 30
    name = "head.output.bias"
    assert (member.published.weights[name] != member.validated.weights[name]).any()


def test_fine_tuning_that_never_helps_comes_back_to_its_start(tmp_path: Path) -> None:
    network, data = learnt(), waves(80, 70)
    wild = TrainingConfig(steps=10, learning_rate=30.0)
    config = dataclasses.replace(CONFIG, training=wild)
    outcome, _ = run(tmp_path, data, start_of(network, scratch=False), config=config)
    [member] = outcome.members
    assert (member.origin, outcome.steps, outcome.refitted) == ("pretrained", 0, True)
    assert member.published is network
    pretrained, tuned = outcome.candidates
    assert (pretrained.name, pretrained.chosen) == ("pretrained", True)
    assert dataclasses.replace(pretrained, name="fine-tuned", chosen=False) == tuned


@pytest.mark.parametrize("scratch", [False, True])
def test_too_short_to_validate_is_the_network_as_it_is(tmp_path: Path, scratch: bool) -> None:
    network = learnt()
    outcome, _ = run(tmp_path, waves(9), start_of(network, scratch=scratch))
    [member] = outcome.members
    assert (outcome.ended, outcome.steps, outcome.trust) == ("too short", 0, 1.0)
    assert (member.origin, outcome.candidates) == ("pretrained", ())
    assert outcome.calibration == UNCALIBRATED
    assert member.published is member.validated is network


def test_too_short_from_scratch_is_the_baseline(tmp_path: Path) -> None:
    outcome, _ = run(tmp_path, waves(9), start_of(None))
    [member] = outcome.members
    assert (outcome.ended, member.origin) == ("too short", "scratch")
    assert not member.published.weights["head.output.weight"].any()


def test_too_short_from_scratch_is_the_baseline_with_covariates_as_well(tmp_path: Path) -> None:
    data = waves(9)
    rows = [np.arange(9.0)[:, None]]
    known = with_covariates(data, [Column(name="price", when="known")], rows)
    (alone,), (beside,) = (run(tmp_path, each, start_of(None))[0].members for each in (data, known))
    assert (beside.origin, beside.published.spec) == ("scratch", alone.published.spec)
    for name, weights in alone.published.weights.items():
        assert weights.tobytes() == beside.published.weights[name].tobytes(), name


@pytest.mark.parametrize("length", [9, 80])
def test_a_given_model_contends_whole_and_with_its_trust(tmp_path: Path, length: int) -> None:
    """What is fine-tuned is one of its networks; too short to validate, all is left alone."""
    members = learnt(seed=1), learnt(seed=2, size=0.1)
    calibration = Calibration(factors=((2.0,) * 9,))
    start = Start(
        members=members,
        network=members[1],
        origin="given",
        scratch=False,
        trust=0.5,
        calibration=calibration,
    )
    config = dataclasses.replace(CONFIG, training=TrainingConfig(steps=5, learning_rate=1.0))
    outcome, design = run(tmp_path, data := waves(length), start, config=config)
    assert [member.origin for member in outcome.members] == ["given", "given"]
    assert tuple(member.published for member in outcome.members) == members
    if length == 9:
        assert (outcome.ended, outcome.trust) == ("too short", 0.5)
        assert outcome.calibration == calibration
        return
    windows = validation_windows(data, design.splits, design.shape)
    alone = choose([Entrant(name="given", members=members, trust=0.5)], windows)
    assert (outcome.trust, outcome.calibration) == (alone.trust, alone.calibration)
    assert outcome.calibration not in (UNCALIBRATED, calibration)
    given, tuned = outcome.candidates
    assert (given.name, given.loss, given.chosen) == ("given", alone.chosen.loss, True)
    assert (tuned.name, tuned.loss, tuned.chosen) == ("fine-tuned", given.loss, False)


def test_a_network_from_scratch_that_learnt_nothing_does_not_contend(tmp_path: Path) -> None:
    """Alone, it is published all the same: there is no other."""
    data = waves(80, 70)
    config = dataclasses.replace(CONFIG, training=TrainingConfig(steps=5, learning_rate=1.0))
    outcome, _ = run(tmp_path, data, start_of(learnt()), config=config)
    assert [candidate.name for candidate in outcome.candidates] == ["pretrained", "fine-tuned"]
    assert [member.origin for member in outcome.members] == ["pretrained"]
    alone, _ = run(tmp_path, data, start_of(None), config=config)
    assert (alone.members[0].origin, alone.steps) == ("scratch", 0)


def test_windows_in_a_gap_are_no_evidence(tmp_path: Path) -> None:
    """One window that holds values is not enough, however many there are by name."""
    data = waves(80)
    data.series(0)[48:75] = np.nan
    outcome, design = run(tmp_path, data, start_of(learnt()))
    windows = validation_windows(data, design.splits, design.shape)
    assert windows.scored < 4 < len(windows.series)
    assert (outcome.ended, outcome.trust, outcome.candidates) == ("too short", 1.0, ())


@pytest.mark.parametrize("at", [("fine-tune", 3), ("refit", 1)])
def test_beside_an_older_model_an_interruption_leaves_a_checkpoint_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: tuple[str, int]
) -> None:
    """Nothing will be published, so nothing more is computed once the checkpoint is written."""
    start, data = start_of(learnt(size=3.0)), waves(80, 70, 60)
    straight, _ = run(tmp_path, data, start)
    (tmp_path / "model.safetensors").write_bytes(b"older")
    stage, step = at
    if stage == "refit":
        stage = next(f"refit {member.origin}" for member in straight.members if member.steps)
    else:
        monkeypatch.setattr("lstmcast.workflows.training.judge", None)
    made, _ = attempt(tmp_path, data, start, stop_at=(stage, step))
    assert made is None
    assert (tmp_path / "model.safetensors.checkpoint").exists()
    monkeypatch.undo()
    resumed, _ = run(tmp_path, data, start, resume=True)
    assert resumed.candidates == straight.candidates


@pytest.fixture
def _threads_as_before() -> Iterator[None]:
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("_threads_as_before")
@pytest.mark.parametrize("changed", [{"threads": 2}, {"precision": "bfloat16"}])
def test_what_changes_the_sums_makes_it_another_training(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    data, start = waves(80, 70), start_of(None)
    run(tmp_path, data, start, stop_at=("scratch", 3))
    training = dataclasses.replace(CONFIG.training, **changed)
    with pytest.raises(UsageError, match="other settings"):
        run(
            tmp_path, data, start,
            config=dataclasses.replace(CONFIG, training=training), resume=True,
        )  # fmt: skip
    assert torch.get_num_threads() == training.threads


def test_another_season_makes_it_another_training(tmp_path: Path) -> None:
    """A network that is fine-tuned has windows of its own, but is validated on those asked for."""
    data, start = waves(80, 70), start_of(learnt(), scratch=False)
    run(tmp_path, data, start, stop_at=("fine-tune", 3))
    window = dataclasses.replace(CONFIG.window, season=8)
    with pytest.raises(UsageError, match="other settings"):
        run(
            tmp_path, data, start, config=dataclasses.replace(CONFIG, window=window), resume=True
        )  # fmt: skip


def test_another_rival_makes_it_another_training(tmp_path: Path) -> None:
    data, network = waves(80, 70), learnt()
    start = start_of(network, scratch=False)
    run(tmp_path, data, start, stop_at=("fine-tune", 3))
    for changed in ({"trust": 0.5}, {"members": (network, learnt(seed=1))}):
        with pytest.raises(UsageError, match="other settings"):
            run(tmp_path, data, dataclasses.replace(start, **changed), resume=True)


@pytest.mark.parametrize("seed", [0, 2])
@pytest.mark.parametrize("at", [("fine-tune", 3), ("scratch", 7), ("refit", 1)])
def test_interrupted_and_resumed_is_the_same(
    tmp_path: Path, at: tuple[str, int], seed: int
) -> None:
    """Whatever is published meanwhile is no worse than the network it started from."""
    start, data = start_of(learnt(seed=seed, size=3.0)), waves(80, 70, 60)
    straight, _ = run(tmp_path, data, start)
    stage, step = at
    if stage == "refit":
        stage = next(f"refit {member.origin}" for member in straight.members if member.steps)
    stopped, _ = run(tmp_path, data, start, stop_at=(stage, step))
    assert (stopped.ended, stopped.refitted) == ("interrupted", False)
    [chosen] = [candidate for candidate in stopped.candidates if candidate.chosen]
    assert chosen.loss <= stopped.candidates[0].loss
    for member in stopped.members:
        assert member.published == member.validated

    resumed, _ = run(tmp_path, data, start, resume=True)
    assert resumed.candidates == straight.candidates
    assert (resumed.trust, resumed.ended, resumed.steps) == (
        straight.trust, "finished", straight.steps,
    )  # fmt: skip
    assert resumed.calibration == straight.calibration != UNCALIBRATED
    for made, expected in zip(resumed.members, straight.members, strict=True):
        assert made.origin == expected.origin
        for name, weight in expected.published.weights.items():
            np.testing.assert_array_equal(made.published.weights[name], weight)
