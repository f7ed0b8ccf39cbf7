"""A training by itself: its whole budget, its best weights, and nothing half done."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from training_plans import Recorder, same_arrays, small_plan, small_recipe, train

from lstmcast.training.events import StepDone, StopFlag, TrainingEvent
from lstmcast.training.plan import Plan
from lstmcast.training.trial import Tried, run_trial


def patient_plan(steps: int = 12) -> Plan:
    return small_plan(recipe=small_recipe(steps=steps, patience=steps))


def attempt(plan: Plan, *, seconds: float | None = None, stop: StopFlag | None = None) -> Tried:
    tried = run_trial(
        plan, seconds=seconds, threads=1, listen=lambda _: None, stop=stop or StopFlag()
    )
    assert tried is not None
    return tried


def test_all_steps_are_taken_and_the_best_kept() -> None:
    plan = patient_plan()
    tried = attempt(plan)
    whole = train([plan], Recorder().control())
    assert (tried.steps, tried.best_step) == (12, whole.steps)
    assert same_arrays(tried.weights, whole.validated)
    assert tried.seconds > 0


def test_a_limit_of_seconds_shortens_the_schedule() -> None:
    endless = patient_plan(steps=1_000_000)
    tried = attempt(endless, seconds=0.4)
    assert 0 < tried.steps < 100_000
    assert tried.seconds < 5


def test_what_a_signal_cut_short_is_dropped() -> None:
    stop = StopFlag()

    def listen(event: TrainingEvent) -> None:
        if isinstance(event, StepDone) and event.step == 3:
            stop.requested = 2

    assert run_trial(patient_plan(), seconds=None, threads=1, listen=listen, stop=stop) is None


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_are_those_asked_for(threads: int) -> None:
    before = torch.get_num_threads()
    try:
        plan = replace(patient_plan(), recipe=small_recipe(steps=1))
        run_trial(plan, seconds=None, threads=threads, listen=lambda _: None, stop=StopFlag())
        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
