"""Predict: read the newest rows, forecast with a model file or without, say what was left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lstmcast.condition import read_conditions
from lstmcast.config import Config, ForecastConfig
from lstmcast.errors import NumericalError
from lstmcast.evaluation.alerts import find_alerts
from lstmcast.inference.forecast import ForecastSet, forecast, join_forecasts
from lstmcast.workflows.kinds import remark_kinds
from lstmcast.workflows.newcomers import add_newcomers, said_once
from lstmcast.workflows.preparation import (
    Prepared,
    Skipped,
    prepare_untrained,
    prepare_with_model,
)
from lstmcast.workflows.remarks import (
    remark_flat_intervals,
    remark_repeated_times,
    remark_rolled_forward,
)
from lstmcast.workflows.reports import PredictReport


def predict(source: str | None, config: Config, *, model_path: Path) -> PredictReport:
    """Forecast the series of a CSV file (``-`` for standard input) with a model file.

    Without ``source`` the newest rows of the file the model was trained on are read. Rows
    may be new, and so may series: nothing is fitted. Raises ModelFileError, DataError,
    UsageError, NumericalError.
    """
    return predict_prepared(prepare_with_model(source, config, model_path=model_path), config)


def predict_untrained(source: str, config: Config) -> PredictReport:
    """Forecast the series of a CSV file (``-`` for standard input) with a pretrained network.

    Nothing is fitted; ``prepare_untrained`` says what is found out. Raises ModelFileError,
    DataError, UsageError, NumericalError.
    """
    return predict_prepared(prepare_untrained(source, config), config)


def predict_prepared(prepared: Prepared, config: Config) -> PredictReport:
    """Make a forecast that is prepared, and say what it is worth.

    Raises NumericalError, and UsageError for a condition that is none.
    """
    conditions = read_conditions(config.alert.when)
    own = _in_chunks(prepared, config.forecast, whole=bool(conditions))
    completed = add_newcomers(prepared, own, config.forecast)
    made, failed = _finite(completed.forecast)
    return PredictReport(
        network=prepared.network,
        roles=prepared.roles,
        source=prepared.source,
        series=completed.series,
        forecast=made,
        notes=said_once(prepared.notes + completed.notes)
        + remark_rolled_forward(prepared.horizon, prepared.ensemble.steps_ahead)
        + remark_kinds(
            prepared.series,
            prepared.ensemble.intermittent,
            prepared.ensemble.repeated_lags,
            prepared.bounds,
        )
        + remark_flat_intervals(made)
        + remark_repeated_times(made),
        skipped=_left_out(prepared, completed.forecast) + failed,
        makers=prepared.makers(made.keys),
        pretrained=prepared.pretrained,
        alerts=find_alerts(made, conditions),
    )


def _in_chunks(prepared: Prepared, config: ForecastConfig, *, whole: bool) -> ForecastSet:
    """Return the forecasts of all series with values, so many at a time.

    A series' forecast depends on that series alone, so that the size of a chunk changes how much
    memory it takes and not a bit of the result.
    """
    series, size = prepared.series, config.chunk_series
    chunks = [
        np.arange(first, min(first + size, len(series))) for first in range(0, len(series), size)
    ]
    return join_forecasts(
        [
            forecast(
                prepared.ensemble,
                series if len(chunks) == 1 else series.select(chunk),
                horizon=prepared.horizon,
                levels=config.level,
                allow_negative=config.allow_negative is True,
                bounds=prepared.bounds,
                whole=whole,
            )
            for chunk in chunks
        ]
    )


def _left_out(prepared: Prepared, made: ForecastSet) -> Skipped:
    """Return the series without a value that no other one could lend its past to, and why."""
    served = set(made.keys)
    return tuple(
        (key, f"{why}, and no other series has enough of them shortly before")
        for key, why in prepared.skipped
        if key not in served
    )


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
