"""Predict: read the newest rows with the model's eyes, forecast, and say what was left out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TypeAlias

import numpy as np

from lstmcast.artifact.store import read_model
from lstmcast.config import Config
from lstmcast.data.load import Expected, load_series
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.errors import DataError, NumericalError, UsageError
from lstmcast.inference.forecast import ForecastSet, forecast
from lstmcast.workflows.reports import PredictReport

Skipped: TypeAlias = tuple[tuple[SeriesKey, str], ...]


def predict(source: str | None, config: Config, *, model_path: Path) -> PredictReport:
    """Forecast the series of a CSV file (``-`` for standard input) with a model file.

    Without ``source`` the newest rows of the file the model was trained on are read. Rows
    may be new, and so may series: nothing is fitted. Raises ModelFileError, DataError,
    UsageError, NumericalError.
    """
    model = read_model(model_path)
    manifest = model.manifest
    loaded = load_series(
        _training_file(manifest.data.path, model_path) if source is None else source,
        config.data,
        expected=Expected(
            roles=manifest.roles, calendar=manifest.calendar, reading=manifest.reading
        ),
    )
    series, skipped = _forecastable(loaded.series)
    horizon = config.window.horizon or manifest.horizon
    made = forecast(
        model.ensemble,
        series,
        horizon=horizon,
        levels=config.forecast.level,
        allow_negative=config.forecast.allow_negative,
    )
    made, failed = _finite(made)
    notes = loaded.notes
    trained = min(member.spec.horizon for member in manifest.members)
    if horizon > trained:
        notes += (_rolled_forward(horizon, trained),)
    notes += _flat_intervals(made) + _repeated_times(made)
    return PredictReport(
        network=manifest.name,
        roles=manifest.roles,
        source=loaded.source,
        series=series,
        forecast=made,
        notes=notes,
        skipped=skipped + failed,
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


def _forecastable(
    data: SeriesSet,
) -> tuple[SeriesSet, tuple[tuple[SeriesKey, str], ...]]:
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


def _flat_intervals(made: ForecastSet) -> tuple[Note, ...]:
    """Return a warning about series whose past says nothing of how far values move."""
    flat = np.flatnonzero((made.lower == made.upper).all(axis=(0, 2)))
    if not len(flat) or not made.levels:
        return ()
    first = made.keys[int(flat[0])].label
    text = (
        f"the interval of {first!r} has no width: all its values are equal"
        if len(flat) == 1
        else f"the intervals of {len(flat)} series, {first!r} first, have no width: all values"
        " of each are equal"
    )
    return (Note(code="no-interval", text=text, level="warning"),)


def _repeated_times(made: ForecastSet) -> tuple[Note, ...]:
    """Return a warning where clocks go back and stamps without an offset come twice."""
    if made.calendar.zone is None:
        return ()
    texts = made.calendar.format(np.unique(made.ordinals))
    counted = Counter(texts)
    twice = [text for text in counted if counted[text] > 1]
    if not twice:
        return ()
    text = (
        f"clocks in {made.calendar.zone} go back, so {twice[0]} is there twice: the rows are in"
        " order, the earlier hour first"
    )
    return (Note(code="repeated-time", text=text, level="warning"),)


def _rolled_forward(horizon: int, trained: int) -> Note:
    return Note(
        code="rolled-forward",
        text=f"horizon {horizon} is beyond the {trained} steps the model was trained for: later"
        f" blocks of {trained} steps rest on the forecast of the earlier ones",
        level="warning",
    )
