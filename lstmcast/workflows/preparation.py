"""Prepare a forecast: networks from a model file or from the package, and the series for them.

Whatever is done with a forecast, it starts here, so that `predict` and `explain` speak of the
same networks and the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from lstmcast.artifact.manifest import Manifest
from lstmcast.artifact.store import read_model
from lstmcast.config import Config, CovariateConfig
from lstmcast.data.bounds import Bounds
from lstmcast.data.expected import Expected
from lstmcast.data.frequency import asked_frequency
from lstmcast.data.horizon import steps_ahead
from lstmcast.data.load import LoadedData, SourceInfo, load_series
from lstmcast.data.notes import Note
from lstmcast.data.roles import Roles
from lstmcast.data.season import find_seasons
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.errors import DataError, UsageError
from lstmcast.features.matrix import with_features
from lstmcast.features.plan import FeaturePlan, renew_events
from lstmcast.inference.cold_start.placing import place_empty
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.intermittent import are_demand, season_of
from lstmcast.model.spec import name_of
from lstmcast.workflows.bounding import (
    bounds_from_data,
    bounds_of_model,
    remark_outside,
    remark_shares,
)
from lstmcast.workflows.design import refuse_long_season
from lstmcast.workflows.future import ensure_future, template_command
from lstmcast.workflows.remarks import remark_assumed_season
from lstmcast.workflows.reports import PretrainedUse
from lstmcast.workflows.untrained import load_untrained

Skipped: TypeAlias = tuple[tuple[SeriesKey, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Networks, and series that they can forecast."""

    ensemble: Ensemble
    network: str  # what the networks are called together: "LSTM", "LSTM+GRU"
    roles: Roles
    source: SourceInfo
    series: SeriesSet  # each holds a value
    skipped: Skipped  # series without one
    everyone: SeriesSet  # both; those without begin where the others' forecasts do
    season: int  # in steps, 1 when there is none
    horizon: int
    notes: tuple[Note, ...]
    bounds: tuple[Bounds, ...] = ()  # of what is forecast, target by target
    manifest: Manifest | None = None  # of the model file
    pretrained: PretrainedUse | None = None  # where there is none

    def makers(self, keys: tuple[SeriesKey, ...]) -> tuple[str, ...]:
        """Return who forecasts each series; empty where the model never leaves one to others."""
        left = None if self.manifest is None else self.manifest.fallback
        if left is None:
            return ()
        demand = np.zeros(len(self.series), dtype=np.bool_)
        if self.ensemble.intermittent == 0:
            demand = are_demand(self.series, season_of(self.ensemble.repeated_lags))
        named = dict.fromkeys(left, "seasonal naive")
        named |= {self.series.keys[int(place)]: "own past" for place in np.flatnonzero(demand)}
        return tuple(named.get(key, self.network) for key in keys)


def prepare_with_model(source: str | None, config: Config, *, model_path: Path) -> Prepared:
    """Read a model file and the series of a CSV file (``-`` for standard input).

    Without ``source`` the newest rows of the file the model was trained on are read. Raises
    ModelFileError, DataError, UsageError.
    """
    model = read_model(model_path)
    manifest = model.manifest
    loaded = load_as_trained(source, config, manifest, model_path)
    everyone = place_empty(loaded.series)
    horizon = steps_ahead(config.window.horizon or manifest.ahead, forecastable(everyone)[0])
    features, remarks = features_of_model(manifest, config.covariates)
    everyone, missing = ensure_future(
        everyone,
        horizon=horizon,
        fill=config.covariates.future_fill,
        season=manifest.season,
        command=template_command(source, model_path),
    )
    everyone = with_features(everyone, features, ahead=horizon)
    series, skipped = forecastable(everyone)
    bounds = bounds_of_model(manifest.bounds, manifest.roles.targets, config.forecast)
    return Prepared(
        ensemble=model.ensemble,
        network=manifest.name,
        roles=manifest.roles,
        source=loaded.source,
        series=series,
        skipped=skipped,
        everyone=everyone,
        season=manifest.season,
        horizon=horizon,
        notes=loaded.notes + remarks + missing + remark_outside(series, bounds, config.forecast),
        bounds=bounds,
        manifest=manifest,
    )


def load_as_trained(
    source: str | None, config: Config, manifest: Manifest, model_path: Path
) -> LoadedData:
    """Read a CSV file (``-`` for standard input) by the columns and on the grid of a model file.

    Without ``source`` it is the file the model was trained on. Raises DataError and UsageError.
    """
    refuse_contradictions(config, manifest, model_path)
    return load_series(
        _training_file(manifest.data.path, model_path) if source is None else source,
        config.data,
        covariates=config.covariates,
        expected=expected_by(manifest),
    )


