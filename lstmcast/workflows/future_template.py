"""Future template: the rows to come that `predict` will need, to be filled in by people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lstmcast.artifact.store import read_manifest
from lstmcast.config import Config
from lstmcast.data.calendar import Calendar
from lstmcast.data.future import NeededRows, needed_rows
from lstmcast.data.horizon import steps_ahead
from lstmcast.data.load import SourceInfo
from lstmcast.data.notes import Note
from lstmcast.data.roles import Roles
from lstmcast.errors import UsageError
from lstmcast.inference.cold_start.placing import place_empty
from lstmcast.workflows.preparation import forecastable, load_as_trained


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReport:
    """What `future-template` found."""

    rows: NeededRows
    roles: Roles
    calendar: Calendar
    source: SourceInfo
    horizon: int
    notes: tuple[Note, ...]

    @property
    def missing(self) -> int:
        """Return how many cells are to be filled in."""
        return int(np.count_nonzero(np.isnan(self.rows.values)))


def future_template(source: str | None, config: Config, *, model_path: Path) -> TemplateReport:
    """Return the rows to come that a model file asks for, behind the series of a CSV file.

    They hold what the file, and that of ``--future``, says of them already. Without ``source``
    the file the model was trained on is read. Raises ModelFileError, DataError, and UsageError
    where the model needs nothing.
    """
    manifest = read_manifest(model_path)
    if all(column.when != "known" for column in manifest.covariates):
        raise UsageError(
            f"{model_path} uses no columns that are known ahead, so `lstmcast predict` needs no"
            " rows to come",
            hint="`lstmcast predict` needs nothing; in training, --known names columns known ahead",
        )
    # Here nothing has to be there yet, not even a column.
    lenient = replace(config, covariates=replace(config.covariates, future_fill="mask"))
    loaded = load_as_trained(source, lenient, manifest, model_path)
    everyone = place_empty(loaded.series)
    series, _ = forecastable(everyone)
    horizon = steps_ahead(config.window.horizon or manifest.ahead, series)
    return TemplateReport(
        rows=needed_rows(everyone, horizon),
        roles=loaded.roles,
        calendar=series.calendar,
        source=loaded.source,
        horizon=horizon,
        notes=loaded.notes,
    )
