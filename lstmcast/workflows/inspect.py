"""Inspect: what training would understand of a file, or what a model file holds."""

from __future__ import annotations

from pathlib import Path

from lstmcast.artifact.manifest import Manifest
from lstmcast.artifact.store import read_manifest
from lstmcast.config import Config
from lstmcast.data.load import load_series
from lstmcast.workflows.design import design_training, with_values
from lstmcast.workflows.reports import DataReport
from lstmcast.workflows.start import choose_start


def inspect_data(source: str, config: Config) -> DataReport:
    """Read a CSV file as `train` would, and decide what `train` would decide."""
    loaded = load_series(source, config.data)
    design = design_training(with_values(loaded), config)
    start = choose_start(config, season=design.shape.season, windows=design.windows)
    shapes = [member.shape for member in start.members]
    shapes += [design.shape] if start.scratch else []
    return DataReport(
        source=loaded.source,
        roles=loaded.roles,
        series=loaded.series,
        season=design.shape.season,
        horizon=design.shape.horizon,
        lookback=max(shape.steps_back for shape in shapes),
        notes=loaded.notes + design.notes + start.notes,
    )


def inspect_model(path: Path) -> Manifest:
    """Read what a model file says of itself."""
    return read_manifest(path)
