"""Trainings with covariates: repeatable, resumable to the bit, blind to what is not known yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from builders import NAN, random_weights, series_set, with_covariates
from training_plans import Recorder, Trained, same_arrays, small_plan, small_recipe, train

from lstmcast.artifact.checkpoint_file import read_checkpoint, write_checkpoint
from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesSet
from lstmcast.model.spec import ModelSpec
from lstmcast.training.arrays import Arrays
from lstmcast.training.checkpoint import Checkpoint
from lstmcast.training.events import StepDone
from lstmcast.training.plan import Plan
from lstmcast.training.recipe import Recipe, covariate_spec
from lstmcast.training.trainer import haste_of
from lstmcast.windows.covariate_scales import fit_scales

SEASON = 4
COLUMNS = (
    Column(name="promotion", when="known"),
    Column(name="visitors", when="past"),
    Column(name="weather", when="known", levels=("sun", "rain")),
    Column(name="kind", when="static", levels=("big", "small")),
)
KNOWN, PAST = [0, 2], [1]
AHEAD = 6


def panel(*lengths: int, seed: int = 0) -> SeriesSet:
    """Return series that promotions lift by their size, with every kind of column."""
    random = np.random.default_rng(seed)
    series, rows = [], []
    for length in lengths:
        steps = length + AHEAD
        lift = (random.random(steps) < 0.3) * random.uniform(1, 3, steps)
        values = random.normal(size=SEASON)[np.arange(length) % SEASON] + 2 * lift[:length]
        visitors = np.r_[values + random.normal(size=length), np.full(AHEAD, NAN)]
        weather = random.integers(0, 3, steps).astype(np.float64)
        series.append(values + 0.1 * random.normal(size=length))
        rows.append(np.stack([lift, visitors, weather], axis=1))
    kinds = np.array([[1.0 + index % 2] for index in range(len(lengths))])
    return with_covariates(series_set(*series), COLUMNS, rows, kinds)


def plan_of(data: SeriesSet, *, start: bool = False, scales: SeriesSet | None = None) -> Plan:
    """Return a small plan that sees covariates, scaled as those before the held-out horizon."""
    plan = small_plan(data)
    seen = fit_scales((scales or data).until(plan.splits.before_holdout))
    plain = ModelSpec(horizon=4, lookback=12, patch=4, hidden=6, dropout=0.1, changes=True)
    recipe = small_recipe(
        steps=20, learning_rate=3e-3, haste=3.0, withheld=0.1, drawn_back=0.5 if start else 0.0
    )
    return replace(
        plan,
        spec=replace(plain, covariates=replace(covariate_spec(seen), width=6)),
        shape=replace(plan.shape, covariates=seen),
        recipe=recipe,
        start=random_weights(plain) if start else None,
    )


@pytest.fixture(scope="module", params=[False, True], ids=["scratch", "given"])
def plan(request: pytest.FixtureRequest) -> Plan:
    return plan_of(panel(60, 48), start=request.param)


@pytest.fixture(scope="module")
def straight(plan: Plan) -> tuple[Trained, Recorder]:
    recorder = Recorder()
    return train([plan], recorder.control()), recorder


def steps_of(recorder: Recorder, stage: str) -> list[int]:
    return [
        event.step
        for event in recorder.events
        if isinstance(event, StepDone) and event.stage == stage
    ]


def test_it_goes_by_its_own_name(plan: Plan, straight: tuple[Trained, Recorder]) -> None:
    made, story = straight
    assert plan.name == plan.stage == "covariates"
    assert steps_of(story, "refit covariates") == list(range(1, made.steps + 1))
    assert made.steps > 0


def test_same_seed_same_bytes(plan: Plan, straight: tuple[Trained, Recorder]) -> None:
    torch.manual_seed(99)
    again = train([plan], Recorder().control())
    assert same_arrays(again.validated, straight[0].validated)
    assert same_arrays(again.published, straight[0].published)
    other = train([replace(plan, seed=plan.seed + 1)], Recorder().control())
    assert not same_arrays(other.published, again.published)


@pytest.mark.parametrize(
    "at", [("covariates", 1), ("covariates", 7), ("covariates", 0), ("refit covariates", 2)]
)
def test_resumed_run_equals_a_straight_one(
    at: tuple[str, int], plan: Plan, straight: tuple[Trained, Recorder], tmp_path: Path
) -> None:
    """What is hidden from a batch is the same, whoever takes the step."""
    expected, story = straight
    stage, step = at
    recorder = Recorder(stop_at=(stage, step or steps_of(story, stage)[-1]))
    stopped = train([plan], recorder.control())
    assert stopped.checkpoint is not None
    path = tmp_path / "checkpoint"
    write_checkpoint(path, stopped.checkpoint.arrays(), stopped.checkpoint.facts())
    torch.manual_seed(12345)
    resumed = Recorder()
    made = train([plan], resumed.control(), Checkpoint.restore(*read_checkpoint(path)))
    assert steps_of(recorder, stage) + steps_of(resumed, stage) == steps_of(story, stage)
    assert same_arrays(made.validated, expected.validated)
    assert same_arrays(made.published, expected.published)


def test_before_the_first_step_a_given_network_forecasts_as_before() -> None:
    plan = plan_of(panel(60, 48), start=True)
    assert plan.start is not None
    weights = plan.trainer(plan.early(), plan.recipe).weights()
    for name, given in plan.start.items():
        np.testing.assert_array_equal(weights[name][..., : given.shape[-1]], given, err_msg=name)
    for name in ("slope.weight", "effect.weight", "effect.bias", "output.weight", "output.bias"):
        assert not weights[f"covariates.{name}"].any(), name


def test_what_is_given_is_drawn_back_and_what_is_new_is_not() -> None:
    plan = plan_of(panel(60, 48), start=True)
    assert plan.start is not None
    trainer = plan.trainer(plan.early(), plan.recipe)
    for _ in range(8):
        trainer.advance()
    own = {name: value.numpy() for name, value in trainer.average.state_dict().items()}
    made = trainer.weights()
    for name, array in made.items():
        if name.startswith("covariates."):
            np.testing.assert_array_equal(array, own[name], err_msg=name)
    name = "head.output.bias"
    half = (own[name] + plan.start[name]) / 2
    np.testing.assert_allclose(made[name], half, rtol=1e-5, atol=1e-7)
    assert made["covariates.effect.weight"].any()


def test_covariates_learn_faster_than_what_is_there() -> None:
    recipe: Recipe = small_recipe(haste=40.0)
    assert haste_of("head.output.weight", recipe) == 1
    assert haste_of("covariates.effect.weight", recipe) == 40
    assert haste_of("covariates.decoder.weight_ih_l0", recipe) == 4
    assert haste_of("covariates.output.bias", small_recipe(haste=2.0)) == 1


Spoil = Callable[[SeriesSet, np.ndarray], SeriesSet]
GARBAGE = [0.0, 1e9, NAN]


def spoil_rows(
    data: SeriesSet, ends: np.ndarray, columns: list[int], garbage: float, *, until: int = 10**6
) -> SeriesSet:
    """Return data whose columns are garbage from each series' end on."""
    known = data.covariates
    assert known is not None
    values = known.values.copy()
    for index, end in enumerate(ends):
        begin, last = known.offsets[index], known.offsets[index + 1]
        part = values[begin + end : min(begin + end + until, last)]
        for column in columns:
            levels = COLUMNS[column].levels
            part[:, column] = garbage if levels is None or np.isnan(garbage) else 1.0
    return replace(data, covariates=replace(known, values=values))


