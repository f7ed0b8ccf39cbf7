"""Predict: read the newest rows, forecast with a model file or without, say what was left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from lstmcast.artifact.manifest import Manifest
from lstmcast.artifact.store import read_model
from lstmcast.config import Config
from lstmcast.data.frequency import Frequency
from lstmcast.data.load import Expected, LoadedData, load_series
from lstmcast.data.roles import Roles
from lstmcast.data.season import find_seasons
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.errors import DataError, NumericalError, UsageError
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import ForecastSet, forecast
from lstmcast.model.spec import name_of
from lstmcast.prior.library import pretrained
from lstmcast.workflows.design import refuse_long_season
from lstmcast.workflows.remarks import (
    remark_assumed_season,
    remark_flat_intervals,
    remark_repeated_times,
    remark_rolled_forward,
)
from lstmcast.workflows.reports import PredictReport, PretrainedUse

Skipped: TypeAlias = tuple[tuple[SeriesKey, str], ...]


def predict(source: str | None, config: Config, *, model_path: Path) -> PredictReport:
    """Forecast the series of a CSV file (``-`` for standard input) with a model file.

    Without ``source`` the newest rows of the file the model was trained on are read. Rows
    may be new, and so may series: nothing is fitted. Raises ModelFileError, DataError,
    UsageError, NumericalError.
    """
    model = read_model(model_path)
    manifest = model.manifest
    _refuse_contradictions(config, manifest, model_path)
    loaded = load_series(
        _training_file(manifest.data.path, model_path) if source is None else source,
        config.data,
        expected=Expected(
            roles=manifest.roles, calendar=manifest.calendar, reading=manifest.reading
        ),
    )
    series, skipped = _forecastable(loaded.series)
    return _report(
        model.ensemble,
        loaded,
        series,
        config,
        network=manifest.name,
        roles=manifest.roles,
        horizon=config.window.horizon or manifest.horizon,
        skipped=skipped,
    )


def predict_untrained(source: str, config: Config) -> PredictReport:
    """Forecast the series of a CSV file (``-`` for standard input) with a pretrained network.

    Nothing is fitted: columns, frequency and season are found as in training, but in all
    rows, and a value in each series is enough. A wanted season has to fit into the data,
    unless it is a usual one of the frequency. Raises ModelFileError, DataError, UsageError,
    NumericalError.
    """
    loaded = load_series(source, config.data)
    series, skipped = _forecastable(loaded.series)
    frequency = series.calendar.frequency
    refuse_long_season(config.window.season, series, usual=frequency.seasons)
    season = config.window.season or find_seasons(series, frequency.seasons)[0]
    suited = pretrained(season)
    report = _report(
        Ensemble(members=(suited.forecaster,)),
        loaded,
        series,
        config,
        network=name_of([suited.forecaster.spec]),
        roles=loaded.roles,
        horizon=config.window.horizon or frequency.horizon,
        skipped=skipped,
    )
    assumed = () if config.window.season else remark_assumed_season(season, series.lengths)
    return replace(
        report,
        notes=report.notes + assumed,
        pretrained=PretrainedUse(season=season, matched=suited.matched, card=suited.card),
    )


def _report(
    ensemble: Ensemble,
    loaded: LoadedData,
    series: SeriesSet,
    config: Config,
    *,
    network: str,
    roles: Roles,
    horizon: int,
    skipped: Skipped,
) -> PredictReport:
    """Forecast and say what the forecast is worth."""
    made, failed = _finite(
        forecast(
            ensemble,
            series,
            horizon=horizon,
            levels=config.forecast.level,
            allow_negative=config.forecast.allow_negative,
        )
    )
    taught = min(member.shape.steps_ahead for member in ensemble.members)
    return PredictReport(
        network=network,
        roles=roles,
        source=loaded.source,
        series=series,
        forecast=made,
        notes=loaded.notes
        + remark_rolled_forward(horizon, taught)
        + remark_flat_intervals(made)
        + remark_repeated_times(made),
        skipped=skipped + failed,
    )


def _refuse_contradictions(config: Config, manifest: Manifest, model_path: Path) -> None:
    """Raise UsageError for a season or a frequency that is not the model's."""
    hint = "leave it out, train again, or forecast without the model: --pretrained"
    wanted = config.window.season
    if wanted is not None and wanted != manifest.season:
        raise UsageError(
            f"--season {wanted} contradicts {model_path}, which was trained for a season of"
            f" {manifest.season}",
            hint=hint,
        )
    if config.data.freq is None:
        return
    own, other = manifest.calendar.frequency, Frequency.parse(config.data.freq)
    same_pace = (own.unit, own.multiple) == (other.unit, other.multiple)
    if not same_pace or (other.is_settled and own != other):
        raise UsageError(
            f"--freq {config.data.freq} contradicts {model_path}, which was trained for {own}",
            hint=hint,
        )


def _training_file(path: str | None, model_path: Path) -> str:
    if path is None:
        raise UsageError(
            f"{model_path} was trained on standard input, so there is no file to read again",
            hint="lstmcast predict DATA.csv",
        )
    if not Path(path).exists():
        raise DataError(
            f"the file {model_path} was trained on is gone: {path}",
            hint="lstmcast predict DATA.csv",
        )
    return path


def _forecastable(data: SeriesSet) -> tuple[SeriesSet, Skipped]:
    """Split off series without any value; raise DataError when nothing is left."""
    filled = np.flatnonzero(data.lengths > 0)
    empty = np.flatnonzero(data.lengths == 0)
    if not len(filled):
        raise DataError("no series holds a value to forecast from")
    skipped = tuple((data.keys[int(index)], "it holds no value") for index in empty)
    return (data.select(filled) if len(empty) else data), skipped


def _finite(made: ForecastSet) -> tuple[ForecastSet, Skipped]:
    """Split off series whose forecast is not finite; raise NumericalError when none is left."""
    widest = np.concatenate([made.point[None], made.lower, made.upper])  # [1 + 2V, S, H]
    good = np.isfinite(widest).all(axis=(0, 2))
    if good.all():
        return made, ()
    if not good.any():
        raise NumericalError(
            "no forecast is a finite number", hint="look for extreme values in the newest rows"
        )
    lost = np.flatnonzero(~good)
    skipped = tuple((made.keys[int(index)], "its forecast is not a number") for index in lost)
    return made.select(np.flatnonzero(good)), skipped
