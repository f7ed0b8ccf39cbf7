"""After a drift, hear again the versions that were replaced: what came since may suit one better.

A model that was trained in the days after a drift has seen little of what is new, and was taken
on the evidence of one horizon. The next horizons are unseen by it and by the versions before it,
and cost no training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    seen anything of the newest horizon, and they read the data as the present one does. Of series
    that ended before, only what none has seen counts. The present one stays unless another is
    better by 5 % at least. Of an earlier cutoff nothing follows for now. Nothing is written.
    """
    prepared, present, manifest = known.prepared, known.version, known.manifest
    if (
        drift is None
        or not drift.matters(now)
        or spec.retraining.retrain == "never"
        or spec.config.data.cutoff is not None
        or prepared is None
        or manifest is None
        or present is None
    ):
        return None
    seen = _seen_before(present, known, manifest.horizon)
    former = [] if seen is None else _former(JobPaths.of(spec), known, manifest)
    if seen is None or not former:
        return None
    losses = compare_losses(
        [prepared.ensemble, *(each.model.ensemble for each in former)],
        known.series,
        horizon=manifest.horizon,
        season=manifest.season,
        windows=1,  # a whole horizon, as it is going to be forecast
        seen=max(seen, *(each.seen for each in former)),  # that of series which ended before
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
    return former[best].version, verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class _Former:
    """A version that can be heard."""

    version: Version
    model: Model
    seen: int  # the grid ordinal of the last step that it was trained on


def _former(paths: JobPaths, known: Known, manifest: Manifest) -> Sequence[_Former]:
    """Return the other versions that can be heard."""
    found = []
    for version in versions(paths):
        if version == known.version:
            continue
        seen = _seen_before(version, known, manifest.horizon)
        model = None if seen is None else intact(version)  # a file to read, and to check
        if (
            model is not None
            and seen is not None
            and _reads_alike(model.manifest, manifest)
            and not was_taken_back(paths, model)
        ):
            found.append(_Former(version=version, model=model, seen=seen))
    return found


def _seen_before(version: Version, known: Known, horizon: int) -> int | None:
    """Return the last step that a version was trained on; None unless a horizon came after it."""
    seen = newest_seen(version)
    return None if seen is None or seen + horizon > newest_step(known.series) else seen


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
