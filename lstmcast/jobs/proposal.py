"""The settings of a job that fits a data file: what was given, and what the data say."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from lstmcast.config import Config
from lstmcast.errors import UsageError
from lstmcast.workflows.inspect import inspect_data
from lstmcast.workflows.reports import DataReport

#: Settings that name a file; so does ``start`` where it is none of two words.
_FILES = ("covariates.static_file", "covariates.future", "covariates.events")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Settings by table and name, and what they were found in."""

    used: dict[str, object]
    report: DataReport


def propose_job(source: str, config: Config, *, folder: Path) -> Proposal:
    """Read a CSV file as ``train`` would, and return the settings for a job file in ``folder``.

    They hold what was given and what was found out, so that a strange file in some night is an
    error and no new interpretation. Raises DataError, UsageError, ModelFileError,
    MissingDependencyError.
    """
    if source == "-":
        raise UsageError(
            "a job reads a file, and - is standard input", hint="lstmcast init DATA.csv"
        )
    report = inspect_data(source, config)
    used = {"job.source": _seen_from(folder, source), **_given(config), **_found(report, config)}
    for name in (*_FILES, "training.start"):
        if name in used and used[name] not in {"scratch", "pretrained"}:
            used[name] = _seen_from(folder, str(used[name]))
    return Proposal(used=used, report=report)


def _given(config: Config) -> dict[str, object]:
    """Return the settings that are not as they would be if nobody had said anything."""
    plain = Config()
    tables: list[tuple[str, Any, Any]] = [
        (each.name, getattr(config, each.name), getattr(plain, each.name))
        for each in fields(Config)
    ]
    return {
        f"{table}.{each.name}": getattr(stage, each.name)
        for table, stage, default in tables
        for each in fields(stage)
        if getattr(stage, each.name) != getattr(default, each.name)
    }


def _found(report: DataReport, config: Config) -> dict[str, object]:
    roles = report.roles
    found: dict[str, object] = {
        "data.time": roles.time,
        "data.target": roles.targets,
        "data.id": roles.ids,
        "data.freq": str(report.series.calendar.frequency),
        "data.day_first": roles.day_first,
        "window.horizon": config.window.horizon or report.horizon,
        "window.season": report.season,
    }
    if not config.covariates.known:  # else some may be of no use in the data of today
        found["covariates.known"] = roles.known
    return {name: value for name, value in found.items() if value not in (None, ())}


def _seen_from(folder: Path, name: str) -> str:
    """Return a path relative to the folder of the job file, or as it is where it is absolute."""
    return name if Path(name).is_absolute() else os.path.relpath(name, folder)
