"""The two stages of one network: find the number of steps, then refit on everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lstmcast.training.arrays import Arrays
from lstmcast.training.events import Listener, StepDone, StopFlag, Validated
from lstmcast.training.recipe import Recipe
from lstmcast.training.trainer import Trainer
from lstmcast.training.validation import Validation

_TIMED_STEPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best validated weights so far."""

    step: int
    score: float
    skill: float
    weights: Arrays


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """How a stage talks to the outside: whom to tell, when to stop."""

    listen: Listener
    stop: StopFlag
    seconds_left: Callable[[], float]

    def reserving(self, seconds: float) -> Control:
        """Return a control that leaves some of the time to later stages."""
        return replace(self, seconds_left=lambda: self.seconds_left() - seconds)


def search(
    trainer: Trainer,
    validation: Validation,
    control: Control,
    *,
    stage: str,
    best: Best | None = None,
) -> Best:
    """Train until validation stops improving, the schedule or the time ends, or a signal comes.

    Time is kept for a refit of as many steps. ``best`` continues an interrupted search. The
    weights before the first step contend as well.
    """
    recipe = trainer.recipe
    time_given, first_step = control.seconds_left(), trainer.step
    if best is None:
        best = _validate(trainer, validation, None, control)
    while trainer.step < recipe.steps and not control.stop.requested:
        if _is_stale(trainer, best):  # asked here, so that a resumed search ends there too
            break
        loss = trainer.advance()
        control.listen(StepDone(stage=stage, step=trainer.step, steps=recipe.steps, loss=loss))
        if trainer.step % recipe.validate_every == 0 or trainer.step == recipe.steps:
            best = _validate(trainer, validation, best, control)
            time_left = control.seconds_left()
            pace = (time_given - time_left) / (trainer.step - first_step)
            if time_left < pace * _steps_after_another_validation(trainer):
                break
    return best


def _is_stale(trainer: Trainer, best: Best) -> bool:
    """Return whether validation has not improved for as long as the recipe has patience."""
    recipe = trainer.recipe
    return trainer.step - best.step >= recipe.patience * recipe.validate_every


def _steps_after_another_validation(trainer: Trainer) -> int:
    """Return the steps to the next validation, and those of a refit if it is the best."""
    interval = trainer.recipe.validate_every
    return interval + (trainer.step + interval)


def _validate(
    trainer: Trainer, validation: Validation, best: Best | None, control: Control
) -> Best:
    weights = trainer.weights()
    found = validation.score(trainer.candidate(weights), trainer.device)
    if best is None or found.loss < best.score:
        best = Best(step=trainer.step, score=found.loss, skill=found.skill, weights=weights)
    control.listen(
        Validated(
            step=trainer.step,
            score=found.loss,
            best_score=best.score,
            best_step=best.step,
            skill=best.skill,
        )
    )
    return best


def refit(trainer: Trainer, steps: int, control: Control, *, stage: str) -> bool:
    """Train for ``steps`` steps; return False if a signal or the clock came first."""
    while trainer.step < steps:
        if control.stop.requested or control.seconds_left() <= 0:
            return False
        loss = trainer.advance()
        control.listen(StepDone(stage=stage, step=trainer.step, steps=steps, loss=loss))
    return True


def fit_schedule(
    recipe: Recipe, make_trainer: Callable[[Recipe], Trainer], seconds_left: Callable[[], float]
) -> Recipe:
    """Return the recipe with as many steps as two stages can take in the time left.

    A few steps of a throw-away trainer are timed; without a limit nothing is.
    """
    given = seconds_left()
    if given == float("inf"):
        return recipe
    probe = make_trainer(recipe)
    probe.advance()  # the first step pays for set-up
    before = seconds_left()
    for _ in range(_TIMED_STEPS):
        probe.advance()
    pace = max((before - seconds_left()) / _TIMED_STEPS, 1e-6)
    affordable = int(0.8 * seconds_left() / (2 * pace))
    return replace(recipe, steps=max(1, min(recipe.steps, affordable)))
