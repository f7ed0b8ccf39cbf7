"""``metrics.json``: what a training run found, for programs.

    schema      1; a key may be added, none ever changes its meaning
    model       the path of the model file
    created     ISO 8601, UTC
    data        path, sha256, rows, series, first and last time stamp
    frequency, season, horizon, lookback     in lstmcast's spelling, and in steps
    network     cell, bidirectional, hidden, layers (of the first network), parameters (of all)
    members     one entry per network: origin ("pretrained", "given", "fine-tuned", "covariates"
                for one that sees these besides, "scratch"),
                cell, bidirectional, hidden, layers, horizon, lookback; a forecast is their median
    training    seed, steps, trust, seconds, ended ("finished", "time limit", "interrupted", ...);
                trust is the share of the move away from the repeated season that is kept
    candidates  what validation said of each: name, loss (pinball, in units of the mean seasonal
                change), skill (of the median, against the repeated season), chosen; empty where
                there was nothing to choose from
    covariates  what each is worth: name, rise (of the loss on those windows, as a share, when
                its values are shuffled), uncertainty (standard error of that; null where chance
                cannot be told); empty where no covariate is used
    intermittent    null, or the networks' share in the forecast of series with many zeros, the
                rest being the distribution of their own past
    bounds      of each target: min, max and integer; null where nothing was set or found
    holdout     null where the series are too short to keep a horizon back; else
        scores          by forecaster (the model as "LSTM", "GRU", "RNN" or "LSTM+GRU" first,
                        then "seasonal naive", "naive", "drift"): mae, rmse, smape (percent),
                        mase, coverage by level (share), skill, rmsse
        skill_by_step   one figure per step ahead
        better          whether the model beat seasonal naive
        best            the forecaster with the least MASE, or MAE where MASE is undefined

Their ``skill`` is 1 - MASE / MASE of seasonal naive: 0.31 means 31 % better, below 0 is worse.
MASE is least for medians; where many values are zero, RMSSE, which is least for means, says more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstmcast.outputs.documents import plain
from lstmcast.outputs.verdicts import best, own_name

if TYPE_CHECKING:
    from pathlib import Path

    from lstmcast.artifact.manifest import Manifest, Member
    from lstmcast.evaluation.scores import HoldoutReport
    from lstmcast.model.spec import ModelSpec

SCHEMA = 1


def metrics_document(manifest: Manifest, *, model_path: Path) -> dict[str, Any]:
    """Return the content of ``metrics.json``."""
    training = manifest.training
    return {
        "schema": SCHEMA,
        "model": str(model_path),
        "created": manifest.created,
        "data": plain(manifest.data),
        "frequency": str(manifest.calendar.frequency),
        "season": manifest.season,
        "horizon": manifest.horizon,
        "lookback": manifest.lookback,
        "network": _network(manifest.members[0].spec) | {"parameters": training.parameters},
        "members": [_member(member) for member in manifest.members],
        "training": {
            "seed": training.seed,
            "steps": training.steps,
            "trust": manifest.trust,
            "seconds": round(training.seconds, 3),
            "ended": training.ended,
        },
        "candidates": plain(manifest.candidates),
        "covariates": plain(manifest.importance),
        "intermittent": manifest.intermittent,
        "bounds": plain(manifest.bounds),
        "holdout": None if manifest.holdout is None else _holdout(manifest.holdout),
    }


def _member(member: Member) -> dict[str, Any]:
    shape = member.shape
    steps = {"horizon": shape.steps_ahead, "lookback": shape.steps_back}
    return {"origin": member.origin, **_network(member.spec), **steps}


def _network(spec: ModelSpec) -> dict[str, Any]:
    return {
        "cell": spec.cell,
        "bidirectional": spec.bidirectional,
        "hidden": spec.hidden,
        "layers": spec.layers,
    }


def _holdout(holdout: HoldoutReport) -> dict[str, Any]:
    skill = holdout.scores[own_name(holdout)].skill
    document: dict[str, Any] = plain(holdout)
    document["better"] = None if skill is None else skill > 0
    document["best"] = best(holdout)
    return document
