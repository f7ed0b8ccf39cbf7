"""Make the weights that come with the package again, from seeds alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from lstmcast.files import write_atomic
from lstmcast.inference.forecaster import Forecaster
from lstmcast.prior import generator
from lstmcast.prior.card import Card, Pretrained, encode
from lstmcast.prior.checkpoint import read_state, write_state
from lstmcast.prior.plans import PretrainingPlan
from lstmcast.prior.pretrain import SyntheticScore, identity, pretrain, score
from lstmcast.training.events import StopFlag

_DIGITS = 4  # of scores on a card


def rebuild(
    plan: PretrainingPlan,
    *,
    weights: Path,
    checkpoints: Path,
    tell: Callable[[int, float], None],
    warn: Callable[[str], None],
    stop: StopFlag,
) -> Card:
    """Train one network, or go on with it, and write its file into the folder ``weights``.

    Its state stays in the folder ``checkpoints``; from a finished one only the file is written.
    ``tell`` hears each step and its loss, ``warn`` that a state of something else is replaced.
    Raises RunInterruptedError, the state saved, once ``stop`` is set; NumericalError;
    ModelFileError for a damaged checkpoint; UsageError where a file cannot be written.
    """
    path = checkpoints / file_name(plan.season)
    name = identity(plan)
    trained = pretrain(
        plan,
        state=read_state(path, identity=name, warn=warn),
        save=lambda state: write_state(path, state, identity=name),
        tell=tell,
        stop=stop,
    )
    card = _card(plan, score(plan, trained))
    forecaster = Forecaster(spec=plan.spec, shape=plan.shape, weights=trained)
    content = encode(Pretrained(forecaster=forecaster, card=card))
    write_atomic(weights / file_name(plan.season), content)
    return card


def file_name(season: int) -> str:
    """Return what the file of a network is called."""
    return f"season-{season}.safetensors"


def _card(plan: PretrainingPlan, found: SyntheticScore) -> Card:
    return Card(
        season=plan.season,
        generator=generator.VERSION,
        seed=plan.seed,
        steps=plan.steps,
        windows=plan.steps * plan.batch_size,
        skill=round(found.skill, _DIGITS),
        coverage_80=round(found.coverage_80, _DIGITS),
        coverage_95=round(found.coverage_95, _DIGITS),
        torch=torch.__version__,
    )
