"""Pretraining repeats to the bit, however often it is interrupted, and scores what it made."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
import torch
from builders import random_weights
from training_plans import same_arrays

from lstmcast.inference.weights import check_weights, expected_shapes
from lstmcast.prior import pretrain as module
from lstmcast.prior.plans import PLANS, PretrainingPlan
from lstmcast.prior.pretrain import identity, pretrain, score
from lstmcast.training.arrays import Arrays
from lstmcast.training.recipe import Recipe

PLAN = replace(PLANS[4], steps=8, hidden=8, filters=2, batch_size=16)


def silent(_state: Arrays) -> None:
    """Keep no checkpoint."""


def trained(plan: PretrainingPlan = PLAN) -> Arrays:
    return pretrain(plan, state=None, save=silent, tell=lambda _step, _loss: None)


@pytest.mark.parametrize("stop", [0, 1, 2])
def test_resumed_is_as_if_never_interrupted(stop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHECKPOINT_EVERY", 3)
    states: list[Arrays] = []
    straight = pretrain(PLAN, state=None, save=states.append, tell=lambda _step, _loss: None)
    assert [int(state["step"]) for state in states] == [3, 6, 8]  # the last one, too
    torch.manual_seed(999)  # another process, another state
    resumed = pretrain(PLAN, state=states[stop], save=silent, tell=lambda _step, _loss: None)
    assert same_arrays(resumed, straight)


def test_weights_are_the_networks_and_follow_the_seed() -> None:
    weights = trained()
    check_weights(PLAN.spec, weights)
    assert same_arrays(weights, trained())
    assert not same_arrays(weights, trained(replace(PLAN, seed=1)))


def test_every_step_is_told_with_its_loss() -> None:
    heard: list[tuple[int, float]] = []
    pretrain(PLAN, state=None, save=silent, tell=lambda *said: heard.append(said))
    assert [step for step, _ in heard] == list(range(1, 9))
    assert np.isfinite([loss for _, loss in heard]).all()


def test_a_network_that_repeats_the_season_has_no_skill_and_no_intervals() -> None:
    nothing = {
        name: np.zeros(shape, np.float32) for name, shape in expected_shapes(PLAN.spec).items()
    }
    made = score(PLAN, nothing)
    assert made.skill == 0
    assert made.coverage_80 == made.coverage_95 < 0.1  # flat ends of series that are cut off


def test_the_start_has_intervals_and_noise_has_no_skill() -> None:
    start = score(PLAN, trained(replace(PLAN, steps=1)))
    assert 0.7 < start.coverage_80 < 0.9 < start.coverage_95 < 0.99
    assert score(PLAN, random_weights(PLAN.spec)).skill < 0
    assert start == score(PLAN, trained(replace(PLAN, steps=1)))


def test_the_identity_changes_with_the_plan() -> None:
    assert identity(PLAN) == identity(replace(PLAN))
    others = (
        replace(PLAN, seed=1),
        replace(PLAN, steps=9),
        replace(PLAN, shape=replace(PLAN.shape, lags=(4,))),
        replace(PLAN, blend=replace(PLAN.blend, with_season=0.5)),
    )
    assert len({identity(plan) for plan in (PLAN, *others)}) == 5


@pytest.mark.parametrize("setting", [field.name for field in fields(Recipe)])
def test_the_identity_changes_with_the_recipe(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with what no plan says, such as the weight decay."""
    before, recipe = identity(PLAN), module._recipe(PLAN)
    other = replace(recipe, **{setting: 2 * getattr(recipe, setting) + 1})
    monkeypatch.setattr(module, "_recipe", lambda _plan: other)
    assert identity(PLAN) != before


def test_the_score_is_that_of_the_network_and_draws_nothing_global() -> None:
    weights = random_weights(PLAN.spec)
    torch.manual_seed(1)
    first = score(PLAN, weights)
    torch.manual_seed(2)
    assert score(PLAN, weights) == first
