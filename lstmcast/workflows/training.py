"""Run a designed training with its checkpoint file; the one workflow module that needs torch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch

import lstmcast
from lstmcast import clock
from lstmcast.artifact.checkpoint_file import checkpoint_path, read_checkpoint, write_checkpoint
from lstmcast.artifact.codec import to_plain
from lstmcast.config import TrainingConfig
from lstmcast.data.series import SeriesSet
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.evaluation.validation import ValidationWindows, validation_windows
from lstmcast.files import digest
from lstmcast.inference.forecaster import Forecaster
from lstmcast.training.arrays import Arrays
from lstmcast.training.checkpoint import Checkpoint
from lstmcast.training.device import choose_device
from lstmcast.training.events import Listener, StopFlag
from lstmcast.training.plan import Plan
from lstmcast.training.precision import choose_precision
from lstmcast.training.recipe import fine_tuning_recipe
from lstmcast.training.run import refit_all, search_all, untrained
from lstmcast.training.stages import Control
from lstmcast.workflows.contest import as_it_is, judge, make_members
from lstmcast.workflows.design import Design
from lstmcast.workflows.outcome import Ended, MadeMember, Outcome
from lstmcast.workflows.start import Start


def train_networks(
    data: SeriesSet,
    design: Design,
    start: Start,
    config: TrainingConfig,
    *,
    model_path: Path,
    resume: bool,
    listen: Listener,
    stop: StopFlag,
) -> Outcome:
    """Train, or continue an interrupted training, and choose what validation likes best.

    Leaves a checkpoint when interrupted. Without one ``resume`` starts at the beginning.
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
    path, identity = checkpoint_path(model_path), _identity(plans, config.threads)
    resumed = _read(path, identity) if resume and path.exists() else None
    outcome, checkpoint = _contend(
        start, plans, windows, identity=identity, control=control, resume=resumed
    )
    if checkpoint is not None:
        write_checkpoint(path, checkpoint.arrays(), checkpoint.facts())
    return outcome


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
    return tuple(plans)


def _fine_tuning(
    scratch: Plan, network: Forecaster, design: Design, config: TrainingConfig
) -> Plan:
    recipe = fine_tuning_recipe(design.windows, config)
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
    resume: Checkpoint | None,
) -> tuple[Outcome, Checkpoint | None]:
    """Train every candidate, choose, and refit what was chosen on everything."""
    searched = search_all(plans, identity=identity, control=control, resume=resume)
    found, checkpoint = searched.found, searched.checkpoint
    verdict = judge(start, plans, found, windows)
    weights: tuple[Arrays, ...] = ()
    if checkpoint is None:
        refits = refit_all(
            plans, found, verdict.trained, identity=identity, control=control, resume=resume
        )
        weights, checkpoint = refits.weights, refits.checkpoint
    refitted = {} if checkpoint else dict(zip(verdict.trained, weights, strict=False))
    complete = checkpoint is None and len(refitted) == len(verdict.trained)
    shortened = any(
        each.schedule < plan.recipe.steps for plan, each in zip(plans, found, strict=False)
    )
    ended: Ended = "interrupted" if checkpoint else "finished"
    if ended == "finished" and (shortened or not complete):
        ended = "time limit"
    outcome = Outcome(
        members=make_members(verdict, plans, found, refitted),
        trust=verdict.trust,
        candidates=verdict.candidates,
        windows=max(plan.whole().pool.total for plan in plans),
        refitted=complete,
        ended=ended,
        unfinished=checkpoint is not None,
    )
    return outcome, checkpoint


def _too_short(start: Start, plans: Sequence[Plan]) -> Outcome:
    """Return the network as it is, or the baseline: nothing can be validated, nor learnt."""
    members = [
        MadeMember(origin=each.origin, validated=each.forecaster, published=each.forecaster)
        for each in as_it_is(start)
    ]
    if not members:
        (plan,) = plans
        early, whole = (
            Forecaster(spec=plan.spec, shape=plan.shape, weights=weights)
            for weights in untrained(plan)
        )
        members = [MadeMember(origin="scratch", validated=early, published=whole)]
    return Outcome(
        members=tuple(members),
        trust=1.0,
        candidates=(),
        windows=max(plan.whole().pool.total for plan in plans),
        refitted=True,
        ended="too short",
        unfinished=False,
    )


def _identity(plans: Sequence[Plan], threads: int) -> str:
    """Return a digest of all that a training's result depends on."""
    data = plans[0].data
    facts = {
        "keys": to_plain(data.keys),
        "calendar": to_plain(data.calendar),
        "arrays": [digest(array.tobytes()) for array in (data.values, data.offsets, data.starts)],
        "plans": [_facts(plan) for plan in plans],
        "threads": threads,
        "torch": torch.__version__,
        "lstmcast": lstmcast.__version__,
    }
    return digest(json.dumps(facts, sort_keys=True).encode())


def _facts(plan: Plan) -> dict[str, object]:
    start = plan.start or {}
    return {
        "spec": to_plain(plan.spec),
        "shape": to_plain(plan.shape),
        "recipe": to_plain(plan.recipe),
        "horizon": plan.horizon,
        "seed": plan.seed,
        "device": plan.device.type,
        "precision": plan.precision,
        "start": {name: digest(array.tobytes()) for name, array in sorted(start.items())},
    }


def _read(path: Path, identity: str) -> Checkpoint:
    arrays, facts = read_checkpoint(path)
    try:
        checkpoint = Checkpoint.restore(arrays, facts)
    except (KeyError, ValueError) as error:
        raise ModelFileError(
            f"the checkpoint {path} lacks a part: {error}", hint="start again without --resume"
        ) from error
    if checkpoint.identity != identity:
        raise UsageError(
            f"the checkpoint {path} belongs to other data or other settings",
            hint="repeat the interrupted command with --resume added, or leave --resume out",
        )
    return checkpoint
