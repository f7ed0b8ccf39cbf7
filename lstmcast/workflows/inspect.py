"""Inspect: what training would understand of a file, or what a model file holds."""

from __future__ import annotations

from pathlib import Path

from lstmcast.artifact.manifest import Manifest
from lstmcast.artifact.store import read_manifest
from lstmcast.config import Config
from lstmcast.data.load import load_series
from lstmcast.workflows.covariates import add_features
from lstmcast.workflows.design import design_training, with_values
from lstmcast.workflows.future import remark_needed
from lstmcast.workflows.reports import DataReport
from lstmcast.workflows.start import choose_start


def inspect_data(source: str, config: Config) -> DataReport:
    """Read a CSV file as `train` would, and decide what `train` would decide."""
    loaded = load_series(source, config.data, covariates=config.covariates)
    data = with_values(loaded)
    design = design_training(data, config)
    featured = add_features(
        data, config.covariates, horizon=design.shape.horizon, day_first=loaded.roles.day_first
    )
    start = choose_start(
        config, featured.series, season=design.shape.season, windows=design.windows
    )
    shapes = [member.shape for member in start.members]
    shapes += [design.shape] if start.scratch else []
    return DataReport(
        source=loaded.source,
        roles=loaded.roles,
        series=loaded.series,
        season=design.shape.season,
        horizon=design.shape.horizon,
        lookback=max(shape.steps_back for shape in shapes),
        notes=loaded.notes
        + design.notes
        + featured.notes
        + start.notes
        + remark_needed(featured.columns, design.shape.horizon),
        features=featured.features,
    )


def inspect_model(path: Path) -> Manifest:
    """Read what a model file says of itself."""
    return read_manifest(path)
