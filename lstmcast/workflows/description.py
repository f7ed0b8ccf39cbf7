"""What there is to say about a model that was just made: its manifest, its score included."""

from __future__ import annotations

import platform
from importlib.metadata import version

import numpy as np

from lstmcast import clock
from lstmcast.artifact.manifest import (
    FORMAT_VERSION,
    DataRecord,
    Manifest,
    Member,
    TrainingRecord,
)
from lstmcast.config import Config
from lstmcast.data.load import LoadedData
from lstmcast.data.series import SeriesSet
from lstmcast.errors import NumericalError
from lstmcast.evaluation.covariate_importance import CovariateImportance, covariate_importance
from lstmcast.evaluation.holdout import score_holdout
from lstmcast.evaluation.scores import HoldoutReport
from lstmcast.evaluation.validation import validation_windows
from lstmcast.inference.forecast import forecast
from lstmcast.span import Span
from lstmcast.windows.sampling import gather_future
from lstmcast.workflows.covariates import keep
from lstmcast.workflows.lesson import Lesson
from lstmcast.workflows.outcome import Outcome


def describe(lesson: Lesson, outcome: Outcome, config: Config, *, started: float) -> Manifest:
    """Return what there is to say about a model, its score on held-out data included.

    ``started`` is what the clock showed, in seconds, when the run began. Raises NumericalError.
    """
    data, design, horizon = lesson.series, lesson.design, config.window.horizon
    kept = keep(lesson.featured, lesson.loaded.roles, used=outcome.uses_covariates)
    return Manifest(
        format_version=FORMAT_VERSION,
        created=clock.now().isoformat(timespec="seconds"),
        versions=_versions(),
        members=tuple(
            Member(spec=made.published.spec, shape=made.published.shape, origin=made.origin)
            for made in outcome.members
        ),
        horizon=design.shape.horizon,
        span=horizon if isinstance(horizon, Span) else None,
        season=design.shape.season,
        trust=outcome.trust,
        calibration=outcome.calibration,
        lags=design.shape.lags,
        roles=kept.roles,
        calendar=data.calendar,
        data=_describe_data(lesson.loaded, data),
        training=_describe_training(outcome, config.training.seed, started),
        holdout=_score(lesson, outcome, config),
        reading=lesson.loaded.reading,
        candidates=outcome.candidates,
        fallback=outcome.fallback,
        covariates=kept.columns,
        features=kept.features,
        importance=_weigh_covariates(lesson, outcome, seed=config.training.seed),
        bounds=lesson.bounds,
        intermittent=outcome.intermittent,
    )


def _score(lesson: Lesson, outcome: Outcome, config: Config) -> HoldoutReport | None:
    """Score the last horizon of every series that is long enough; None if none is."""
    design, splits = lesson.design, lesson.design.splits
    if not len(splits.holdout_series):
        return None
    scored = lesson.series.select(splits.holdout_series)
    known = scored.until(splits.holdout_cutoffs)
    everyone = np.arange(len(scored))
    actual = gather_future(scored, everyone, splits.holdout_cutoffs, design.shape.horizon)
    made = forecast(
        outcome.validated(design.shape.lags),
        known,
        horizon=design.shape.horizon,
        levels=config.forecast.level,
        allow_negative=config.forecast.allow_negative is True,
        bounds=lesson.bounds,
    )
    if not np.isfinite(made.point).all():
        raise NumericalError(
            "the forecast of the held-out steps is not a finite number",
            hint="look for extreme values with `lstmcast inspect`",
        )
    return score_holdout(known, actual, made, name=outcome.name, season=design.shape.season)


def _weigh_covariates(
    lesson: Lesson, outcome: Outcome, *, seed: int
) -> tuple[CovariateImportance, ...]:
    """Return of what use each covariate is; empty where none is used.

    Nor after an interruption: whoever asked to stop is not to wait for it.
    """
    if outcome.unfinished or not outcome.uses_covariates:
        return ()
    design = lesson.design
    windows = validation_windows(lesson.series, design.splits, design.shape)
    return covariate_importance(outcome.validated(design.shape.lags), windows, seed=seed)


def _describe_training(outcome: Outcome, seed: int, started: float) -> TrainingRecord:
    weights = [member.published.weights for member in outcome.members]
    recipes = [member.recipe for member in outcome.members if member.recipe is not None]
    return TrainingRecord(
        seed=seed,
        steps=outcome.steps,
        batch_size=recipes[-1].batch_size if recipes else 0,
        learning_rate=recipes[-1].learning_rate if recipes else 0.0,
        windows=outcome.windows,
        parameters=sum(int(tensor.size) for each in weights for tensor in each.values()),
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
