"""Inspect: what training would understand of a file, or what a model file holds."""

from __future__ import annotations

from pathlib import Path

from lstmcast.artifact.manifest import Manifest
from lstmcast.artifact.store import read_manifest
from lstmcast.config import Config
from lstmcast.span import Span
from lstmcast.workflows.future import remark_needed
from lstmcast.workflows.lesson import prepare_lesson
from lstmcast.workflows.reports import DataReport


def inspect_data(source: str, config: Config) -> DataReport:
    """Read a CSV file as `train` would, and decide what `train` would decide."""
    lesson = prepare_lesson(source, config)
    loaded, design, start = lesson.loaded, lesson.design, lesson.start
    asked = config.window.horizon
    ahead = asked if isinstance(asked, Span) else design.shape.horizon
    shapes = [member.shape for member in start.members]
    shapes += [design.shape] if start.scratch else []
    return DataReport(
        source=loaded.source,
        roles=loaded.roles,
        series=loaded.series,
        season=design.shape.season,
        horizon=design.shape.horizon,
        lookback=max(shape.steps_back for shape in shapes),
        notes=lesson.notes + remark_needed(lesson.featured.columns, ahead),
        features=lesson.featured.features,
    )


def inspect_model(path: Path) -> Manifest:
    """Read what a model file says of itself."""
    return read_manifest(path)