def spoil_target(data: SeriesSet, ends: np.ndarray, garbage: float) -> SeriesSet:
    spoilt = data.until(data.lengths)
    for index, end in enumerate(ends):
        spoilt.series(index)[end:] = garbage
    return spoilt


def state_after(plan: Plan, steps: int = 6) -> Arrays:
    trainer = plan.trainer(plan.early(), plan.recipe)
    for _ in range(steps):
        trainer.advance()
    return trainer.state()


@pytest.mark.parametrize("garbage", GARBAGE)
def test_training_sees_no_later_value_and_no_later_past_covariate(garbage: float) -> None:
    data = panel(60, 48)
    ends = plan_of(data).splits.training_end
    spoilt = spoil_target(spoil_rows(data, ends, PAST, garbage), ends, garbage)
    clean, dirty = (state_after(plan_of(each, scales=data)) for each in (data, spoilt))
    assert same_arrays(clean, dirty)


@pytest.mark.parametrize("garbage", GARBAGE)
def test_training_sees_no_known_covariate_behind_its_last_horizon(garbage: float) -> None:
    """Known ahead is what belongs to a step that a training window forecasts, no more."""
    data = panel(60, 48)
    ends = plan_of(data).splits.training_end
    spoilt = spoil_rows(data, ends, KNOWN, garbage)
    clean, dirty = (state_after(plan_of(each, scales=data)) for each in (data, spoilt))
    assert same_arrays(clean, dirty)


@pytest.mark.parametrize(("columns", "before"), [(KNOWN, 1), (PAST, 5)])
def test_but_it_sees_the_last_covariates_before(columns: list[int], before: int) -> None:
    """Of past ones those behind the last cutoff, a horizon earlier."""
    data = panel(60, 48)
    ends = plan_of(data).splits.training_end - before
    spoilt = spoil_rows(data, ends, columns, 50.0, until=1)
    clean, dirty = (state_after(plan_of(each, scales=data)) for each in (data, spoilt))
    assert not same_arrays(clean, dirty)


def holdout_ends(plan: Plan) -> np.ndarray:
    ends = plan.data.lengths.copy()
    ends[plan.splits.holdout_series] = plan.splits.holdout_cutoffs
    return ends


@pytest.mark.parametrize("garbage", GARBAGE)
def test_nothing_validated_sees_the_held_out_horizon(garbage: float) -> None:
    """Neither its values nor what was known ahead of them: not even their scales."""
    data = panel(60, 48)
    plan = plan_of(data)
    ends = holdout_ends(plan)
    spoilt = spoil_target(spoil_rows(data, ends, KNOWN + PAST, garbage), ends, garbage)
    other = plan_of(spoilt)
    assert other.shape == plan.shape
    clean, dirty = (train([each], Recorder().control()) for each in (plan, other))
    assert same_arrays(clean.validated, dirty.validated)
    assert clean.steps == dirty.steps
    assert clean.found[0].best.score == dirty.found[0].best.score
    assert not same_arrays(clean.published, dirty.published)
    assert all(np.isfinite(each).all() for each in dirty.published.values())


def test_validation_knows_what_is_known_ahead_of_its_windows() -> None:
    """A known covariate within the horizon of a validation window does count, as it should."""
    data = panel(60, 48)
    plan = plan_of(data)
    spoilt = spoil_rows(data, holdout_ends(plan) - 1, KNOWN, 3.0, until=1)
    validations = [plan_of(each, scales=data).validation() for each in (data, spoilt)]
    trainer = plan.trainer(plan.early(), plan.recipe)
    for _ in range(6):
        trainer.advance()
    network = trainer.candidate(trainer.weights())
    losses = [each.score(network, plan.device).loss for each in validations]
    assert losses[0] != losses[1]
