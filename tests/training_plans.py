"""Trainings small enough for tests; apart from ``builders`` because they import torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from builders import seasonal_panel

from lstmcast.data.series import SeriesSet
from lstmcast.model.spec import ModelSpec
from lstmcast.training.arrays import Arrays
from lstmcast.training.checkpoint import Checkpoint, Found
from lstmcast.training.events import StopFlag, TrainingEvent
from lstmcast.training.plan import Plan
from lstmcast.training.recipe import Recipe
from lstmcast.training.run import refit_all, search_all
from lstmcast.training.stages import Control
from lstmcast.training.trainer import Panel, Trainer
from lstmcast.windows.sampling import WindowShape
from lstmcast.windows.splits import plan_splits, training_cutoffs


def small_plan(
    data: SeriesSet | None = None,
    *,
    spec: ModelSpec | None = None,
    recipe: Recipe | None = None,
    season: int = 4,
    seed: int = 0,
) -> Plan:
    """Return a training that takes a fraction of a second."""
    data = data or seasonal_panel(60, 48, season=season)
    spec = spec or ModelSpec(horizon=4, lookback=12, patch=4, hidden=8, dropout=0.1)
    splits = plan_splits(data.lengths, data.starts, horizon=spec.horizon, season=season)
    return Plan(
        spec=spec,
        recipe=recipe or small_recipe(),
        shape=WindowShape(
            lookback=spec.lookback, horizon=spec.horizon, season=season, lags=(season,)
        ),
        data=data,
        splits=splits,
        horizon=spec.horizon,
        units=np.ones(len(splits.validation_series)),
        seed=seed,
        device=torch.device("cpu"),
    )


def small_recipe(**changes: Any) -> Recipe:
    """Return a recipe of 30 steps with a validation every 5."""
    recipe = Recipe(
        steps=30,
        batch_size=16,
        learning_rate=1e-2,
        weight_decay=0.01,
        averaging=0.9,
        validate_every=5,
        patience=3,
        warm_up=0.2,
    )
    return replace(recipe, **changes)


def damped_waves(*lengths: int) -> list[npt.NDArray[np.float64]]:
    """Return series whose next step follows from the last two; no season holds for long."""
    random = np.random.default_rng(5)
    made = []
    for length in lengths:
        values = [1.0, 0.5]
        for _ in range(length - 2):
            values.append(1.6 * values[-1] - 0.9 * values[-2] + 0.3 * random.normal())
        made.append(np.array(values))
    return made


def material_of(plan: Plan, *, refit: bool = False) -> Panel:
    """Return what the first stage of a plan trains on, or the second."""
    data = plan.data if refit else plan.data.until(plan.splits.training_end)
    pool = training_cutoffs(data.lengths, horizon=plan.shape.horizon, season=plan.shape.season)
    return Panel(data=data, pool=pool, shape=plan.shape)


def trainer_of(plan: Plan, *, refit: bool = False) -> Trainer:
    """Return a trainer of the first stage of a plan, or of the second."""
    material = material_of(plan, refit=refit)
    return Trainer(plan.spec, plan.recipe, material, seed=plan.seed, device=plan.device)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What came of a training whose every network is refitted."""

    found: tuple[Found, ...]
    refitted: tuple[Arrays, ...]
    checkpoint: Checkpoint | None

    @property
    def validated(self) -> Arrays:
        """Return the best weights of the last network that was reached."""
        return self.found[-1].best.weights

    @property
    def published(self) -> Arrays:
        """Return what a model file would hold of that network."""
        whole = len(self.refitted) == len(self.found)
        return self.refitted[-1] if whole else self.validated

    @property
    def steps(self) -> int:
        """Return the steps behind that network."""
        return self.found[-1].best.step


def train(
    plans: Sequence[Plan], control: Control, resume: Checkpoint | None = None, identity: str = "it"
) -> Trained:
    """Search and refit every network of a training."""
    searched = search_all(plans, identity=identity, control=control, resume=resume)
    if searched.checkpoint is not None:
        return Trained(found=searched.found, refitted=(), checkpoint=searched.checkpoint)
    chosen = range(len(plans))
    made = refit_all(
        plans, searched.found, chosen, identity=identity, control=control, resume=resume
    )
    return Trained(found=searched.found, refitted=made.weights, checkpoint=made.checkpoint)


class Recorder:
    """Listens to a training, and asks it to stop once an event comes up."""

    def __init__(self, stop_at: tuple[str, int] | None = None) -> None:
        self.events: list[TrainingEvent] = []
        self.flag = StopFlag()
        self._stop_at = stop_at

    def __call__(self, event: TrainingEvent) -> None:
        self.events.append(event)
        if (getattr(event, "stage", None), getattr(event, "step", None)) == self._stop_at:
            self.flag.requested = 15

    def control(self, seconds_left: float = float("inf")) -> Control:
        """Return a control with all the time of the world, or with none that passes."""
        return Control(listen=self, stop=self.flag, seconds_left=lambda: seconds_left)


def same_arrays(first: Arrays, second: Arrays) -> bool:
    """Tell whether two sets of arrays are equal to the bit."""
    return first.keys() == second.keys() and all(
        first[name].dtype == second[name].dtype
        and first[name].shape == second[name].shape
        and first[name].tobytes() == second[name].tobytes()
        for name in first
    )
