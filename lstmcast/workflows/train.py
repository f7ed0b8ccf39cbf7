"""Train: read, design the window, validate, score the held-out horizon, refit, publish."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np

from lstmcast import clock
from lstmcast.artifact.checkpoint_file import checkpoint_path
from lstmcast.artifact.manifest import (
    FORMAT_VERSION,
    DataRecord,
    Manifest,
    Member,
    TrainingRecord,
)
from lstmcast.artifact.store import Model, encode_model
from lstmcast.config import Config, ForecastConfig
from lstmcast.data.bounds import Bounds
from lstmcast.data.load import LoadedData, load_series
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.errors import NumericalError
from lstmcast.evaluation.holdout import score_holdout
from lstmcast.evaluation.scores import HoldoutReport
from lstmcast.files import ensure_writable, lock, write_atomic
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import ForecastSet, forecast
from lstmcast.inference.weights import Weights
from lstmcast.outputs.documents import encode_document
from lstmcast.outputs.metrics import metrics_document
from lstmcast.span import Span
from lstmcast.training.events import Listener, StopFlag
from lstmcast.windows.sampling import gather_future
from lstmcast.workflows.bounding import bounds_to_learn, remark_shares
from lstmcast.workflows.checks import ensure_skill
from lstmcast.workflows.covariates import Featured, add_features, keep, remark_used
from lstmcast.workflows.design import Design, design_training, with_values
from lstmcast.workflows.kinds import remark_kinds, remark_scores
from lstmcast.workflows.newcomers import remark_unlearnt
from lstmcast.workflows.outcome import Outcome
from lstmcast.workflows.remarks import remark_left
from lstmcast.workflows.reports import NewModel, TrainReport
from lstmcast.workflows.start import choose_start


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
        loaded = load_series(source, config.data, covariates=config.covariates)
        data = with_values(loaded)
        bounds = bounds_to_learn(data, config.forecast)
        design = design_training(data, config)
        featured = add_features(
            data,
            config.covariates,
            horizon=design.shape.horizon,
            day_first=loaded.roles.day_first,
        )
        data = featured.series
        start = choose_start(config, data, season=design.shape.season, windows=design.windows)
        from lstmcast.workflows.shelf import FileShelf
        from lstmcast.workflows.training import train_networks  # torch, one second

        outcome = train_networks(
            data,
            design,
            start,
            config.training,
            shelf=FileShelf(model_path=model_path, resume=resume),
            listen=listen,
            stop=stop,
        )
        made, unfinished = None, outcome is None or outcome.unfinished
        # What is unfinished has not had its chance to show the skill that is required.
        if outcome is not None and not (unfinished and config.check.require_skill is not None):
            facts = (loaded, featured, design, outcome, config)
            manifest = _describe(*facts, bounds=bounds, started=started)
            _ensure_skill(manifest, config)
            model = Model(manifest=manifest, weights=_weights(outcome))
            first = data.select(np.array([0]))
            example = _forecast(model.ensemble, first, manifest.horizon, config.forecast, bounds)
            _publish(model_path, model)
            made = NewModel(manifest=manifest, example=example)
        if not unfinished:
            checkpoint_path(model_path).unlink(missing_ok=True)
    return TrainReport(
        model=made,
        model_path=model_path,
        metrics_path=_metrics_path(model_path),
        source=loaded.source,
        series=data,
        notes=loaded.notes
        + remark_unlearnt(loaded.series)
        + design.notes
        + featured.notes
        + start.notes
        + remark_shares(data, bounds, config.forecast)
        + _remarks(outcome, made, featured),
        checkpoint_path=checkpoint_path(model_path) if unfinished else None,
    )


def _describe(
    loaded: LoadedData,
    featured: Featured,
    design: Design,
    outcome: Outcome,
    config: Config,
    *,
    bounds: tuple[Bounds, ...],
    started: float,
) -> Manifest:
    """Return what there is to say about the model, its score on held-out data included."""
    data = featured.series
    kept = keep(featured, loaded.roles, used=outcome.uses_covariates)
    return Manifest(
        format_version=FORMAT_VERSION,
        created=clock.now().isoformat(timespec="seconds"),
        versions=_versions(),
        members=tuple(
            Member(spec=made.published.spec, shape=made.published.shape, origin=made.origin)
            for made in outcome.members
        ),
        horizon=design.shape.horizon,
        span=config.window.horizon if isinstance(config.window.horizon, Span) else None,
        season=design.shape.season,
        trust=outcome.trust,
        calibration=outcome.calibration,
        lags=design.shape.lags,
        roles=kept.roles,
        calendar=data.calendar,
        data=_describe_data(loaded, data),
        training=_describe_training(outcome, config.training.seed, started),
        holdout=_score(data, design, outcome, config.forecast, bounds),
        reading=loaded.reading,
        candidates=outcome.candidates,
        fallback=outcome.fallback,
        covariates=kept.columns,
        features=kept.features,
        importance=outcome.importance,
        bounds=bounds,
        intermittent=outcome.intermittent,
    )


def _remarks(
    outcome: Outcome | None, made: NewModel | None, featured: Featured
) -> tuple[Note, ...]:
    data = featured.series
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


def _forecast(
    ensemble: Ensemble,
    data: SeriesSet,
    horizon: int,
    config: ForecastConfig,
    bounds: tuple[Bounds, ...],
) -> ForecastSet:
    return forecast(
        ensemble,
        data,
        horizon=horizon,
        levels=config.level,
        allow_negative=config.allow_negative is True,
        bounds=bounds,
    )


def _score(
    data: SeriesSet,
    design: Design,
    outcome: Outcome,
    config: ForecastConfig,
    bounds: tuple[Bounds, ...],
) -> HoldoutReport | None:
    """Score the last horizon of every series that is long enough; None if none is."""
    splits = design.splits
    if not len(splits.holdout_series):
        return None
    scored = data.select(splits.holdout_series)
    known = scored.until(splits.holdout_cutoffs)
    everyone = np.arange(len(scored))
    actual = gather_future(scored, everyone, splits.holdout_cutoffs, design.shape.horizon)
    ensemble = outcome.validated(design.shape.lags)
    made = _forecast(ensemble, known, design.shape.horizon, config, bounds)
    if not np.isfinite(made.point).all():
        raise NumericalError(
            "the forecast of the held-out steps is not a finite number",
            hint="look for extreme values with `lstmcast inspect`",
        )
    return score_holdout(known, actual, made, name=outcome.name, season=design.shape.season)


def _weights(outcome: Outcome) -> tuple[Weights, ...]:
    return tuple(member.published.weights for member in outcome.members)


def _describe_training(outcome: Outcome, seed: int, started: float) -> TrainingRecord:
    recipes = [member.recipe for member in outcome.members if member.recipe is not None]
    return TrainingRecord(
        seed=seed,
        steps=outcome.steps,
        batch_size=recipes[-1].batch_size if recipes else 0,
        learning_rate=recipes[-1].learning_rate if recipes else 0.0,
        windows=outcome.windows,
        parameters=sum(int(w.size) for weights in _weights(outcome) for w in weights.values()),
        seconds=clock.monotonic() - started,
        refitted=outcome.refitted,
        ended=outcome.ended,
    )


def _describe_data(loaded: LoadedData, data: SeriesSet) -> DataRecord:
    ends = data.starts + data.lengths - 1
    first, last = data.calendar.format(np.array([data.starts.min(), ends.max()]))
    return DataRecord(
        path=loaded.source.path,
        sha256=loaded.source.sha256,
        rows=loaded.source.rows,
        series=len(data),
        first=first,
        last=last,
    )


def _versions() -> dict[str, str]:
    packages = ("lstmcast", "torch", "numpy", "pandas")
    return {"python": platform.python_version()} | {name: version(name) for name in packages}
