"""A whole training: best weights, refit, interruption anywhere, time limits, short data."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from builders import seasonal_panel, series_set
from training_plans import Recorder, damped_waves, same_arrays, small_plan, small_recipe, trainer_of

from lstmcast.artifact.checkpoint_file import read_checkpoint, write_checkpoint
from lstmcast.errors import UsageError
from lstmcast.evaluation.holdout import score_holdout
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.network import Network
from lstmcast.model.spec import CELLS, ModelSpec
from lstmcast.training.checkpoint import Checkpoint
from lstmcast.training.device import choose_device
from lstmcast.training.events import StageStarted, StepDone, TrainingEvent, Validated
from lstmcast.training.run import Outcome, Plan, run
from lstmcast.training.stages import Control, search
from lstmcast.training.trainer import Arrays, Trainer
from lstmcast.training.validation import Score, Validation
from lstmcast.windows.sampling import gather_future

#: Early stopping comes into play: the best step is not the last.
PLAN = small_plan(
    series_set(*damped_waves(90, 80)),
    recipe=small_recipe(steps=60, patience=2, learning_rate=5e-2, averaging=0.8),
)


def straight(plan: Plan) -> tuple[Outcome, Recorder]:
    recorder = Recorder()
    return run(plan, "it", recorder.control(), None), recorder


@pytest.fixture(scope="module")
def uninterrupted() -> tuple[Outcome, Recorder]:
    return straight(PLAN)


def steps_of(recorder: Recorder, stage: str) -> list[int]:
    return [
        event.step
        for event in recorder.events
        if isinstance(event, StepDone) and event.stage == stage
    ]


def test_events_tell_the_whole_story(uninterrupted: tuple[Outcome, Recorder]) -> None:
    outcome, recorder = uninterrupted
    searched = steps_of(recorder, "validate")
    assert searched == list(range(1, len(searched) + 1))
    assert steps_of(recorder, "refit") == list(range(1, outcome.steps + 1))
    started = [event for event in recorder.events if isinstance(event, StageStarted)]
    assert [event.stage for event in started] == ["validate", "refit"]
    assert [event.steps for event in started] == [60, outcome.steps]
    assert started[1].windows == outcome.windows > started[0].windows
    assert started[0].parameters == sum(w.size for w in outcome.published.values())
    validated = [event for event in recorder.events if isinstance(event, Validated)]
    assert [event.step for event in validated] == list(range(0, searched[-1] + 1, 5))


def test_stops_early_and_keeps_the_best_step(uninterrupted: tuple[Outcome, Recorder]) -> None:
    outcome, recorder = uninterrupted
    validated = [event for event in recorder.events if isinstance(event, Validated)]
    best = min(validated, key=lambda event: event.score)
    last = steps_of(recorder, "validate")[-1]
    assert (outcome.steps, outcome.ended, outcome.refitted) == (best.step, "finished", True)
    assert 0 < best.step < last < 60
    assert last - best.step == 2 * 5
    assert outcome.checkpoint is None


def trained_for(trainer: Trainer, steps: int) -> Arrays:
    while trainer.step < steps:
        trainer.advance()
    return trainer.weights()


@pytest.mark.parametrize("trust", [1.0, 0.5])
def test_weights_are_the_best_not_the_last(trust: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trained anew for as many steps as the best had, the same weights come out."""
    score = Validation.score

    def trusting(validation: Validation, network: Network, device: torch.device) -> Score:
        return dataclasses.replace(score(validation, network, device), trust=trust)

    monkeypatch.setattr(Validation, "score", trusting)
    outcome, story = straight(PLAN)
    assert outcome.trust == trust
    best = trained_for(trainer_of(PLAN), outcome.steps)
    assert same_arrays(best, outcome.validated)
    refitted = trained_for(trainer_of(PLAN, refit=True), outcome.steps)
    assert same_arrays(refitted, outcome.published)

    late = ("validate", steps_of(story, "validate")[-1])
    stopped = run(PLAN, "it", Recorder(stop_at=late).control(), None)
    assert same_arrays(stopped.published, outcome.validated)


def test_published_weights_have_seen_everything() -> None:
    data = series_set(*damped_waves(90, 80))
    before, _ = straight(dataclasses.replace(PLAN, data=data))
    data.values[data.offsets[1] - 3 : data.offsets[1]] += 40
    after, _ = straight(dataclasses.replace(PLAN, data=data))
    assert same_arrays(before.validated, after.validated)
    assert not same_arrays(before.published, after.published)


INTERRUPTIONS = [
    ("validate", 1),  # before any validation but the first
    ("validate", 4),
    ("validate", 5),  # exactly at a validation
    ("validate", 7),
    ("validate", -10),  # counted from the last: the best has just been found
    ("validate", -5),  # it has just not been beaten
    ("validate", -1),  # the step before patience ends
    ("validate", 0),  # the step at which patience ends
    ("refit", 1),
    ("refit", 3),
    ("refit", -1),
]


