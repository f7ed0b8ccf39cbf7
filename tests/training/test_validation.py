"""The score that decides: pinball loss by the book, and how far to trust the network."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from builders import NAN, random_weights, series_set
from sklearn.metrics import mean_pinball_loss
from training_plans import damped_waves, small_plan

from lstmcast.inference.forward import forward
from lstmcast.model.network import Network
from lstmcast.model.spec import ModelSpec
from lstmcast.training.run import Plan
from lstmcast.training.trainer import Arrays
from lstmcast.training.validation import TRUST, Score, Validation
from lstmcast.windows.sampling import gather

CPU = torch.device("cpu")
SPEC = ModelSpec(horizon=4, lookback=12, patch=4, hidden=5)


def plan_with_gaps() -> Plan:
    series = damped_waves(90, 80)
    series[0][70:75] = NAN
    return small_plan(series_set(*series), spec=SPEC)


def validation_of(plan: Plan) -> Validation:
    splits = plan.splits
    return Validation(
        data=plan.data,
        series=splits.validation_series,
        cutoffs=splits.validation_cutoffs,
        shape=plan.shape,
    )


def scored(weights: Arrays, plan: Plan) -> Score:
    network = Network(SPEC)
    network.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    return validation_of(plan).score(network.eval(), CPU)


def expected_loss(weights: Arrays, plan: Plan, trust: float) -> tuple[float, float]:
    """Return twice the pinball loss and the skill of the median, by scikit-learn."""
    chosen = validation_of(plan)
    windows = gather(chosen.data, chosen.series, chosen.cutoffs, chosen.shape)
    inputs = windows.inputs
    made = forward(SPEC, weights, inputs.past, inputs.observed, inputs.baseline)
    moved = made[..., SPEC.median] - inputs.baseline
    made = made - (1 - trust) * moved[..., None]
    seen = windows.target_observed > 0
    target = windows.target[seen]
    losses = [
        2 * mean_pinball_loss(target, made[..., index][seen], alpha=quantile)
        for index, quantile in enumerate(SPEC.quantiles)
    ]
    own = np.abs(made[..., SPEC.median][seen] - target).mean()
    return float(np.mean(losses)), 1 - own / np.abs(inputs.baseline[seen] - target).mean()


@pytest.mark.parametrize("seed", range(4))
def test_equals_sklearn_at_the_chosen_trust(seed: int) -> None:
    weights, plan = random_weights(SPEC, seed), plan_with_gaps()
    found = scored(weights, plan)
    loss, skill = expected_loss(weights, plan, found.trust)
    assert found.loss == pytest.approx(loss, rel=1e-5)
    assert found.skill == pytest.approx(skill, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_the_chosen_trust_is_the_best_or_full(seed: int) -> None:
    weights, plan = random_weights(SPEC, seed), plan_with_gaps()
    found = scored(weights, plan)
    losses = {trust: expected_loss(weights, plan, trust)[0] for trust in TRUST}
    best = min(losses, key=losses.__getitem__)
    if losses[best] <= 0.95 * losses[1.0]:
        assert found.trust == best
    else:
        assert found.trust == 1.0


def test_a_misleading_network_is_not_trusted() -> None:
    weights = random_weights(SPEC)
    bias = weights["head.output.bias"].reshape(4, 9)
    bias += 5 + np.linspace(-1, 1, 9, dtype=np.float32)
    assert scored(weights, plan_with_gaps()).trust == 0.0


def test_nothing_observed_scores_zero() -> None:
    plan = plan_with_gaps()
    for index, end in enumerate(plan.splits.training_end):
        plan.data.series(index)[end:-1] = NAN
    found = scored(random_weights(SPEC), plan)
    assert (found.loss, found.skill) == (0.0, 0.0)
