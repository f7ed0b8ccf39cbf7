"""Run a designed training, from its shelf where it waits there; needs torch, as few here do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from lstmcast import clock
from lstmcast.config import TrainingConfig
from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.validation import ValidationWindows, validation_windows
from lstmcast.inference.forecaster import Forecaster
from lstmcast.training.arrays import Arrays
from lstmcast.training.device import choose_device
from lstmcast.training.events import Listener, StopFlag
from lstmcast.training.plan import Plan
from lstmcast.training.precision import choose_precision
from lstmcast.training.recipe import fine_tuning_recipe
from lstmcast.training.run import refit_all, search_all, untrained
from lstmcast.training.stages import Control
from lstmcast.workflows.contest import as_it_is, judge, make_members, untouched
from lstmcast.workflows.design import Design, see_covariates
from lstmcast.workflows.identity import identity_of
from lstmcast.workflows.outcome import Ended, MadeMember, Outcome
from lstmcast.workflows.shelf import Shelf
from lstmcast.workflows.start import Start


def train_networks(
    data: SeriesSet,
    design: Design,
    start: Start,
    config: TrainingConfig,
    *,
    shelf: Shelf,
    listen: Listener,
    stop: StopFlag,
) -> Outcome | None:
    """Train, or continue an interrupted training, and choose what validation likes best.

    Interrupted, it leaves a checkpoint on the shelf; None where that wants no outcome then.
    """
    # With another number sums are taken in another order: a seed repeats a model only with the
    # same one. It is one unless set, as small products gain nothing from threads.
    torch.set_num_threads(config.threads)
    started = clock.monotonic()
    limit = float("inf") if config.time_limit is None else config.time_limit
    control = Control(
        listen=listen, stop=stop, seconds_left=lambda: limit - (clock.monotonic() - started)
    )
    windows = validation_windows(data, design.splits, design.shape)
    plans = make_plans(data, design, start, config, windows)
    if not all(plan.trainable for plan in plans):
        return _too_short(start, plans)
    identity = identity_of(plans, design, start, config.threads)
    outcome = _contend(start, plans, windows, identity=identity, control=control, shelf=shelf)
    if outcome is None or not config.fallback:
        return outcome
    return replace(outcome, fallback=outcome.lost)


def make_plans(
    data: SeriesSet,
    design: Design,
    start: Start,
    config: TrainingConfig,
    windows: ValidationWindows,
) -> tuple[Plan, ...]:
    """Return what is to be trained: from the network at hand, from scratch, or both."""
    device = choose_device(config.device)
    scratch = Plan(
        spec=design.spec,
        recipe=design.recipe,
        shape=design.shape,
        data=data,
        splits=design.splits,
        horizon=design.shape.horizon,
        units=windows.units,
        seed=config.seed,
        device=device,
        precision=choose_precision(
            config.precision, design.spec, design.recipe, device=device.type
        ),
    )
    plans = [scratch] if start.scratch else []
    if start.network is not None:
        plans.insert(0, _fine_tuning(scratch, start.network, design, config))
    if data.covariates is not None and plans[0].spec.covariates is None:
        plans.insert(1, see_covariates(plans[0], data, config))
    return tuple(plans)


def _fine_tuning(
    scratch: Plan, network: Forecaster, design: Design, config: TrainingConfig
) -> Plan:
    beside = network.spec.covariates is not None
    recipe = fine_tuning_recipe(design.windows, config, covariates=beside)
    return Plan(
        spec=network.spec,
        recipe=recipe,
        shape=network.shape,
        data=scratch.data,
        splits=scratch.splits,
        horizon=scratch.horizon,
        units=scratch.units,
        seed=scratch.seed,
        device=scratch.device,
        precision=choose_precision(
            config.precision, network.spec, recipe, device=scratch.device.type
        ),
        start=dict(network.weights),
    )


def _contend(
    start: Start,
    plans: Sequence[Plan],
    windows: ValidationWindows,
    *,
    identity: str,
    control: Control,
    shelf: Shelf,
) -> Outcome | None:
    """Train every candidate, choose, and refit what was chosen on everything.

    A checkpoint goes to the shelf at once, as whoever interrupts may not wait for long; None
    where that says that an outcome would not be published.
    """
    resume = shelf.take(identity)
    searched = search_all(plans, identity=identity, control=control, resume=resume)
    found, checkpoint = searched.found, searched.checkpoint
    if checkpoint is not None and not shelf.keep(checkpoint):
        return None
    verdict = judge(start, plans, found, windows)
    weights: tuple[Arrays, ...] = ()
    if checkpoint is None:
        refits = refit_all(
            plans, found, verdict.trained, identity=identity, control=control, resume=resume
        )
        weights, checkpoint = refits.weights, refits.checkpoint
        if checkpoint is not None and not shelf.keep(checkpoint):
            return None
    refitted = {} if checkpoint else dict(zip(verdict.trained, weights, strict=False))
    complete = checkpoint is None and len(refitted) == len(verdict.trained)
    shortened = any(
        each.schedule < plan.recipe.steps for plan, each in zip(plans, found, strict=False)
    )
    ended: Ended = "interrupted" if checkpoint else "finished"
    if ended == "finished" and (shortened or not complete):
        ended = "time limit"
    return Outcome(
        members=make_members(verdict, plans, found, refitted),
        trust=verdict.trust,
        calibration=verdict.calibration,
        candidates=verdict.candidates,
        windows=max(plan.whole().pool.total for plan in plans),
        refitted=complete,
        ended=ended,
        unfinished=checkpoint is not None,
        lost=tuple(plans[0].data.keys[index] for index in verdict.lost),
        intermittent=verdict.intermittent,
    )


def _too_short(start: Start, plans: Sequence[Plan]) -> Outcome:
    """Return the networks as they are, or the baseline: nothing can be validated, nor learnt."""
    members = [member for contender in as_it_is(start) for member in untouched(contender)]
    if not members:
        plan = plans[0]  # the one that needs nothing but the values
        early, whole = (
            Forecaster(spec=plan.spec, shape=plan.shape, weights=weights)
            for weights in untrained(plan)
        )
        members = [MadeMember(origin="scratch", validated=early, published=whole)]
    return Outcome(
        members=tuple(members),
        trust=start.trust,
        calibration=start.calibration,
        candidates=(),
        windows=max(plan.whole().pool.total for plan in plans),
        refitted=True,
        ended="too short",
        unfinished=False,
    )
