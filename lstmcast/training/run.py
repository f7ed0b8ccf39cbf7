"""Whole trainings: a search for each network, refits of the chosen ones.

Interrupted anywhere, they are continued to the same result. Which networks are worth a refit
is for the caller to say: a forecast is judged in the unit of the data, above this package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import isinf

import torch

from lstmcast.training.arrays import Arrays
from lstmcast.training.checkpoint import Checkpoint, Found
from lstmcast.training.events import StageStarted
from lstmcast.training.plan import Plan
from lstmcast.training.stages import Control, fit_schedule, refit, search
from lstmcast.training.trainer import Panel, Trainer


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The best of each network that was reached; none has seen the held-out horizon."""

    found: tuple[Found, ...]
    checkpoint: Checkpoint | None  # where to continue, after an interruption


@dataclass(frozen=True, slots=True, kw_only=True)
class Refitted:
    """Weights refitted on everything; fewer than wanted when a signal or the clock came first."""

    weights: tuple[Arrays, ...]
    checkpoint: Checkpoint | None


def search_all(
    plans: Sequence[Plan], *, identity: str, control: Control, resume: Checkpoint | None
) -> Searched:
    """Search the number of steps of each network in turn.

    ``identity`` marks checkpoints as belonging to these plans.
    """
    found = list(resume.found) if resume else []
    if resume and resume.stage == "refit":
        return Searched(found=tuple(found), checkpoint=None)
    begun = found.pop() if resume else None
    with _own_random_numbers(plans):
        for plan in plans[len(found) :]:
            later = len(plans) - len(found) - 1
            own = control.reserving(_reserve(control.seconds_left(), found, later=later))
            made, trainer = _search(plan, own, begun, resume.state if begun and resume else None)
            found.append(made)
            begun = None
            if control.stop.requested:
                checkpoint = Checkpoint(
                    identity=identity,
                    stage="search",
                    found=tuple(found),
                    refitted=(),
                    state=trainer.state(),
                )
                return Searched(found=tuple(found), checkpoint=checkpoint)
    return Searched(found=tuple(found), checkpoint=None)


def refit_all(
    plans: Sequence[Plan],
    found: Sequence[Found],
    chosen: Sequence[int],
    *,
    identity: str,
    control: Control,
    resume: Checkpoint | None,
) -> Refitted:
    """Refit the networks at the ``chosen`` positions with as many steps as proved best."""
    resume = resume if resume and resume.stage == "refit" else None
    done = list(resume.refitted) if resume else []
    with _own_random_numbers(plans):
        for position in chosen[len(done) :]:
            plan, best = plans[position], found[position].best
            material, stage = plan.whole(), f"refit {plan.name}"
            recipe = replace(plan.recipe, steps=found[position].schedule)
            trainer = plan.trainer(material, recipe)
            if resume is not None:
                trainer.load_state(resume.state)
                resume = None
            _announce(control, stage, best.step, trainer, material)
            if not refit(trainer, best.step, control, stage=stage):
                checkpoint = Checkpoint(
                    identity=identity,
                    stage="refit",
                    found=tuple(found),
                    refitted=tuple(done),
                    state=trainer.state(),
                )
                stopped = control.stop.requested
                return Refitted(weights=tuple(done), checkpoint=checkpoint if stopped else None)
            done.append(trainer.weights())
    return Refitted(weights=tuple(done), checkpoint=None)


def untrained(plan: Plan) -> tuple[Arrays, Arrays]:
    """Return a network's weights before the first step, without and with the newest values.

    Where nothing can be validated, nothing is learnt: from scratch that is the baseline.
    """
    with _own_random_numbers([plan]):
        early, whole = (
            plan.trainer(material, plan.recipe) for material in (plan.early(), plan.whole())
        )
    return early.weights(), whole.weights()


def _search(
    plan: Plan, control: Control, begun: Found | None, state: Arrays | None
) -> tuple[Found, Trainer]:
    """Search from the start, or from where ``begun`` and ``state`` say."""
    given, material = control.seconds_left(), plan.early()
    if begun is None:
        recipe = fit_schedule(
            plan.recipe, lambda recipe: plan.trainer(material, recipe), control.seconds_left
        )
    else:
        recipe = replace(plan.recipe, steps=begun.schedule)
    trainer = plan.trainer(material, recipe)
    if state is not None:
        trainer.load_state(state)
    _announce(control, plan.stage, recipe.steps, trainer, material)
    best = search(
        trainer,
        plan.validation(),
        control,
        stage=plan.stage,
        best=begun.best if begun else None,
    )
    spent = 0.0 if isinf(given) else given - control.seconds_left()
    return Found(best=best, schedule=recipe.steps, seconds=spent), trainer


def _reserve(left: float, found: Sequence[Found], *, later: int) -> float:
    """Return the seconds to leave to refits of earlier networks and to ``later`` ones.

    What the refits leave is shared out evenly, but for the last network, which gets two shares:
    it has the most to learn.
    """
    if isinf(left):
        return 0.0
    refits = sum(each.seconds for each in found)
    return refits + max(0.0, left - refits) * (later + 1) / (later + 2) if later else refits


@contextmanager
def _own_random_numbers(plans: Sequence[Plan]) -> Iterator[None]:
    """Leave the caller's random numbers alone."""
    devices = {plan.device for plan in plans if plan.device.type == "cuda"}
    with torch.random.fork_rng(devices=list(devices)):
        yield


def _announce(control: Control, stage: str, steps: int, trainer: Trainer, material: Panel) -> None:
    control.listen(
        StageStarted(
            stage=stage,
            steps=steps,
            windows=material.pool.total,
            parameters=sum(weight.numel() for weight in trainer.network.parameters()),
        )
    )
