"""The score that decides when to stop: pinball loss by the book, every window alike."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from builders import NAN, random_weights, series_set
from sklearn.metrics import mean_pinball_loss
from training_plans import damped_waves, small_plan

from lstmcast.inference.forward import forward
from lstmcast.model.network import Network
from lstmcast.model.spec import ModelSpec
from lstmcast.training.arrays import Arrays
from lstmcast.training.plan import Plan
from lstmcast.training.validation import Score
from lstmcast.windows.sampling import gather

CPU = torch.device("cpu")
SPEC = ModelSpec(horizon=4, lookback=12, patch=4, hidden=5)


def plan_with_gaps() -> Plan:
    series = damped_waves(90, 80)
    series[0][70:75] = NAN
    plan = small_plan(series_set(*series), spec=SPEC)
    units = np.random.default_rng(3).uniform(0.5, 2, size=len(plan.units))
    return dataclasses.replace(plan, units=units)


def scored(weights: Arrays, plan: Plan) -> Score:
    network = Network(SPEC)
    network.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    return plan.validation().score(network.eval(), CPU)


def expected(weights: Arrays, plan: Plan, steps: int) -> tuple[float, float]:
    """Return twice the pinball loss and the skill of the median, by scikit-learn."""
    validation = plan.validation()
    windows = gather(validation.data, validation.series, validation.cutoffs, validation.shape)
    made = forward(SPEC, weights, windows.inputs)
    losses, own, repeated = [], [], []
    for row, unit in enumerate(validation.units):
        seen = windows.target_observed[row, :steps] > 0
        if not seen.any() or not np.isfinite(unit):
            continue
        size = windows.inputs.scale.spread[row] / unit
        target = windows.target[row, :steps][seen]
        made_here = made[row, :steps][seen]
        pinball = [
            2 * mean_pinball_loss(target, made_here[:, index], alpha=quantile)
            for index, quantile in enumerate(SPEC.quantiles)
        ]
        losses.append(size * np.mean(pinball))
        own.append(size * np.abs(made_here[:, SPEC.median] - target).mean())
        baseline = windows.inputs.baseline[row, :steps][seen]
        repeated.append(size * np.abs(baseline - target).mean())
    return float(np.mean(losses)), 1 - sum(own) / sum(repeated)


@pytest.mark.parametrize("steps", [1, 3, 4])
@pytest.mark.parametrize("seed", range(3))
def test_equals_sklearn(seed: int, steps: int) -> None:
    weights = random_weights(SPEC, seed)
    plan = dataclasses.replace(plan_with_gaps(), horizon=steps)
    found = scored(weights, plan)
    loss, skill = expected(weights, plan, steps)
    assert found.loss == pytest.approx(loss, rel=1e-5)
    assert found.skill == pytest.approx(skill, rel=1e-4, abs=1e-6)


def test_windows_without_a_unit_are_left_out() -> None:
    weights, plan = random_weights(SPEC), plan_with_gaps()
    units = plan.units.copy()
    units[::2] = NAN
    plan = dataclasses.replace(plan, units=units)
    found = scored(weights, plan)
    assert found.loss == pytest.approx(expected(weights, plan, 4)[0], rel=1e-5)


def test_nothing_observed_scores_zero() -> None:
    plan = plan_with_gaps()
    for index, end in enumerate(plan.splits.training_end):
        plan.data.series(index)[end:-1] = NAN
    found = scored(random_weights(SPEC), plan)
    assert (found.loss, found.skill) == (0.0, 0.0)
