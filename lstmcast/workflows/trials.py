"""Train every network of a comparison with every seed, and probe its memory; needs torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TypeAlias

from lstmcast.config import TrainingConfig
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError
from lstmcast.evaluation.comparison import Contender, Measured, Recall, Trial
from lstmcast.evaluation.examination import Examination, examine
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.weights import expected_shapes
from lstmcast.model.spec import ModelSpec
from lstmcast.training.device import choose_device
from lstmcast.training.events import StepDone, StopFlag, TrainingEvent
from lstmcast.training.plan import Plan
from lstmcast.training.precision import choose_precision
from lstmcast.training.recipe import Recipe
from lstmcast.training.remembering import SOLVED, probe_memory
from lstmcast.training.trial import run_trial
from lstmcast.workflows.design import Design

#: See ``workflows.compare``.
Tell: TypeAlias = Callable[[str, float, int], None]
_Turn: TypeAlias = tuple[Contender, int]  # with which seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """What all trainings have in common: windows, steps, batches and questions."""

    data: SeriesSet
    design: Design
    recipe: Recipe
    seconds: float | None  # for each training; None: until the steps are taken
    config: TrainingConfig
    examination: Examination


def measure_networks(
    trials: Trials,
    contenders: Sequence[Contender],
    seeds: Sequence[int],
    *,
    probe: bool,
    tell: Tell,
    stop: StopFlag,
) -> tuple[Measured, ...]:
    """Train all networks with the first seed, then with the next; then probe their memories.

    In this order what is done when ``stop`` is set can be compared. Networks without a whole
    training are left out then. Raises DataError where there is too little to train on, and
    NumericalError.
    """
    turns = [(contender, seed) for seed in seeds for contender in contenders]
    course = _Course(tell=tell, parts=len(turns) * (2 if probe else 1))
    made = _train_all(trials, turns, course, stop)
    recalls = _probe_all(turns, course, stop) if probe else {}
    return tuple(
        Measured(
            contender=contender,
            weights=_count_weights(trials.design, contender),
            trials=tuple(made[turn] for turn in turns if turn[0] == contender and turn in made),
            recalls=tuple(
                recalls[turn] for turn in turns if turn[0] == contender and turn in recalls
            ),
        )
        for contender in contenders
        if any(turn[0] == contender for turn in made)
    )


@dataclass(slots=True)
class _Course:
    """How far a comparison has come."""

    tell: Tell
    parts: int
    done: int = 0
    doing: str = ""

    def begin(self, doing: str) -> None:
        self.doing = doing
        self.tell(doing, self.done, self.parts)

    def listen(self, event: TrainingEvent) -> None:
        if isinstance(event, StepDone):
            self.tell(self.doing, self.done + event.step / event.steps, self.parts)

    def finish(self) -> None:
        self.done += 1
        self.tell(self.doing, self.done, self.parts)


def _train_all(
    trials: Trials, turns: Sequence[_Turn], course: _Course, stop: StopFlag
) -> Mapping[_Turn, Trial]:
    made: dict[_Turn, Trial] = {}
    for contender, seed in turns:
        plan = _plan(trials, contender, seed)
        course.begin(f"{contender.name}, seed {seed}")
        tried = run_trial(
            plan,
            seconds=trials.seconds,
            threads=trials.config.threads,
            listen=course.listen,
            stop=stop,
        )
        if tried is None:
            return made
        network = Forecaster(spec=plan.spec, shape=plan.shape, weights=tried.weights)
        made[contender, seed] = Trial(
            seed=seed,
            steps=tried.steps,
            best_step=tried.best_step,
            seconds=tried.seconds,
            errors=examine(network, trials.examination),
        )
        course.finish()
    return made


def _probe_all(turns: Sequence[_Turn], course: _Course, stop: StopFlag) -> Mapping[_Turn, Recall]:
    recalls: dict[_Turn, Recall] = {}
    for contender, seed in turns:
        course.begin(f"{contender.name}, memory, seed {seed}")
        tried = probe_memory(
            contender.cell,
            bidirectional=contender.bidirectional,
            hidden=contender.hidden,
            seed=seed,
            stop=stop,
        )
        if tried is None:
            return recalls
        recalls[contender, seed] = Recall(
            seed=seed,
            lags=tuple(each.lag for each in tried),
            accuracy=tuple(each.accuracy for each in tried),
            solved=sum(each.accuracy >= SOLVED for each in tried),
        )
        course.finish()
    return recalls


def _plan(trials: Trials, contender: Contender, seed: int) -> Plan:
    """Return a training that differs from the others in network and seed alone."""
    design, spec = trials.design, _spec_of(trials.design, contender)
    device = choose_device(trials.config.device)
    plan = Plan(
        spec=spec,
        recipe=trials.recipe,
        shape=design.shape,
        data=trials.data,
        splits=design.splits,
        horizon=design.shape.horizon,
        units=trials.examination.validation.units,
        seed=seed,
        device=device,
        precision=choose_precision(
            trials.config.precision, spec, trials.recipe, device=device.type
        ),
    )
    if not plan.trainable:
        raise DataError(
            "too few values to compare networks: hardly a window is left to validate them on",
            hint="a shorter --horizon or --season leaves more windows",
        )
    return plan


def _spec_of(design: Design, contender: Contender) -> ModelSpec:
    return replace(
        design.spec,
        cell=contender.cell,
        bidirectional=contender.bidirectional,
        hidden=contender.hidden,
    )


def _count_weights(design: Design, contender: Contender) -> int:
    return sum(prod(shape) for shape in expected_shapes(_spec_of(design, contender)).values())
