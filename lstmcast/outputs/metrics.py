"""``metrics.json``: what a training run found, for programs.

    schema      1; a key may be added, none ever changes its meaning
    model       the path of the model file
    created     ISO 8601, UTC
    data        path, sha256, rows, series, first and last time stamp
    frequency, season, horizon, lookback     in lstmcast's spelling, and in steps
    network     cell, bidirectional, hidden, layers, parameters
    training    seed, steps, seconds, ended ("finished", "time limit", "interrupted", ...)
    holdout     null where the series are too short to keep a horizon back; else
        scores          by forecaster (the model as "LSTM", "GRU" or "RNN" first, then
                        "seasonal naive", "naive", "drift"): mae, rmse, smape (percent),
                        mase, coverage by level (share), skill
        skill_by_step   one figure per step ahead
        better          whether the model beat seasonal naive
        best            the forecaster with the least MASE, or MAE where MASE is undefined

``skill`` is 1 - MASE / MASE of seasonal naive: 0.31 means 31 % better, below 0 is worse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstmcast.outputs.documents import plain
from lstmcast.outputs.verdicts import best, own_name

if TYPE_CHECKING:
    from pathlib import Path

    from lstmcast.artifact.manifest import Manifest
    from lstmcast.evaluation.scores import HoldoutReport

SCHEMA = 1


def metrics_document(manifest: Manifest, *, model_path: Path) -> dict[str, Any]:
    """Return the content of ``metrics.json``."""
    spec, training = manifest.spec, manifest.training
    return {
        "schema": SCHEMA,
        "model": str(model_path),
        "created": manifest.created,
        "data": plain(manifest.data),
        "frequency": str(manifest.calendar.frequency),
        "season": manifest.season,
        "horizon": spec.horizon,
        "lookback": spec.lookback,
        "network": {
            "cell": spec.cell,
            "bidirectional": spec.bidirectional,
            "hidden": spec.hidden,
            "layers": spec.layers,
            "parameters": training.parameters,
        },
        "training": {
            "seed": training.seed,
            "steps": training.steps,
            "trust": training.trust,
            "seconds": round(training.seconds, 3),
            "ended": training.ended,
        },
        "holdout": None if manifest.holdout is None else _holdout(manifest.holdout),
    }


def _holdout(holdout: HoldoutReport) -> dict[str, Any]:
    skill = holdout.scores[own_name(holdout)].skill
    document: dict[str, Any] = plain(holdout)
    document["better"] = None if skill is None else skill > 0
    document["best"] = best(holdout)
    return document