@pytest.mark.parametrize(("stage", "step"), INTERRUPTIONS)
def test_resumed_run_equals_a_straight_one(
    stage: str, step: int, uninterrupted: tuple[Outcome, Recorder], tmp_path: Path
) -> None:
    expected, story = uninterrupted
    at = step if step > 0 else steps_of(story, stage)[-1] + step
    recorder = Recorder(stop_at=(stage, at))
    stopped = run(PLAN, "it", recorder.control(), None)
    assert steps_of(recorder, stage)[-1] == at
    assert (stopped.ended, stopped.refitted) == ("interrupted", False)
    assert same_arrays(stopped.published, stopped.validated)
    assert stopped.checkpoint.stage == stage

    path = tmp_path / "model.checkpoint"
    write_checkpoint(path, stopped.checkpoint.arrays(), stopped.checkpoint.facts())
    torch.manual_seed(12345)
    resumed = Recorder()
    outcome = run(PLAN, "it", resumed.control(), Checkpoint.restore(*read_checkpoint(path)))
    assert steps_of(recorder, stage) + steps_of(resumed, stage) == steps_of(story, stage)
    assert same_arrays(outcome.published, expected.published)
    assert same_arrays(outcome.validated, expected.validated)
    for name in ("trust", "steps", "windows", "refitted", "ended"):
        assert getattr(outcome, name) == getattr(expected, name)
    assert outcome.checkpoint is None


def test_interrupted_three_times(uninterrupted: tuple[Outcome, Recorder]) -> None:
    checkpoint = None
    for place in [("validate", 3), ("validate", 6), ("refit", 2)]:
        checkpoint = run(PLAN, "it", Recorder(stop_at=place).control(), checkpoint).checkpoint
    outcome = run(PLAN, "it", Recorder().control(), checkpoint)
    assert same_arrays(outcome.published, uninterrupted[0].published)


def test_a_signal_at_the_very_last_step_changes_nothing(
    uninterrupted: tuple[Outcome, Recorder],
) -> None:
    expected, _ = uninterrupted
    recorder = Recorder(stop_at=("refit", expected.steps))
    outcome = run(PLAN, "it", recorder.control(), None)
    assert (outcome.ended, outcome.checkpoint) == ("finished", None)
    assert same_arrays(outcome.published, expected.published)


def test_a_signal_before_the_first_step_leaves_something_to_use() -> None:
    recorder = Recorder()
    recorder.flag.requested = 2
    outcome = run(PLAN, "it", recorder.control(), None)
    assert (outcome.steps, outcome.ended) == (0, "interrupted")
    assert steps_of(recorder, "validate") == []
    assert np.isfinite(outcome.published["head.output.bias"]).all()


def test_checkpoint_facts_and_arrays_round_trip() -> None:
    stopped = run(PLAN, "who", Recorder(stop_at=("validate", 7)).control(), None).checkpoint
    again = Checkpoint.restore(stopped.arrays(), stopped.facts())
    assert again.facts() == stopped.facts()
    assert same_arrays(again.arrays(), stopped.arrays())
    assert again.identity == "who"
    assert again.best.score == stopped.best.score
    assert again.best.trust == stopped.best.trust
    assert same_arrays(again.best.weights, stopped.best.weights)
    for name in stopped.facts():
        facts = {key: value for key, value in stopped.facts().items() if key != name}
        with pytest.raises(KeyError, match=name):
            Checkpoint.restore(stopped.arrays(), facts)
    with pytest.raises(ValueError, match="stage"):
        Checkpoint.restore(stopped.arrays(), stopped.facts() | {"stage": "lunch"})


def test_a_training_leaves_the_callers_random_numbers_alone() -> None:
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    run(PLAN, "it", Recorder(stop_at=("validate", 2)).control(), None)
    assert torch.rand(1) == expected


