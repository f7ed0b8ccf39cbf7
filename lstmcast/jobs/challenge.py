"""Train a challenger on the data of the job; whether it takes over is for ``promotion`` to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lstmcast import clock
from lstmcast.artifact.store import Model, encode_model
from lstmcast.config import Config
from lstmcast.errors import RunInterruptedError
from lstmcast.inference.ensemble import Ensemble
from lstmcast.jobs import events
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.reference import reference_of
from lstmcast.jobs.reference_file import REFERENCE_ENDING, encode_reference
from lstmcast.jobs.versions import Version, keep_version
from lstmcast.outputs.documents import encode_document
from lstmcast.outputs.metrics import metrics_document
from lstmcast.training.events import Listener, StopFlag
from lstmcast.training.stopping import asking_to_stop
from lstmcast.workflows.checks import ensure_skill
from lstmcast.workflows.description import describe
from lstmcast.workflows.lesson import Lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenger:
    """A model that was just trained, and what is needed to judge it."""

    model: Model
    validated: Ensemble  # its networks before they saw the newest horizon
    lesson: Lesson


def train_challenger(
    lesson: Lesson,
    config: Config,
    paths: JobPaths,
    *,
    time_limit: float | None,
    tell: Callable[[events.Event], None],
    listen: Listener,
    stop: StopFlag,
) -> Challenger:
    """Train a model on the data of a job, going on where an interrupted training stopped.

    ``time_limit`` in seconds is the job's; the setting of a training still counts where it is
    shorter. Raises what `train` does, and RunInterruptedError once ``stop`` is set: a checkpoint
    is left then.
    """
    started = clock.monotonic()
    config = _limited(config, time_limit)
    # Both bring torch: a second that a night without training has no use for.
    from lstmcast.jobs.night_shelf import NightShelf  # noqa: PLC0415
    from lstmcast.workflows.training import train_networks  # noqa: PLC0415

    shelf = NightShelf(model_path=paths.state / "challenger.safetensors", tell=tell)
    with asking_to_stop(stop):
        outcome = train_networks(
            lesson.series,
            lesson.design,
            lesson.start,
            config.training,
            shelf=shelf,
            listen=listen,
            stop=stop,
        )
    if outcome is None:
        raise RunInterruptedError(
            "interrupted while a model was trained; the next training goes on from here",
            signal_number=stop.requested or 2,
        )
    shelf.clear()
    manifest = describe(lesson, outcome, config, started=started)
    tested = manifest.holdout
    ensure_skill(
        None if tested is None else tested.scores[manifest.name].skill,
        config.check.require_skill,
        hint="no model was promoted; lower [check] require_skill",
    )
    weights = tuple(member.published.weights for member in outcome.members)
    return Challenger(
        model=Model(manifest=manifest, weights=weights),
        validated=outcome.validated(lesson.design.shape.lags),
        lesson=lesson,
    )


def keep_challenger(challenger: Challenger, paths: JobPaths) -> Version:
    """Write a challenger as a version of the job, with what its data looked like beside it."""
    model = challenger.model
    content = encode_model(model)
    metrics = encode_document(metrics_document(model.manifest, model_path=paths.current))
    reference = reference_of(challenger.lesson.series, season=model.manifest.season)
    beside = {REFERENCE_ENDING: encode_reference(reference)}
    return keep_version(paths, content, metrics, now=clock.now(), beside=beside)


def _limited(config: Config, seconds: float | None) -> Config:
    if seconds is None:
        return config
    own = config.training.time_limit
    shorter = seconds if own is None else min(own, seconds)
    return replace(config, training=replace(config.training, time_limit=shorter))
