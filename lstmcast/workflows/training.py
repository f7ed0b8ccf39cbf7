"""Run a designed training with its checkpoint file; the one workflow module that needs torch."""

from __future__ import annotations

import json
from pathlib import Path

import torch

import lstmcast
from lstmcast import clock
from lstmcast.artifact.checkpoint_file import checkpoint_path, read_checkpoint, write_checkpoint
from lstmcast.artifact.codec import to_plain
from lstmcast.config import TrainingConfig
from lstmcast.data.series import SeriesSet
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.files import digest
from lstmcast.training.checkpoint import Checkpoint
from lstmcast.training.device import choose_device
from lstmcast.training.events import Listener, StopFlag
from lstmcast.training.run import Outcome, Plan, run
from lstmcast.training.stages import Control
from lstmcast.workflows.design import Design


def train_network(
    data: SeriesSet,
    design: Design,
    config: TrainingConfig,
    *,
    model_path: Path,
    resume: bool,
    listen: Listener,
    stop: StopFlag,
) -> Outcome:
    """Train, or continue an interrupted training; leave a checkpoint when interrupted again.

    Without a checkpoint ``resume`` starts at the beginning.
    """
    # With more, sums would be taken in another order and a seed would not be enough to repeat
    # a model; small products gain nothing from threads anyway.
    torch.set_num_threads(1)
    started = clock.monotonic()
    limit = float("inf") if config.time_limit is None else config.time_limit
    plan = Plan(
        spec=design.spec,
        recipe=design.recipe,
        shape=design.shape,
        data=data,
        splits=design.splits,
        seed=config.seed,
        device=choose_device(config.device),
    )
    control = Control(
        listen=listen, stop=stop, seconds_left=lambda: limit - (clock.monotonic() - started)
    )
    identity = _identity(plan)
    path = checkpoint_path(model_path)
    found = _read(path, identity) if resume and path.exists() else None
    outcome = run(plan, identity, control, found)
    if outcome.checkpoint is not None:
        write_checkpoint(path, outcome.checkpoint.arrays(), outcome.checkpoint.facts())
    return outcome


def _identity(plan: Plan) -> str:
    """Return a digest of all that a training's result depends on."""
    data = plan.data
    facts = {
        "keys": to_plain(data.keys),
        "calendar": to_plain(data.calendar),
        "arrays": [digest(array.tobytes()) for array in (data.values, data.offsets, data.starts)],
        "spec": to_plain(plan.spec),
        "shape": to_plain(plan.shape),
        "recipe": to_plain(plan.recipe),
        "seed": plan.seed,
        "device": plan.device.type,
        "torch": torch.__version__,
        "lstmcast": lstmcast.__version__,
    }
    return digest(json.dumps(facts, sort_keys=True).encode())


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
