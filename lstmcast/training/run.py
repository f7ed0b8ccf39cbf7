"""A whole training: search, then refit; interrupted anywhere, continued to the same result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import torch

from lstmcast.data.series import SeriesSet
from lstmcast.model.spec import ModelSpec
from lstmcast.training.arrays import Arrays
from lstmcast.training.checkpoint import Checkpoint
from lstmcast.training.events import StageStarted
from lstmcast.training.recipe import Recipe
from lstmcast.training.stages import Best, Control, fit_schedule, refit, search
from lstmcast.training.trainer import Panel, Trainer
from lstmcast.training.validation import Validation
from lstmcast.windows.sampling import WindowShape
from lstmcast.windows.splits import Splits, training_cutoffs

_FEWEST_WINDOWS = 4  # to validate on; with fewer, the best step is a matter of luck

Ended = Literal["finished", "time limit", "interrupted", "too short"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be trained on what; with a seed, all that the result depends on."""

    spec: ModelSpec
    recipe: Recipe
    shape: WindowShape
    data: SeriesSet
    splits: Splits
    seed: int
    device: torch.device


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it."""

    validated: Arrays  # weights that have seen nothing of the held-out horizon
    published: Arrays  # weights refitted on everything, or the validated ones
    trust: float  # how far the forecast should go with them, see Validation.score
    steps: int
    windows: int
    refitted: bool
    ended: Ended
    checkpoint: Checkpoint | None  # where to continue, after an interruption


def run(plan: Plan, identity: str, control: Control, resume: Checkpoint | None) -> Outcome:
    """Train as planned; ``identity`` marks checkpoints as belonging to this plan."""
    with torch.random.fork_rng(devices=[plan.device] if plan.device.type == "cuda" else []):
        return _Run(plan, identity, control).from_checkpoint(resume)


class _Run:
    """The steps of one training, sharing its plan."""

    def __init__(self, plan: Plan, identity: str, control: Control) -> None:
        self._plan = plan
        self._identity = identity
        self._control = control
        self._early = self._material(plan.data.until(plan.splits.training_end))
        self._whole = self._material(plan.data)

    def _material(self, data: SeriesSet) -> Panel:
        shape = self._plan.shape
        pool = training_cutoffs(data.lengths, horizon=shape.horizon, season=shape.season)
        return Panel(data=data, pool=pool, shape=shape)

    def _trainer(self, material: Panel, recipe: Recipe) -> Trainer:
        plan = self._plan
        return Trainer(plan.spec, recipe, material, seed=plan.seed, device=plan.device)

    def from_checkpoint(self, resume: Checkpoint | None) -> Outcome:
        """Run from the start, or from where a checkpoint stands."""
        windows = len(self._plan.splits.validation_series)
        if windows < _FEWEST_WINDOWS or self._early.pool.total == 0:
            return self._too_short()
        if resume is None:
            recipe = fit_schedule(
                self._plan.recipe,
                lambda recipe: self._trainer(self._early, recipe),
                self._control.seconds_left,
            )
        else:
            recipe = replace(self._plan.recipe, steps=resume.schedule_steps)
        if resume is None or resume.stage == "validate":
            return self._search(recipe, resume)
        return self._refit(recipe, resume.best, resume)

    def _search(self, recipe: Recipe, resume: Checkpoint | None) -> Outcome:
        plan = self._plan
        trainer = self._trainer(self._early, recipe)
        if resume is not None:
            trainer.load_state(resume.state)
        validation = Validation(
            data=plan.data.until(plan.splits.before_holdout),
            series=plan.splits.validation_series,
            cutoffs=plan.splits.validation_cutoffs,
            shape=plan.shape,
        )
        self._announce("validate", recipe.steps, trainer)
        best = search(trainer, validation, self._control, resume.best if resume else None)
        if self._control.stop.requested:
            return self._interrupted(Checkpoint.of(self._identity, "validate", trainer, best))
        return self._refit(recipe, best, None)

    def _refit(self, recipe: Recipe, best: Best, resume: Checkpoint | None) -> Outcome:
        trainer = self._trainer(self._whole, recipe)
        if resume is not None:
            trainer.load_state(resume.state)
        self._announce("refit", best.step, trainer)
        refitted = refit(trainer, best.step, self._control)
        if not refitted and self._control.stop.requested:
            return self._interrupted(Checkpoint.of(self._identity, "refit", trainer, best))
        shortened = recipe.steps < self._plan.recipe.steps or not refitted
        return Outcome(
            validated=best.weights,
            published=trainer.weights() if refitted else best.weights,
            trust=best.trust,
            steps=best.step,
            windows=self._whole.pool.total,
            refitted=refitted,
            ended="time limit" if shortened else "finished",
            checkpoint=None,
        )

    def _interrupted(self, checkpoint: Checkpoint) -> Outcome:
        best = checkpoint.best
        return Outcome(
            validated=best.weights,
            published=best.weights,
            trust=best.trust,
            steps=best.step,
            windows=self._whole.pool.total,
            refitted=False,
            ended="interrupted",
            checkpoint=checkpoint,
        )

    def _too_short(self) -> Outcome:
        """Return the baseline itself: nothing can be validated, so nothing is learnt."""
        early = self._trainer(self._early, self._plan.recipe)
        whole = self._trainer(self._whole, self._plan.recipe)
        return Outcome(
            validated=early.weights(),
            published=whole.weights(),
            trust=1.0,
            steps=0,
            windows=self._whole.pool.total,
            refitted=True,
            ended="too short",
            checkpoint=None,
        )

    def _announce(self, stage: str, steps: int, trainer: Trainer) -> None:
        self._control.listen(
            StageStarted(
                stage=stage,
                steps=steps,
                windows=trainer.material.pool.total,
                parameters=sum(weight.numel() for weight in trainer.network.parameters()),
            )
        )