def expected_by(manifest: Manifest) -> Expected:
    """Return what a model says about its data."""
    return Expected(
        roles=manifest.roles,
        calendar=manifest.calendar,
        reading=manifest.reading,
        covariates=manifest.covariates,
    )


def features_of_model(
    manifest: Manifest, config: CovariateConfig
) -> tuple[FeaturePlan, tuple[Note, ...]]:
    """Return what a model makes of time stamps, with newer events where a file of them is given.

    A model that found no use for what a file holds does without it, and a remark says so: the
    next training may find one. Raises DataError for a bad file.
    """
    features, notes = manifest.features, _remark_unread(manifest, config)
    if config.events is None or not features.events:
        return features, notes
    renewed, remarks = renew_events(features, config.events, day_first=manifest.roles.day_first)
    return renewed, notes + remarks


def _remark_unread(manifest: Manifest, config: CovariateConfig) -> tuple[Note, ...]:
    """Return which files are not read, as the model uses nothing of their kind."""
    roles, events = manifest.roles, manifest.features.events
    kinds = (
        (config.future, roles.known, "columns that are known ahead"),
        (config.static_file, roles.static, "static columns"),
        (config.events, events, "events"),
    )
    return tuple(
        Note("unread-file", f"{path} is not read: the model uses no {what}")
        for path, used, what in kinds
        if path is not None and not used
    )


def prepare_untrained(source: str, config: Config) -> Prepared:
    """Read the series of a CSV file (``-`` for standard input) and choose a network for them.

    Columns, frequency and season are found as in training, but in all rows, and a value in
    each series is enough. A wanted season has to fit into the data, unless it is a usual one
    of the frequency. Raises ModelFileError, DataError, UsageError.
    """
    from lstmcast.prior.library import pretrained

    loaded = load_untrained(source, config)
    everyone = place_empty(loaded.series)
    series, skipped = forecastable(everyone)
    frequency = series.calendar.frequency
    refuse_long_season(config.window.season, series, usual=frequency.seasons)
    season = config.window.season or find_seasons(series, frequency.seasons)[0]
    suited = pretrained(season)
    bounds = bounds_from_data(series, config.forecast)
    assumed = () if config.window.season else remark_assumed_season(season, series.lengths)
    return Prepared(
        ensemble=Ensemble(members=(suited.forecaster,), intermittent=0.0),
        network=name_of([suited.forecaster.spec]),
        roles=loaded.roles,
        source=loaded.source,
        series=series,
        skipped=skipped,
        everyone=everyone,
        season=season,
        horizon=steps_ahead(config.window.horizon or frequency.horizon, series),
        notes=loaded.notes
        + assumed
        + remark_shares(bounds, config.forecast)
        + remark_outside(series, bounds, config.forecast),
        bounds=bounds,
        pretrained=PretrainedUse(season=season, matched=suited.matched, card=suited.card),
    )


def refuse_contradictions(config: Config, manifest: Manifest, model_path: Path) -> None:
    """Raise UsageError for a season or a frequency that is not the model's."""
    hint = "leave it out, train again, or forecast without the model: --pretrained"
    wanted = config.window.season
    if wanted is not None and wanted != manifest.season:
        raise UsageError(
            f"--season {wanted} contradicts {model_path}, which was trained for a season of"
            f" {manifest.season}",
            hint=hint,
        )
    other = asked_frequency(config.data.freq, config.data.weekmask)
    if other is None:
        return
    own, days = manifest.calendar.frequency, f"--weekmask {config.data.weekmask}"
    asked = days if config.data.freq is None else f"--freq {config.data.freq}"
    same_pace = (own.unit, own.multiple) == (other.unit, other.multiple)
    if not same_pace or (other.is_settled and own != other):
        raise UsageError(
            f"{asked} contradicts {model_path}, which was trained for {own}",
            hint=hint,
        )


def _training_file(path: str | None, model_path: Path) -> str:
    if path is None:
        raise UsageError(
            f"{model_path} was trained on standard input, so there is no file to read again",
            hint="name a file with newer rows: DATA.csv, or - for standard input",
        )
    if not Path(path).exists():
        raise DataError(
            f"the file {model_path} was trained on is gone: {path}",
            hint="name a file with newer rows: DATA.csv, or - for standard input",
        )
    return path


def forecastable(data: SeriesSet) -> tuple[SeriesSet, Skipped]:
    """Split off series without any value; raise DataError when nothing is left."""
    filled = np.flatnonzero(data.lengths > 0)
    empty = np.flatnonzero(data.lengths == 0)
    if not len(filled):
        raise DataError(
            "no series holds a value to forecast from",
            hint="Give rows with values, of one series at least.",
        )
    skipped = tuple((data.keys[int(index)], "it holds no value") for index in empty)
    return (data.select(filled) if len(empty) else data), skipped
