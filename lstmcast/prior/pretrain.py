"""Train one network on synthetic series alone; stopped anywhere, continued to the same weights."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from lstmcast.errors import RunInterruptedError
from lstmcast.model.network import Network
from lstmcast.prior import generator
from lstmcast.prior.generator import SyntheticMaterial
from lstmcast.prior.plans import PretrainingPlan
from lstmcast.prior.processes import Float32Array
from lstmcast.training.arrays import Arrays
from lstmcast.training.events import StopFlag
from lstmcast.training.recipe import Recipe
from lstmcast.training.tensors import network_inputs
from lstmcast.training.trainer import Trainer
from lstmcast.windows.sampling import Windows

_CHECKPOINT_EVERY = 500  # steps
_DEVICE = torch.device("cpu")
_TEST_WINDOWS = 4096
_TEST_SEED = 2**31  # of series no training seed draws


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticScore:
    """How a network does on synthetic series it was not trained on."""

    skill: float  # 1 - its absolute error / that of the repeated season
    coverage_80: float
    coverage_95: float


def pretrain(
    plan: PretrainingPlan,
    *,
    state: Arrays | None,
    save: Callable[[Arrays], None],
    tell: Callable[[int, float], None],
    stop: StopFlag | None = None,
) -> Arrays:
    """Train as planned and return the averaged weights.

    ``save`` receives the whole state every 500 steps and after the last one; given back as
    ``state``, training goes on from there. ``tell`` hears each step and its loss. Where
    ``stop`` is set, the state is saved and RunInterruptedError raised. Raises NumericalError.
    """
    torch.set_num_threads(1)  # sums of several threads are another weight in the last bit
    trainer = _trainer(plan)
    if state is not None:
        trainer.load_state(state)
    while trainer.step < plan.steps:
        loss = trainer.advance()
        tell(trainer.step, loss)
        signal_number = stop.requested if stop else None
        if trainer.step % _CHECKPOINT_EVERY == 0 or trainer.step == plan.steps or signal_number:
            save(trainer.state())
        if signal_number:
            raise RunInterruptedError("interrupted", signal_number=signal_number)
    return trainer.weights()


def score(plan: PretrainingPlan, weights: Arrays) -> SyntheticScore:
    """Score weights on synthetic series that no seed of training draws."""
    network = Network(plan.spec).eval()
    network.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    windows = _material(plan).draw(_TEST_WINDOWS, np.random.default_rng(_TEST_SEED))
    with torch.no_grad():
        made = network(*network_inputs(windows.inputs, _DEVICE)).numpy()
    return _score(windows, np.sort(made, axis=-1), plan.spec.quantiles)


def identity(plan: PretrainingPlan) -> str:
    """Return a digest of what the weights follow from: plan, recipe, and versions.

    Besides these they depend on the processor, and on the code that trains.
    """
    versions = f"generator {generator.VERSION} numpy {np.__version__} torch {torch.__version__}"
    facts = f"{plan} {_recipe(plan)} {versions}"
    return hashlib.sha256(facts.encode()).hexdigest()


def _trainer(plan: PretrainingPlan) -> Trainer:
    return Trainer(plan.spec, _recipe(plan), _material(plan), seed=plan.seed, device=_DEVICE)


def _recipe(plan: PretrainingPlan) -> Recipe:
    return Recipe(
        steps=plan.steps,
        batch_size=plan.batch_size,
        learning_rate=plan.learning_rate,
        weight_decay=0.01,
        averaging=0.998,
        validate_every=plan.steps,
        patience=1,
        warm_up=0.05,
    )


def _material(plan: PretrainingPlan) -> SyntheticMaterial:
    return SyntheticMaterial(shape=plan.shape, blend=plan.blend)


def _score(windows: Windows, made: Float32Array, quantiles: tuple[float, ...]) -> SyntheticScore:
    """Score sorted forecasts [B, H, Q] of ``quantiles``."""
    known = windows.target_observed > 0
    at = {quantile: made[..., index] for index, quantile in enumerate(quantiles)}
    target = windows.target

    def coverage(low: float, high: float) -> float:
        return float(((target >= at[low]) & (target <= at[high]))[known].mean())

    own = np.abs(target - at[0.5])[known].sum()
    repeated = np.abs(target - windows.inputs.baseline)[known].sum()
    return SyntheticScore(
        skill=float(1 - own / repeated),
        coverage_80=coverage(0.1, 0.9),
        coverage_95=coverage(0.025, 0.975),
    )
