"""``lstmcast explain``: what the forecast of one series rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lstmcast.cli import arguments, covariate_options, options
from lstmcast.cli.console import Terminal
from lstmcast.cli.model_choice import MODEL, choose_model
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from lstmcast.cli.destination import Destination
    from lstmcast.config import Config
    from lstmcast.workflows.reports import ExplainReport

Series = Annotated[
    str | None,
    typer.Option("--series", metavar="NAME", rich_help_panel="Data (found out where not given)",
                 help="The series to explain, ids joined by /; the first if not given."),
]  # fmt: skip
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", rich_help_panel="Output",
                 help="Write the figures too; - for standard output, instead of the tables."),
]  # fmt: skip


def explain(
    context: typer.Context,
    data: arguments.DataOfModel = None,
    *,
    series: Series = None,
    model: options.Model = None,
    pretrained: options.Pretrained = False,
    horizon: options.Horizon = None,
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
    static_file: covariate_options.StaticFile = None,
    future: covariate_options.Future = None,
    future_fill: covariate_options.FutureFill = None,
    events: covariate_options.Events = None,
    output: Output = None,
    format: options.FormatName = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Show what a forecast rests on: past seasons, gates and memory.

    \b
      lstmcast explain
      lstmcast explain sales.csv --series Berlin/coffee
      lstmcast explain sales.csv --pretrained -o explanation.csv
    """
    terminal = Terminal.of(json=json, quiet=quiet)
    flags = options.typed(context)
    settings = options.configure(flags, config)
    destination = _choose_destination(context, terminal, output, format)
    chosen = choose_model(context, model, data, pretrained=pretrained)
    report = _run(data, settings, chosen, series)
    if destination is not None:
        destination.ensure_apart(report.source.path, chosen or MODEL, *settings.covariates.files)
        _deliver(terminal, report, destination)
    terminal.document(_document(report, destination, chosen))
    if terminal.speaks:
        _tell(terminal, report, destination)
    return 0


def _choose_destination(
    context: typer.Context, terminal: Terminal, output: str | None, form: str | None
) -> Destination | None:
    """Return where the figures go, None for nowhere; raises UsageError before any work."""
    from lstmcast.cli.destination import choose_destination

    if output is not None:
        return choose_destination(output, form, json=terminal.json, stem="explanation")
    source = context.get_parameter_source("format")
    if form is not None and source is not None and source.name == "COMMANDLINE":
        raise UsageError(
            "--format is that of --output, which is not given",
            hint=f"add --output explanation.{form}",
        )
    return None


def _run(
    data: str | None, settings: Config, model: str | None, series: str | None
) -> ExplainReport:
    from lstmcast.workflows.explain import explain as run
    from lstmcast.workflows.explain import explain_untrained

    if model is None and data is not None:
        return explain_untrained(data, settings, series=series)
    return run(data, settings, model_path=Path(model or MODEL), series=series)


def _deliver(terminal: Terminal, report: ExplainReport, destination: Destination) -> None:
    from lstmcast.outputs.explanation_rows import encode_explanation

    encoded = encode_explanation(report.explanation, name=report.name, form=destination.form)
    destination.deliver(encoded, terminal)


def _document(
    report: ExplainReport, destination: Destination | None, model: str | None
) -> dict[str, Any]:
    from lstmcast.outputs.explanation_rows import explanation_document

    return {
        "schema": 1,
        "model": model,
        "pretrained": report.pretrained,
        "data": report.source.path,
        "output": None if destination is None else destination.path,
        "notes": report.notes,
        **explanation_document(report.explanation),
    }


def _tell(terminal: Terminal, report: ExplainReport, destination: Destination | None) -> None:
    from lstmcast.outputs import explanations, outcomes, summary

    glyphs, made = terminal.glyphs, report.explanation
    source = report.source
    frequency = report.series.calendar.frequency
    terminal.say(
        summary.reading(source.path, source.rows, report.series, glyphs=glyphs),
        summary.facts(
            [*summary.roles(report.roles), *summary.grid(frequency, made.season, made.horizon)]
        ),
        summary.remarks(report.notes, glyphs=glyphs),
        "",
    )
    if destination is None or destination.path is not None:
        terminal.show(
            *explanations.explanation(
                made, name=report.name, width=terminal.chart_width, glyphs=glyphs
            )
        )
    if destination is not None and destination.path is not None:
        terminal.say("", outcomes.written(destination.path))
