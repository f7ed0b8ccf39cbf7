"""Whole trainings: best weights, refit, interruption anywhere, time limits, short data."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from builders import seasonal_panel, series_set
from training_plans import (
    Recorder,
    Trained,
    damped_waves,
    same_arrays,
    small_plan,
    small_recipe,
    train,
    trainer_of,
)

from lstmcast.artifact.checkpoint_file import read_checkpoint, write_checkpoint
from lstmcast.errors import UsageError
from lstmcast.evaluation.holdout import score_holdout
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import CELLS, ModelSpec
from lstmcast.training.arrays import Arrays
from lstmcast.training.checkpoint import Checkpoint
from lstmcast.training.device import choose_device
from lstmcast.training.events import StageStarted, StepDone, TrainingEvent, Validated
from lstmcast.training.plan import Plan
from lstmcast.training.run import untrained
from lstmcast.training.stages import Control, search
from lstmcast.training.trainer import Trainer
from lstmcast.windows.sampling import gather_future

#: Early stopping comes into play: the best step is not the last.
PLAN = small_plan(
    series_set(*damped_waves(90, 80)),
    recipe=small_recipe(steps=60, patience=2, learning_rate=5e-2, averaging=0.8),
)


#: A network that has learnt before, of another size, and one from scratch.
BOTH = (
    dataclasses.replace(
        PLAN,
        recipe=small_recipe(steps=20, learning_rate=1e-2),
        start=trainer_of(PLAN).weights(),
    ),
    PLAN,
)


def straight(*plans: Plan) -> tuple[Trained, Recorder]:
    recorder = Recorder()
    return train(plans or (PLAN,), recorder.control()), recorder


@pytest.fixture(scope="module")
def uninterrupted() -> tuple[Trained, Recorder]:
    return straight()


@pytest.fixture(scope="module")
def both() -> tuple[Trained, Recorder]:
    return straight(*BOTH)


def steps_of(recorder: Recorder, stage: str) -> list[int]:
    return [
        event.step
        for event in recorder.events
        if isinstance(event, StepDone) and event.stage == stage
    ]


def test_events_tell_the_whole_story(uninterrupted: tuple[Trained, Recorder]) -> None:
    outcome, recorder = uninterrupted
    searched = steps_of(recorder, "scratch")
    assert searched == list(range(1, len(searched) + 1))
    assert steps_of(recorder, "refit scratch") == list(range(1, outcome.steps + 1))
    started = [event for event in recorder.events if isinstance(event, StageStarted)]
    assert [event.stage for event in started] == ["scratch", "refit scratch"]
    assert [event.steps for event in started] == [60, outcome.steps]
    assert started[1].windows == PLAN.whole().pool.total > started[0].windows
    assert started[0].parameters == sum(w.size for w in outcome.published.values())
    validated = [event for event in recorder.events if isinstance(event, Validated)]
    assert [event.step for event in validated] == list(range(0, searched[-1] + 1, 5))


def test_stops_early_and_keeps_the_best_step(uninterrupted: tuple[Trained, Recorder]) -> None:
    outcome, recorder = uninterrupted
    validated = [event for event in recorder.events if isinstance(event, Validated)]
    best = min(validated, key=lambda event: event.score)
    last = steps_of(recorder, "scratch")[-1]
    assert (outcome.steps, len(outcome.refitted)) == (best.step, 1)
    assert 0 < best.step < last < 60
    assert last - best.step == 2 * 5
    assert outcome.checkpoint is None


def trained_for(trainer: Trainer, steps: int) -> Arrays:
    while trainer.step < steps:
        trainer.advance()
    return trainer.weights()


def test_weights_are_the_best_not_the_last() -> None:
    """Trained anew for as many steps as the best had, the same weights come out."""
    outcome, story = straight()
    best = trained_for(trainer_of(PLAN), outcome.steps)
    assert same_arrays(best, outcome.validated)
    refitted = trained_for(trainer_of(PLAN, refit=True), outcome.steps)
    assert same_arrays(refitted, outcome.published)

    late = ("scratch", steps_of(story, "scratch")[-1])
    stopped = train([PLAN], Recorder(stop_at=late).control())
    assert same_arrays(stopped.published, outcome.validated)


def test_a_network_that_has_learnt_before_goes_on_from_there(
    both: tuple[Trained, Recorder],
) -> None:
    outcome, story = both
    stages = [event.stage for event in story.events if isinstance(event, StageStarted)]
    assert stages == ["fine-tune", "scratch", "refit fine-tuned", "refit scratch"]
    best = outcome.found[0].best
    plan = BOTH[0]
    assert plan.start is not None
    trainer = plan.trainer(plan.early(), plan.recipe)
    assert same_arrays(trainer.weights(), plan.start)
    assert same_arrays(trained_for(trainer, best.step), best.weights)
    whole = plan.trainer(plan.whole(), plan.recipe)
    assert same_arrays(trained_for(whole, best.step), outcome.refitted[0])
    alone = train([PLAN], Recorder().control())
    assert same_arrays(outcome.published, alone.published)


def test_weights_no_step_improves_are_kept() -> None:
    """The weights to start from contend as well."""
    plan = dataclasses.replace(BOTH[0], recipe=small_recipe(steps=20, learning_rate=1.0))
    outcome, _ = straight(plan)
    assert outcome.steps == 0
    assert same_arrays(outcome.validated, plan.start)
    assert same_arrays(outcome.published, plan.start)


def test_published_weights_have_seen_everything() -> None:
    data = series_set(*damped_waves(90, 80))
    before, _ = straight(dataclasses.replace(PLAN, data=data))
    data.values[data.offsets[1] - 3 : data.offsets[1]] += 40
    after, _ = straight(dataclasses.replace(PLAN, data=data))
    assert same_arrays(before.validated, after.validated)
    assert not same_arrays(before.published, after.published)


INTERRUPTIONS = [
    ("scratch", 1),  # before any validation but the first
    ("scratch", 4),
    ("scratch", 5),  # exactly at a validation
    ("scratch", 7),
    ("scratch", -10),  # counted from the last: the best has just been found
    ("scratch", -5),  # it has just not been beaten
    ("scratch", -1),  # the step before patience ends
    ("scratch", 0),  # the step at which patience ends
    ("refit scratch", 1),
    ("refit scratch", 3),
    ("refit scratch", -1),
]


def check_resuming(
    plans: tuple[Plan, ...], straight: tuple[Trained, Recorder], at: tuple[str, int], path: Path
) -> None:
    expected, story = straight
    stage, step = at
    at = (stage, step if step > 0 else steps_of(story, stage)[-1] + step)
    recorder = Recorder(stop_at=at)
    stopped = train(plans, recorder.control())
    assert steps_of(recorder, stage)[-1] == at[1]
    assert stopped.checkpoint is not None
    assert stopped.checkpoint.stage == ("refit" if "refit" in stage else "search")

    write_checkpoint(path, stopped.checkpoint.arrays(), stopped.checkpoint.facts())
    torch.manual_seed(12345)
    resumed = Recorder()
    outcome = train(plans, resumed.control(), Checkpoint.restore(*read_checkpoint(path)))
    assert steps_of(recorder, stage) + steps_of(resumed, stage) == steps_of(story, stage)
    assert outcome.checkpoint is None
    assert len(outcome.refitted) == len(plans)
    for made, wanted in zip(outcome.refitted, expected.refitted, strict=True):
        assert same_arrays(made, wanted)
    for found, best in zip(outcome.found, expected.found, strict=True):
        assert same_arrays(found.best.weights, best.best.weights)
        assert (found.best.step, found.best.score) == (best.best.step, best.best.score)


@pytest.mark.parametrize("at", INTERRUPTIONS)
def test_resumed_run_equals_a_straight_one(
    at: tuple[str, int], uninterrupted: tuple[Trained, Recorder], tmp_path: Path
) -> None:
    check_resuming((PLAN,), uninterrupted, at, tmp_path / "model.checkpoint")


@pytest.mark.parametrize(
    "at",
    [
        ("fine-tune", 3), ("fine-tune", 0), ("scratch", 1), ("scratch", 0),
        ("refit fine-tuned", 1), ("refit scratch", 1), ("refit scratch", -1),
    ],
)  # fmt: skip
def test_several_networks_are_resumed_wherever_they_were(
    at: tuple[str, int], both: tuple[Trained, Recorder], tmp_path: Path
) -> None:
    check_resuming(BOTH, both, at, tmp_path / "model.checkpoint")


def test_interrupted_three_times(uninterrupted: tuple[Trained, Recorder]) -> None:
    checkpoint = None
    for place in [("scratch", 3), ("scratch", 6), ("refit scratch", 2)]:
        checkpoint = train([PLAN], Recorder(stop_at=place).control(), checkpoint).checkpoint
    outcome = train([PLAN], Recorder().control(), checkpoint)
    assert same_arrays(outcome.published, uninterrupted[0].published)


def test_a_signal_at_the_very_last_step_changes_nothing(
    uninterrupted: tuple[Trained, Recorder],
) -> None:
    expected, _ = uninterrupted
    outcome = train([PLAN], Recorder(stop_at=("refit scratch", expected.steps)).control())
    assert outcome.checkpoint is None
    assert same_arrays(outcome.published, expected.published)


def test_a_signal_before_the_first_step_leaves_something_to_use() -> None:
    recorder = Recorder()
    recorder.flag.requested = 2
    outcome = train([PLAN], recorder.control())
    assert outcome.steps == 0
    assert outcome.checkpoint is not None
    assert steps_of(recorder, "scratch") == []
    assert np.isfinite(outcome.published["head.output.bias"]).all()


@pytest.mark.parametrize("at", [("scratch", 7), ("refit scratch", 2)])
def test_checkpoint_facts_and_arrays_round_trip(at: tuple[str, int]) -> None:
    stopped = train(BOTH, Recorder(stop_at=at).control(), identity="who").checkpoint
    assert stopped is not None
    again = Checkpoint.restore(stopped.arrays(), stopped.facts())
    assert again.facts() == stopped.facts()
    assert same_arrays(again.arrays(), stopped.arrays())
    assert again.identity == "who"
    assert len(again.found) == 2
    assert len(again.refitted) == len(stopped.refitted) == ("refit" in at[0])
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
    train([PLAN], Recorder(stop_at=("scratch", 2)).control())
    untrained(PLAN)
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
    outcome = train([plan], control)
    probing = 6  # steps that measure the pace are taken whatever the limit
    assert clock.now <= max(limit, probing + 2)
    assert outcome.found[0].schedule < 1000
    assert outcome.checkpoint is None
    assert all(np.isfinite(array).all() for array in outcome.published.values())
    if limit >= 20:
        assert outcome.refitted
        assert len(steps_of(recorder, "scratch")) >= 0.8 * (limit - probing) / 2 - 1


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
    outcome = train([plan], control)
    assert len(outcome.refitted) == 1
    assert outcome.steps > 3
    assert clock.now <= 100 + 5


def test_a_generous_time_limit_changes_nothing(
    uninterrupted: tuple[Trained, Recorder], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(10_000, monkeypatch)
    recorder = Recorder()
    control = Control(listen=recorder, stop=recorder.flag, seconds_left=clock.seconds_left)
    outcome = train([PLAN], control)
    assert outcome.found[0].schedule == 60
    assert same_arrays(outcome.published, uninterrupted[0].published)


def test_a_refit_that_runs_out_of_time_publishes_the_validated_weights() -> None:
    left = iter([float("inf")] * 3)
    recorder = Recorder()

    def seconds_left() -> float:
        return -1.0 if steps_of(recorder, "refit scratch") else next(left, float("inf"))

    control = Control(listen=recorder, stop=recorder.flag, seconds_left=seconds_left)
    outcome = train([PLAN], control)
    assert (outcome.refitted, outcome.checkpoint) == ((), None)
    assert same_arrays(outcome.published, outcome.validated)


@pytest.mark.parametrize("limit", [30, 90])
def test_two_networks_share_the_time(limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(limit, monkeypatch)
    recorder = Recorder()
    control = Control(listen=recorder, stop=recorder.flag, seconds_left=clock.seconds_left)
    endless = small_recipe(steps=1000, patience=1000, validate_every=2)
    plans = [dataclasses.replace(plan, recipe=endless) for plan in BOTH]
    outcome = train(plans, control)
    probing = 6  # of each
    assert clock.now <= limit + probing
    assert len(outcome.refitted) == 2
    assert len(steps_of(recorder, "fine-tune")) <= limit / 6
    assert len(steps_of(recorder, "scratch")) > len(steps_of(recorder, "fine-tune"))


@pytest.mark.parametrize("length", [1, 2, 3, 8, 15])
def test_untrained_from_scratch_is_the_baseline(length: int) -> None:
    plan = small_plan(seasonal_panel(length, season=4))
    assert not plan.trainable
    for weights in untrained(plan):
        assert not weights["head.output.weight"].any()
        assert np.isfinite(weights["head.output.bias"]).all()


@pytest.mark.parametrize(("windows", "trainable"), [(3, False), (4, True)])
def test_few_validation_windows_decide_nothing(windows: int, trainable: bool) -> None:
    splits = dataclasses.replace(
        PLAN.splits,
        validation_series=PLAN.splits.validation_series[:windows],
        validation_cutoffs=PLAN.splits.validation_cutoffs[:windows],
    )
    plan = dataclasses.replace(PLAN, splits=splits, units=PLAN.units[:windows])
    assert plan.trainable is trainable


def test_only_validation_windows_that_hold_values_count() -> None:
    unknown = np.where(np.arange(len(PLAN.units)) < 3, PLAN.units, np.nan)
    assert not dataclasses.replace(PLAN, units=unknown).trainable
    data = PLAN.data.until(PLAN.data.lengths)
    for index, end in enumerate(PLAN.splits.training_end):
        data.series(index)[end:-1] = np.nan
    assert not dataclasses.replace(PLAN, data=data).trainable


@pytest.mark.parametrize(("horizon", "more"), [(2, 2), (4, 0), (9, 0)])
def test_a_network_for_longer_horizons_learns_from_the_newest_values(
    horizon: int, more: int
) -> None:
    last = PLAN.whole().pool
    pool = dataclasses.replace(PLAN, horizon=horizon).whole().pool
    assert (pool.first + pool.count - last.first - last.count).tolist() == [more, more]


def holdout_skill(plan: Plan, outcome: Trained) -> float:
    """Return the skill of the validated weights on a horizon they have not seen."""
    splits, horizon = plan.splits, plan.shape.horizon
    known = plan.data.until(splits.holdout_cutoffs)
    forecaster = Forecaster(spec=plan.spec, shape=plan.shape, weights=outcome.validated)
    ensemble = Ensemble(members=(forecaster,))
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
    validation = PLAN.validation()
    best = search(trainer, validation, Recorder().control(), stage="scratch")
    unbeatable = dataclasses.replace(best, score=-1.0, step=trainer.step)
    recorder = Recorder()
    again = search(trainer, validation, recorder.control(), stage="scratch", best=unbeatable)
    assert again is unbeatable
    assert len(steps_of(recorder, "scratch")) == min(10, 60 - best.step - 10)


def test_cuda_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == choose_device("cpu") == torch.device("cpu")
    with pytest.raises(UsageError, match="cuda") as caught:
        choose_device("cuda")
    assert "cpu" in caught.value.hint
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto") == choose_device("cuda") == torch.device("cuda")
    assert choose_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("limit", [100, 200])
def test_three_networks_share_the_time(limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(limit, monkeypatch)
    recorder = Recorder()
    control = Control(listen=recorder, stop=recorder.flag, seconds_left=clock.seconds_left)
    endless = small_recipe(steps=1000, patience=1000, validate_every=2)
    plans = [dataclasses.replace(plan, recipe=endless) for plan in (BOTH[0], *BOTH)]
    outcome = train(plans, control)
    probing = 6  # of each
    assert clock.now <= limit + probing
    assert len(outcome.refitted) == 3
    first, second, last = (found.schedule for found in outcome.found)
    assert min(first, second) >= 0.8 * (limit / 4 - 2 * probing) / 2 - 1
    assert first <= second < last
    assert last <= limit / 3
