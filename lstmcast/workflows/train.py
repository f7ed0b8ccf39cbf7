"""Train: read, design the window, validate, score the held-out horizon, refit, publish."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lstmcast import clock
from lstmcast.artifact.checkpoint_file import checkpoint_path
from lstmcast.artifact.manifest import Manifest
from lstmcast.artifact.store import Model, encode_model
from lstmcast.config import Config
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.files import ensure_writable, write_atomic
from lstmcast.inference.forecast import ForecastSet, forecast
from lstmcast.locking import lock
from lstmcast.outputs.documents import encode_document
from lstmcast.outputs.metrics import metrics_document
from lstmcast.training.events import Listener, StopFlag
from lstmcast.workflows.checks import ensure_skill
from lstmcast.workflows.covariates import remark_used
from lstmcast.workflows.description import describe
from lstmcast.workflows.future import lacks_rows
from lstmcast.workflows.kinds import remark_kinds, remark_scores
from lstmcast.workflows.lesson import Lesson, prepare_lesson
from lstmcast.workflows.outcome import Outcome
from lstmcast.workflows.remarks import remark_left
from lstmcast.workflows.reports import NewModel, TrainReport


def train(
    source: str,
    config: Config,
    *,
    model_path: Path,
    resume: bool,
    listen: Listener,
    stop: StopFlag,
) -> TrainReport:
    """Train a model on a CSV file (``-`` for standard input) and publish it.

    An interrupted run publishes its best weights unless an older model is in the place or a
    skill is required, and leaves a checkpoint in any case. Raises DataError, UsageError,
    LockedError, NumericalError, and CheckFailedError where the skill is less than required;
    nothing is written then.
    """
    for path in (model_path, _metrics_path(model_path)):
        ensure_writable(path)
    with lock(model_path):
        started = clock.monotonic()
        lesson = prepare_lesson(source, config)
        from lstmcast.workflows.shelf import FileShelf
        from lstmcast.workflows.training import train_networks  # torch, one second

        outcome = train_networks(
            lesson.series,
            lesson.design,
            lesson.start,
            config.training,
            shelf=FileShelf(model_path=model_path, resume=resume),
            listen=listen,
            stop=stop,
        )
        made, unfinished = None, outcome is None or outcome.unfinished
        # What is unfinished has not had its chance to show the skill that is required.
        if outcome is not None and not (unfinished and config.check.require_skill is not None):
            manifest = describe(lesson, outcome, config, started=started)
            _ensure_skill(manifest, config)
            weights = tuple(member.published.weights for member in outcome.members)
            model = Model(manifest=manifest, weights=weights)
            example = _example(model, lesson, config)
            _publish(model_path, model)
            lacking = lacks_rows(lesson.loaded.series, manifest.covariates, manifest.ahead)
            made = NewModel(manifest=manifest, example=example, lacks_rows=lacking)
        if not unfinished:
            checkpoint_path(model_path).unlink(missing_ok=True)
    return TrainReport(
        model=made,
        model_path=model_path,
        metrics_path=_metrics_path(model_path),
        source=lesson.loaded.source,
        series=lesson.series,
        notes=lesson.notes + _remarks(outcome, made, lesson.series),
        checkpoint_path=checkpoint_path(model_path) if unfinished else None,
    )


def _remarks(outcome: Outcome | None, made: NewModel | None, data: SeriesSet) -> tuple[Note, ...]:
    left = None if outcome is None else outcome.fallback
    notes = () if left is None else remark_left(left, len(data))
    if made is None:
        return notes
    manifest = made.manifest
    notes += remark_used(manifest, asked=data.covariates is not None)
    notes += remark_kinds(data, manifest.intermittent, manifest.lags, manifest.bounds)
    if manifest.holdout is None:
        return notes
    figures = {name: its.rmsse for name, its in manifest.holdout.scores.items()}
    return notes + remark_scores(data, manifest.season, figures)


def _ensure_skill(manifest: Manifest, config: Config) -> None:
    """Raise CheckFailedError where the held-out horizon shows less skill than is required."""
    tested = manifest.holdout
    ensure_skill(
        None if tested is None else tested.scores[manifest.name].skill,
        config.check.require_skill,
        hint="no model was written; `lstmcast backtest` tests more windows, or lower"
        " --require-skill",
    )


def _metrics_path(model_path: Path) -> Path:
    # Not with_suffix, to which the 2 of v1.2 is a suffix.
    return model_path.with_name(model_path.name.removesuffix(".safetensors") + ".metrics.json")


def _publish(model_path: Path, model: Model) -> None:
    """Write the metrics, then the model: a reader who sees the new model finds its metrics."""
    document = metrics_document(model.manifest, model_path=model_path)
    content = encode_model(model)  # before anything is written: it may fail
    write_atomic(_metrics_path(model_path), encode_document(document))
    write_atomic(model_path, content)


def _example(model: Model, lesson: Lesson, config: Config) -> ForecastSet:
    """Return the forecast of the first series, to be looked at."""
    return forecast(
        model.ensemble,
        lesson.series.select(np.array([0])),
        horizon=model.manifest.horizon,
        levels=config.forecast.level,
        allow_negative=config.forecast.allow_negative is True,
        bounds=lesson.bounds,
    )
