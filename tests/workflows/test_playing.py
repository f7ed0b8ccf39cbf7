"""Playing rounds: limits end it, a dead process is told, and errors come home whole."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import pytest
from builders import seasonal_panel, small_model

from lstmcast import clock
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError, LstmcastError, RunInterruptedError
from lstmcast.evaluation.folds import plan_folds
from lstmcast.evaluation.rivals.registry import choose_rivals
from lstmcast.inference.ensemble import Ensemble
from lstmcast.training.events import Listener, StepDone, StopFlag
from lstmcast.workflows.playing import Limits, play_all
from lstmcast.workflows.rounds import (
    FoldForecasts,
    Maker,
    Ready,
    Round,
    Scene,
    plan_rounds,
)

HORIZON = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuses:
    """Makes nothing."""

    def make(self, known: SeriesSet, *, listen: Listener, stop: StopFlag) -> Ensemble:
        raise DataError("there is nothing in it", hint="look again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trains:
    """Takes a step, and is done unless it is asked to stop."""

    def make(self, known: SeriesSet, *, listen: Listener, stop: StopFlag) -> Ensemble:
        listen(StepDone(stage="scratch", step=1, steps=9, loss=1.0))
        if stop.requested is not None:
            raise RunInterruptedError("interrupted", signal_number=stop.requested)
        return small_model().ensemble


@dataclass(frozen=True, slots=True, kw_only=True)
class Dies:
    """Takes the whole process along."""

    def make(self, known: SeriesSet, *, listen: Listener, stop: StopFlag) -> Ensemble:
        os._exit(9)


def scene_of(maker: Maker) -> Scene:
    return Scene(
        data=seasonal_panel(80, 77, season=12),
        horizon=HORIZON,
        season=12,
        history=None,
        maker=maker,
        rivals=choose_rivals(["none"]),
    )


def rounds_of(scene: Scene) -> dict[int, Round]:
    data = scene.data
    folds = plan_folds(data.lengths, data.starts, horizon=HORIZON, step=HORIZON, windows=3)
    return dict(enumerate(plan_rounds(folds, "each")))


def played(scene: Scene, limits: Limits) -> dict[int, tuple[FoldForecasts, ...]]:
    done: dict[int, tuple[FoldForecasts, ...]] = {}
    play_all(scene, rounds_of(scene), limits=limits, finished=done.__setitem__)
    return done


def limits(jobs: int = 1, seconds: float | None = None) -> Limits:
    return Limits(jobs=jobs, stop=StopFlag(), seconds=seconds, started=0.0)


def test_two_processes_forecast_what_one_does() -> None:
    scene = scene_of(Ready(ensemble=small_model().ensemble))
    alone, together = played(scene, limits()), played(scene, limits(jobs=2))
    assert sorted(together) == sorted(alone) == [0, 1, 2]
    for number, (one,) in alone.items():
        np.testing.assert_array_equal(together[number][0].made, one.made)


def test_the_end_of_the_time_keeps_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scene_of(Ready(ensemble=small_model().ensemble))
    ticks = iter([1.0, 2.0, 100.0])
    monkeypatch.setattr(clock, "monotonic", lambda: next(ticks))
    assert sorted(played(scene, limits(seconds=50))) == [0, 1]


def test_a_training_hears_that_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([1.0, 100.0])  # before the first round, and at its first step
    monkeypatch.setattr(clock, "monotonic", lambda: next(ticks))
    assert played(scene_of(Trains()), limits(seconds=50)) == {}


def test_a_signal_before_the_first_round_plays_none() -> None:
    asked = limits()
    asked.stop.requested = 15
    assert played(scene_of(Refuses()), asked) == {}


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_comes_home_as_it_was_raised(jobs: int) -> None:
    with pytest.raises(DataError, match="there is nothing in it") as caught:
        played(scene_of(Refuses()), limits(jobs=jobs))
    assert caught.value.hint == "look again"


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(LstmcastError, match="was killed") as caught:
        played(scene_of(Dies()), limits(jobs=2))
    assert caught.value.hint is not None
    assert "--jobs 1" in caught.value.hint
