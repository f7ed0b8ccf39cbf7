"""What lies after a split is invisible before it: weights are the same to the bit."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from builders import NAN, series_set
from training_plans import Recorder, damped_waves, same_arrays, small_plan, train, trainer_of

from lstmcast.training.arrays import Arrays
from lstmcast.training.plan import Plan

SERIES = damped_waves(60, 48, 33)


def plan_with(garbage: float | None, ends: str) -> Plan:
    """Return a plan whose values from the given ends on are garbage."""
    plan = small_plan(series_set(*SERIES))
    if garbage is None:
        return plan
    splits = plan.splits
    first = splits.training_end if ends == "training" else plan.data.lengths.copy()
    if ends == "holdout":
        first[splits.holdout_series] = splits.holdout_cutoffs
    data = plan.data.until(plan.data.lengths)
    for index, step in enumerate(first):
        data.series(index)[step:] = garbage
    return dataclasses.replace(plan, data=data)


def trained(plan: Plan) -> tuple[list[float], Arrays]:
    trainer = trainer_of(plan)
    losses = [trainer.advance() for _ in range(10)]
    return losses, trainer.state()


@pytest.mark.parametrize("garbage", [0.0, 1e9, -1e9, NAN])
def test_training_does_not_see_validation(garbage: float) -> None:
    clean_losses, clean = trained(plan_with(None, "training"))
    spoiled_losses, spoiled = trained(plan_with(garbage, "training"))
    assert spoiled_losses == clean_losses
    assert same_arrays(spoiled, clean)


def test_but_it_sees_the_last_value_before() -> None:
    plan = plan_with(None, "training")
    _, clean = trained(plan)
    plan.data.series(0)[plan.splits.training_end[0] - 1] = 1e3
    _, spoiled = trained(plan)
    assert not same_arrays(spoiled, clean)


@pytest.mark.parametrize("garbage", [0.0, 1e9, -1e9, NAN])
def test_nothing_validated_sees_the_held_out_horizon(garbage: float) -> None:
    clean, spoiled = Recorder(), Recorder()
    expected = train([plan_with(None, "holdout")], clean.control())
    made = train([plan_with(garbage, "holdout")], spoiled.control())
    assert same_arrays(made.validated, expected.validated)
    assert made.steps == expected.steps
    assert not same_arrays(made.published, expected.published)
    assert np.isfinite(made.published["head.output.weight"]).all()


def test_other_series_do_not_tell_what_came_after_the_holdout() -> None:
    """Series that end together share a calendar: one must not train on the other's future."""
    first, second, short = damped_waves(90, 90, 11)
    starts = np.array([0, 0, 79])
    plan = small_plan(dataclasses.replace(series_set(first, second, short), starts=starts))
    held_out = int(plan.splits.before_holdout[0])  # series 0 starts at step 0
    assert plan.splits.holdout_series.tolist() == [0, 1]
    short[held_out - 79 :] = 1e6
    other = small_plan(dataclasses.replace(series_set(first, second, short), starts=starts))
    plain, spoilt = (train([each], Recorder().control()) for each in (plan, other))
    assert same_arrays(plain.validated, spoilt.validated)
    assert not same_arrays(plain.published, spoilt.published)
