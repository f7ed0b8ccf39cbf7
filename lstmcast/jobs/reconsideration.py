"""After a drift, hear again the versions that were replaced: what came since may suit one better.

A model that was trained in the days after a drift has seen little of what is new, and was taken
on the evidence of one horizon. The next horizons are unseen by it and by the versions before it,
and cost no training.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from lstmcast.artifact.manifest import Manifest
from lstmcast.artifact.store import Model
from lstmcast.jobs.aftermath import Aftermath
from lstmcast.jobs.judging import compare_losses
from lstmcast.jobs.known import Known
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.promotion import PromotionVerdict
from lstmcast.jobs.runkey import newest_step
from lstmcast.jobs.seen import newest_seen
from lstmcast.jobs.succession import hand_over
from lstmcast.jobs.versions import Version, intact, versions, was_taken_back

if TYPE_CHECKING:
    from lstmcast.jobs.night import Night
    from lstmcast.jobs.spec import JobSpec

_BETTER = 0.05  # share of the present model's loss that a former one has to save


def reconsider(night: Night, known: Known, drift: Aftermath | None) -> Known:
    """Return what is known, read by the version that did best on the newest horizon."""
    found = find_better(night.spec, known, drift, night.wishes.now)
    return known if found is None else hand_over(night, known.champion, *found)


def find_better(
    spec: JobSpec, known: Known, drift: Aftermath | None, now: datetime
) -> tuple[Version, PromotionVerdict] | None:
    """Return the former version that is to forecast again, and why; None where none is.

    Former versions are heard where a drift still matters, none of them, nor the present one, has
    seen anything of the newest horizon, and they read the data as the present one does. The
    present one stays unless another is better by 5 % at least. Nothing is written.
    """
    prepared, present, manifest = known.prepared, known.version, known.manifest
    if (
        drift is None
        or not drift.matters(now)
        or spec.retraining.retrain == "never"
        or prepared is None
        or manifest is None
        or present is None
        or not _is_unseen(present, known, manifest.horizon)
    ):
        return None
    former = _former(JobPaths.of(spec), known, manifest)
    if not former:
        return None
    losses = compare_losses(
        [prepared.ensemble, *(model.ensemble for _, model in former)],
        known.series,
        horizon=manifest.horizon,
        season=manifest.season,
        windows=1,  # a whole horizon, as it is going to be forecast
    )
    if not len(losses.series):
        return None
    loss, *others = (float(each.mean()) for each in losses.by_model)
    best = int(np.argmin(others))
    if not others[best] < (1 - _BETTER) * loss:
        return None
    verdict = PromotionVerdict(
        promote=True,
        evidence="drift",
        reason=f"A model from before is {100 * (1 - others[best] / loss):.1f} % better on the"
        f" newest horizon of {losses.count} series, and the data have drifted.",
        champion_loss=loss,
        challenger_loss=others[best],
        series=losses.count,
        windows=len(losses.series),
    )
    return former[best][0], verdict


def _former(paths: JobPaths, known: Known, manifest: Manifest) -> Sequence[tuple[Version, Model]]:
    """Return the other versions that can be heard, each with its model."""
    found = []
    for version in versions(paths):
        if version == known.version:
            continue
        model = intact(version)
        if (
            model is not None
            and _reads_alike(model.manifest, manifest)
            and _is_unseen(version, known, manifest.horizon)
            and not was_taken_back(paths, model)
        ):
            found.append((version, model))
    return found


def _is_unseen(version: Version, known: Known, horizon: int) -> bool:
    """Return whether a version was trained on nothing of the newest horizon, nor after it."""
    seen = newest_seen(version)
    return seen is not None and seen + horizon <= newest_step(known.series)


def _reads_alike(one: Manifest, other: Manifest) -> bool:
    """Return whether two models forecast the same steps from the same view of the data."""
    return _view(one) == _view(other)


def _view(manifest: Manifest) -> tuple[object, ...]:
    return (
        manifest.horizon,
        manifest.season,
        manifest.roles,
        manifest.calendar,
        manifest.reading,
        manifest.covariates,
        manifest.features,
    )
