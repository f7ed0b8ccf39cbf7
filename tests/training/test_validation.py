"""The score that decides: pinball loss by the book, and how far to trust the network."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from builders import NAN, random_weights, series_set
from sklearn.metrics import mean_pinball_loss
from training_plans import damped_waves, same_arrays, small_plan

from lstmcast.inference.forward import forward
from lstmcast.model.network import Network
from lstmcast.model.spec import ModelSpec
from lstmcast.training.run import Plan
from lstmcast.training.shrinkage import shrink
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


def expected_loss(weights: Arrays, plan: Plan) -> tuple[float, float]:
    """Return twice the pinball loss and the skill of the median, by scikit-learn."""
    chosen = validation_of(plan)
    windows = gather(chosen.data, chosen.series, chosen.cutoffs, chosen.shape)
    inputs = windows.inputs
    made = forward(SPEC, weights, inputs.past, inputs.observed, inputs.baseline)
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
    loss, skill = expected_loss(shrink(SPEC, weights, found.trust), plan)
    assert found.loss == pytest.approx(loss, rel=1e-5)
    assert found.skill == pytest.approx(skill, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_the_chosen_trust_is_the_best_or_full(seed: int) -> None:
    weights, plan = random_weights(SPEC, seed), plan_with_gaps()
    found = scored(weights, plan)
    losses = {trust: expected_loss(shrink(SPEC, weights, trust), plan)[0] for trust in TRUST}
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


@pytest.mark.parametrize("trust", TRUST)
def test_shrinking_moves_the_median_and_carries_the_rest_along(trust: float) -> None:
    weights = random_weights(SPEC, 1)
    random = np.random.default_rng(0)
    past, baseline = random.normal(size=(7, 12)), random.normal(size=(7, 4))
    inputs = past, np.ones_like(past), baseline
    full = forward(SPEC, weights, *inputs)
    made = forward(SPEC, shrink(SPEC, weights, trust), *inputs)
    median = SPEC.median
    moved = full[..., median] - baseline
    np.testing.assert_allclose(made[..., median], baseline + trust * moved, atol=1e-5)
    np.testing.assert_allclose(made - made[..., [median]], full - full[..., [median]], atol=1e-5)


def test_full_trust_changes_no_weight_and_no_argument() -> None:
    weights = random_weights(SPEC)
    copy = {name: array.copy() for name, array in weights.items()}
    assert same_arrays(shrink(SPEC, weights, 1.0), weights)
    shrink(SPEC, weights, 0.5)
    assert same_arrays(weights, copy)
