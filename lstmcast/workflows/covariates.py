"""Covariates on their way through a training: what is added, what is kept, what is said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lstmcast.artifact.manifest import Manifest
from lstmcast.config import CovariateConfig
from lstmcast.data.covariates import Column
from lstmcast.data.notes import Note
from lstmcast.data.roles import Roles
from lstmcast.data.series import SeriesSet
from lstmcast.features.matrix import with_features
from lstmcast.features.plan import NO_FEATURES, FeaturePlan, plan_features
from lstmcast.features.survey import survey_features
from lstmcast.workflows.future import remark_needed
from lstmcast.workflows.naming import listed

_SHOWN = 5  # importances in a remark
_TELLING = 0.005  # of a rise: less would be shown as none


@dataclass(frozen=True, slots=True, kw_only=True)
class Featured:
    """Series with all their covariates, those that the calendar gives included."""

    series: SeriesSet
    columns: tuple[Column, ...]  # of files
    features: FeaturePlan
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a model needs to know of covariates."""

    roles: Roles
    columns: tuple[Column, ...]
    features: FeaturePlan


def add_features(
    data: SeriesSet, config: CovariateConfig, *, horizon: int, day_first: bool | None
) -> Featured:
    """Add the features that settings ask for, for all steps and ``horizon`` more.

    Raises what ``plan_features`` raises.
    """
    plan, notes = plan_features(config, data.calendar.frequency, day_first=day_first)
    series = with_features(data, plan, ahead=horizon)
    return Featured(
        series=series,
        columns=data.covariate_columns,
        features=plan,
        notes=notes + survey_features(data, plan) if plan else notes,
    )


def keep(featured: Featured, roles: Roles, *, used: bool) -> Kept:
    """Return what a model keeps: everything if its networks use covariates.

    Else the attributes of series alone, by which new series are likened to others.
    """
    if used:
        return Kept(roles=roles, columns=featured.columns, features=featured.features)
    static = tuple(column for column in featured.columns if column.when == "static")
    return Kept(roles=replace(roles, known=(), past=()), columns=static, features=NO_FEATURES)


def remark_used(manifest: Manifest, *, asked: bool) -> tuple[Note, ...]:
    """Return of what use covariates are to a model and what they ask for, if there were any."""
    if not asked:
        return ()
    if not manifest.uses_covariates:
        text = "covariates did not clearly improve the forecast of earlier windows: none is used"
        return (Note("covariates-unused", text),)
    first = sorted(manifest.importance, key=lambda each: -each.rise)[:_SHOWN]
    parts = [f"{each.name} +{100 * each.rise:.0f} %" for each in first if each.rise > _TELLING]
    notes = remark_needed(manifest.covariates, manifest.ahead)
    if not parts:
        return notes
    text = f"without their true values errors of earlier windows rise: {listed(parts, 'and')}"
    return (Note("covariates-used", text), *notes)
