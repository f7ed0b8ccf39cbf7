"""Explain: read, pick one series, look inside of the networks and at what they rest on."""

from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np

from lstmcast.config import Config
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesKey
from lstmcast.errors import DataError, NumericalError
from lstmcast.evaluation.explanation import Explanation, explain_series
from lstmcast.workflows.preparation import Prepared, prepare_untrained, prepare_with_model
from lstmcast.workflows.remarks import remark_rolled_forward
from lstmcast.workflows.reports import ExplainReport
from lstmcast.workflows.selection import find_series, names_of


def explain(
    source: str | None, config: Config, *, model_path: Path, series: str | None = None
) -> ExplainReport:
    """Explain what a model file makes of one series of a CSV file (``-`` for standard input).

    Without ``source`` the newest rows of the file the model was trained on are read; without
    ``series`` the first one is explained. Raises ModelFileError, DataError, NumericalError, and
    UsageError where there is no series of that name.
    """
    return explain_prepared(prepare_with_model(source, config, model_path=model_path), series)


def explain_untrained(source: str, config: Config, *, series: str | None = None) -> ExplainReport:
    """Explain what a pretrained network makes of one series; otherwise as ``explain``."""
    return explain_prepared(prepare_untrained(source, config), series)


def explain_prepared(prepared: Prepared, wanted: str | None) -> ExplainReport:
    """Explain a forecast that is prepared; otherwise as ``explain``."""
    index = 0 if wanted is None else _position(prepared, wanted)
    made = explain_series(
        prepared.ensemble,
        prepared.series,
        index,
        season=prepared.season,
        horizon=prepared.horizon,
    )
    if not np.isfinite(made.importance.forecast).all():
        raise NumericalError(
            f"the forecast of {made.key.label} is not a finite number",
            hint="look for extreme values in its newest rows",
        )
    return ExplainReport(
        network=prepared.network,
        roles=prepared.roles,
        source=prepared.source,
        series=prepared.series,
        explanation=made,
        name=names_of(prepared.series.keys)[index],
        notes=prepared.notes
        + (_remark_choice(prepared.series.keys) if wanted is None else ())
        + remark_rolled_forward(prepared.horizon, prepared.ensemble.steps_ahead)
        + _remark_windows(made)
        + _remark_seen(prepared, made),
        pretrained=prepared.pretrained,
    )


def _position(prepared: Prepared, wanted: str) -> int:
    """Return which series is meant; raises DataError for one that holds no value."""
    empty = tuple(key for key, _ in prepared.skipped)
    everyone = prepared.series.keys + empty
    position = find_series(everyone, wanted)
    if position >= len(prepared.series):
        name = names_of(everyone)[position]
        raise DataError(
            f"the series {name} holds no value, so there is nothing to explain",
            hint=f"--series takes another, such as {names_of(everyone)[0]}",
        )
    return position


def _remark_choice(keys: tuple[SeriesKey, ...]) -> tuple[Note, ...]:
    """Return that the first of several series is explained, and how to ask for another."""
    if len(keys) == 1:
        return ()
    first, second = names_of(keys)[:2]
    text = f"{first} is the first of {len(keys)} series; another: --series {shlex.quote(second)}"
    return (Note("first-series", text),)


def _remark_windows(made: Explanation) -> tuple[Note, ...]:
    """Return what could not be measured, and why."""
    importance = made.importance
    if not np.isfinite(importance.unit):
        text = "all values are equal, so hiding some of them changes nothing"
        return (Note("constant-series", text, "warning"),)
    if np.isnan(importance.moved).all():
        text = "the values span no more than one part of the past: without it nothing is left"
        return (Note("one-part", text, "warning"),)
    if not importance.windows:
        text = (
            f"the series is too short for held-out windows of {made.horizon} steps: only how far"
            " its forecast moves is shown"
        )
        return (Note("no-windows", text, "warning"),)
    if np.isnan(importance.rise.uncertainty).all():
        text = "there are too few held-out windows to tell how sure the rise of the error is"
        return (Note("few-windows", text, "warning"),)
    return ()


def _remark_seen(prepared: Prepared, made: Explanation) -> tuple[Note, ...]:
    """Return that errors are those on rows that the model may have learnt from."""
    manifest = prepared.manifest
    if manifest is None or not manifest.training.steps or not made.importance.windows:
        return ()
    text = (
        f"the model has learnt from rows up to {manifest.data.last}: it errs less on windows"
        " before than it will on new rows"
    )
    return (Note("seen-before", text),)