class Clock:
    """A clock on which every training step takes a second, and nothing else takes time."""

    def __init__(self, limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self._limit = 0.0, limit
        advance = Trainer.advance

        def slow_advance(trainer: Trainer) -> float:
            self.now += 1
            return advance(trainer)

        monkeypatch.setattr(Trainer, "advance", slow_advance)

    def seconds_left(self) -> float:
        return self._limit - self.now


@pytest.mark.parametrize("limit", [0.5, 3, 8, 20, 60])
def test_a_time_limit_is_kept_and_something_usable_comes_out(
    limit: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(limit, monkeypatch)
    recorder = Recorder()
    control = Control(listen=recorder, stop=recorder.flag, seconds_left=clock.seconds_left)
    plan = small_plan(recipe=small_recipe(steps=1000, patience=1000, validate_every=2))
    outcome = run(plan, "it", control, None)
    probing = 6  # steps that measure the pace are taken whatever the limit
    assert clock.now <= max(limit, probing + 2)
    assert outcome.ended == "time limit"
    assert outcome.checkpoint is None
    assert all(np.isfinite(array).all() for array in outcome.published.values())
    if limit >= 20:
        assert outcome.refitted
        assert len(steps_of(recorder, "validate")) >= 0.8 * (limit - probing) / 2 - 1


def test_steps_that_become_slower_shorten_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough of the time is kept to refit for as many steps as proved best."""
    clock = Clock(100, monkeypatch)
    recorder = Recorder()

    def listen(event: TrainingEvent) -> None:
        recorder(event)
        if isinstance(event, StepDone):
            clock.now += 4  # five seconds in all; measured before were steps of one

    control = Control(listen=listen, stop=recorder.flag, seconds_left=clock.seconds_left)
    plan = dataclasses.replace(PLAN, recipe=small_recipe(steps=60, patience=99, validate_every=1))
    outcome = run(plan, "it", control, None)
    assert (outcome.refitted, outcome.ended) == (True, "time limit")
    assert outcome.steps > 3
    assert clock.now <= 100 + 5


def test_a_generous_time_limit_changes_nothing(
    uninterrupted: tuple[Outcome, Recorder], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(10_000, monkeypatch)
    recorder = Recorder()
    control = Control(listen=recorder, stop=recorder.flag, seconds_left=clock.seconds_left)
    outcome = run(PLAN, "it", control, None)
    assert outcome.ended == "finished"
    assert same_arrays(outcome.published, uninterrupted[0].published)


def test_a_refit_that_runs_out_of_time_publishes_the_validated_weights() -> None:
    left = iter([float("inf")] * 3)
    recorder = Recorder()

    def seconds_left() -> float:
        return -1.0 if steps_of(recorder, "refit") else next(left, float("inf"))

    control = Control(listen=recorder, stop=recorder.flag, seconds_left=seconds_left)
    outcome = run(PLAN, "it", control, None)
    assert (outcome.refitted, outcome.ended) == (False, "time limit")
    assert same_arrays(outcome.published, outcome.validated)


@pytest.mark.parametrize("length", [1, 2, 3, 8, 15])
def test_too_short_to_validate_is_the_baseline(length: int) -> None:
    recorder = Recorder()
    plan = small_plan(seasonal_panel(length, season=4))
    outcome = run(plan, "it", recorder.control(), None)
    assert (outcome.ended, outcome.steps, outcome.checkpoint) == ("too short", 0, None)
    assert recorder.events == []
    assert not outcome.published["head.output.weight"].any()


@pytest.mark.parametrize(("windows", "ended"), [(3, "too short"), (4, "finished")])
def test_few_validation_windows_decide_nothing(windows: int, ended: str) -> None:
    splits = dataclasses.replace(
        PLAN.splits,
        validation_series=PLAN.splits.validation_series[:windows],
        validation_cutoffs=PLAN.splits.validation_cutoffs[:windows],
    )
    assert straight(dataclasses.replace(PLAN, splits=splits))[0].ended == ended


def holdout_skill(plan: Plan, outcome: Outcome) -> float:
    """Return the skill of the validated weights on a horizon they have not seen."""
    splits, horizon = plan.splits, plan.shape.horizon
    known = plan.data.until(splits.holdout_cutoffs)
    forecaster = Forecaster(spec=plan.spec, shape=plan.shape, weights=outcome.validated)
    ensemble = Ensemble(members=(forecaster,), trust=outcome.trust)
    made = forecast(ensemble, known, horizon=horizon, levels=(80.0,), allow_negative=True)
    everyone = np.arange(len(plan.data))
    actual = gather_future(plan.data, everyone, splits.holdout_cutoffs, horizon)
    report = score_holdout(known, actual, made, name="LSTM", season=plan.shape.season)
    assert 0.5 < report.scores["LSTM"].coverage["80"] <= 1
    return report.scores["LSTM"].skill


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_beats_seasonal_naive_where_there_is_something_to_learn(
    cell: str, bidirectional: bool
) -> None:
    spec = ModelSpec(
        horizon=4, lookback=24, patch=4, cell=cell, bidirectional=bidirectional, hidden=24
    )
    plan = small_plan(
        series_set(*damped_waves(*[120] * 20)),
        spec=spec,
        recipe=small_recipe(
            steps=150, batch_size=64, validate_every=25, averaging=0.95, patience=10
        ),
        season=11,
    )
    outcome, _ = straight(plan)
    assert holdout_skill(plan, outcome) > 0.2


def test_search_resumes_from_a_given_best() -> None:
    trainer = trainer_of(PLAN)
    validation = Validation(
        data=PLAN.data,
        series=PLAN.splits.validation_series,
        cutoffs=PLAN.splits.validation_cutoffs,
        shape=PLAN.shape,
    )
    best = search(trainer, validation, Recorder().control())
    unbeatable = dataclasses.replace(best, score=-1.0, step=trainer.step)
    recorder = Recorder()
    assert search(trainer, validation, recorder.control(), unbeatable) is unbeatable
    assert len(steps_of(recorder, "validate")) == min(10, 60 - best.step - 10)


def test_cuda_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == choose_device("cpu") == torch.device("cpu")
    with pytest.raises(UsageError, match="cuda") as caught:
        choose_device("cuda")
    assert "cpu" in caught.value.hint
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto") == choose_device("cuda") == torch.device("cuda")
    assert choose_device("cpu") == torch.device("cpu")
