"""What makes two trainings the same: a checkpoint continues no other one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

import lstmcast
from lstmcast.artifact.codec import to_plain
from lstmcast.data.series import SeriesSet
from lstmcast.files import digest
from lstmcast.workflows.design import Design
from lstmcast.workflows.start import Start

if TYPE_CHECKING:  # it needs torch, and only its plain fields are read
    from lstmcast.training.plan import Plan


def identity_of(plans: Sequence[Plan], design: Design, start: Start, threads: int) -> str:
    """Return a digest of all that a training's result depends on."""
    facts = facts_of_data(plans[0].data) | {
        "plans": [_facts(plan) for plan in plans],
        "rivals": [_digests(member.weights) for member in start.members],
        "trust": start.trust,
        "season": design.shape.season,
        "lags": design.shape.lags,
        "threads": threads,
        "torch": version("torch"),
        "lstmcast": lstmcast.__version__,
    }
    return digest(json.dumps(facts, sort_keys=True).encode())


def facts_of_data(data: SeriesSet) -> dict[str, object]:
    """Return what tells series and all that is known of them from others, as plain JSON data."""
    known = data.covariates
    beside = () if known is None else (known.values, known.offsets, known.attributes)
    return {
        "columns": to_plain(known.columns) if known else [],
        "keys": to_plain(data.keys),
        "calendar": to_plain(data.calendar),
        "arrays": [
            digest(array.tobytes()) for array in (data.values, data.offsets, data.starts, *beside)
        ],
    }


def _facts(plan: Plan) -> dict[str, object]:
    splits = plan.splits
    decisive = {
        "units": plan.units,
        "validation series": splits.validation_series,
        "validation cutoffs": splits.validation_cutoffs,
        "training end": splits.training_end,
    }
    return {
        "spec": to_plain(plan.spec),
        "shape": to_plain(plan.shape),
        "recipe": to_plain(plan.recipe),
        "horizon": plan.horizon,
        "seed": plan.seed,
        "device": plan.device.type,
        "precision": plan.precision,
        "start": _digests(plan.start or {}),
        "validation": _digests(decisive),
    }


def _digests(arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, str]:
    return {name: digest(array.tobytes()) for name, array in sorted(arrays.items())}
