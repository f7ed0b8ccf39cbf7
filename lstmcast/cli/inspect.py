"""``lstmcast inspect``: what a data file holds, or a model file; nothing is written."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lstmcast.cli import covariate_options, options
from lstmcast.cli.console import Terminal
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from lstmcast.artifact.manifest import Manifest
    from lstmcast.config import Config
    from lstmcast.workflows.reports import DataReport

File = Annotated[
    str, typer.Argument(metavar="FILE", help="A CSV file, - for standard input, or a model file.")
]


def inspect(
    context: typer.Context,
    file: File,
    *,
    time: options.Time = None,
    target: options.Target = None,
    id: options.Id = None,
    freq: options.Freq = None,
    tz: options.Zone = None,
    ambiguous: options.Ambiguous = None,
    weekmask: options.Weekmask = None,
    season: options.Season = None,
    duplicates: options.Duplicates = None,
    day_first: options.DayFirst = None,
    delimiter: options.Delimiter = None,
    decimal: options.Decimal = None,
    encoding: options.Encoding = None,
    known: covariate_options.Known = None,
    past: covariate_options.Past = None,
    static: covariate_options.Static = None,
    static_file: covariate_options.StaticFile = None,
    categorical: covariate_options.Categorical = None,
    future: covariate_options.Future = None,
    calendar: covariate_options.Calendar = None,
    holidays: covariate_options.Holidays = None,
    events: covariate_options.Events = None,
    horizon: options.Horizon = None,
    lookback: options.Lookback = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Show what is understood of a data file, or is in a model file.

    \b
      lstmcast inspect sales.csv
      lstmcast inspect model.safetensors
      lstmcast inspect sales.csv --time date --freq D
    """
    terminal = Terminal.of(json=json, quiet=quiet)
    flags = options.typed(context)
    settings = options.configure(flags, config)

    from lstmcast.artifact.store import is_model_file

    path = Path(file)
    if is_model_file(path) or path.suffix == ".safetensors":
        if given := options.as_arguments(flags, None):
            raise UsageError(
                f"{given[0]} is for data, and {file} is a model file",
                hint=f"lstmcast inspect {shlex.quote(file)}",
            )
        _inspect_model(terminal, path)
    else:
        command = ["lstmcast", "train", file, *options.as_arguments(flags, config)]
        _inspect_data(terminal, file, settings, command)
    return 0


def _inspect_data(terminal: Terminal, file: str, settings: Config, command: list[str]) -> None:
    from lstmcast.outputs import outcomes, summary
    from lstmcast.workflows.inspect import inspect_data

    report = inspect_data(file, settings)
    glyphs, calendar = terminal.glyphs, report.series.calendar
    terminal.document(_data_document(report))
    terminal.show(
        summary.reading(report.source.path, report.source.rows, report.series, glyphs=glyphs),
        summary.facts(
            [
                *summary.roles(report.roles, report.series.covariate_columns),
                *summary.features(report.features),
                *summary.grid(calendar.frequency, report.season, report.horizon, report.lookback),
                ("time zone", calendar.zone or ""),
                ("series", summary.listed(report.series.labels)),
            ]
        ),
        summary.remarks(report.notes, glyphs=glyphs),
        "",
        outcomes.following(command),
    )


def _data_document(report: DataReport) -> dict[str, Any]:
    from lstmcast.outputs.summary import span

    first, last = span(report.series)
    calendar = report.series.calendar
    return {
        "schema": 1,
        "kind": "data",
        "source": report.source,
        "roles": report.roles,
        "covariates": [
            {
                "name": column.name,
                "when": column.when,
                "levels": None if column.levels is None else len(column.levels),
            }
            for column in report.series.covariate_columns
        ],
        "features": report.features,
        "frequency": str(calendar.frequency),
        "time_zone": calendar.zone,
        "first": first,
        "last": last,
        "series": [
            {"ids": key.ids, "target": key.target, "steps": int(steps)}
            for key, steps in zip(report.series.keys, report.series.lengths, strict=True)
        ],
        "season": report.season,
        "horizon": report.horizon,
        "lookback": report.lookback,
        "notes": report.notes,
    }


def _inspect_model(terminal: Terminal, path: Path) -> None:
    from lstmcast.outputs import candidates, outcomes, summary, tables
    from lstmcast.workflows.inspect import inspect_model

    manifest: Manifest = inspect_model(path)
    terminal.document({"schema": 1, "kind": "model", "path": path, "manifest": manifest})
    terminal.show(
        outcomes.model_heading(path, manifest),
        summary.facts(
            [
                *summary.roles(manifest.roles, manifest.covariates),
                *summary.features(manifest.features),
                *summary.grid(
                    manifest.calendar.frequency,
                    manifest.season,
                    manifest.horizon,
                    manifest.lookback,
                ),
                *outcomes.origin(manifest, glyphs=terminal.glyphs),
            ]
        ),
    )
    width, glyphs = terminal.chart_width, terminal.glyphs
    tried = candidates.candidate_table(manifest.candidates, trust=manifest.trust, glyphs=glyphs)
    terminal.show(*tried)
    if manifest.holdout is not None:
        scored = tables.holdout_report(manifest.holdout, manifest, width=width, glyphs=glyphs)
        terminal.show(*scored)
