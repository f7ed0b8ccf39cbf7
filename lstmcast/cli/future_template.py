"""``lstmcast future-template``: the rows to come that a forecast needs, to be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from lstmcast.cli import arguments, covariate_options, options
from lstmcast.cli.console import Terminal
from lstmcast.cli.model_choice import MODEL
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from lstmcast.outputs.future_rows import FutureTable
    from lstmcast.workflows.future_template import TemplateReport


def future_template(
    context: typer.Context,
    data: arguments.DataOfModel = None,
    *,
    model: options.Model = None,
    horizon: options.Horizon = None,
    future: covariate_options.Future = None,
    static_file: covariate_options.StaticFile = None,
    time: options.Time = None,
    target: options.Target = None,
    id: options.Id = None,
    tz: options.Zone = None,
    ambiguous: options.Ambiguous = None,
    duplicates: options.Duplicates = None,
    day_first: options.DayFirst = None,
    delimiter: options.Delimiter = None,
    decimal: options.Decimal = None,
    encoding: options.Encoding = None,
    output: arguments.Output = arguments.STDOUT,
    config: options.ConfigFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Write the rows that predict will need, for you to fill in.

    \b
      lstmcast future-template > future.csv
      lstmcast future-template sales.csv --model weekly.safetensors -o future.csv
      lstmcast predict sales.csv --future future.csv
    """
    terminal = Terminal.of(json=json, quiet=quiet)
    settings = options.configure(options.typed(context), config)
    path = _choose_path(output)

    from lstmcast.files import ensure_apart
    from lstmcast.workflows.future_template import future_template as run

    report = run(data, settings, model_path=Path(model or MODEL))
    if path is not None:
        read = [report.source.path, model or MODEL, *settings.covariates.files]
        ensure_apart(path, *(Path(name) for name in read if name is not None))
    table = _deliver(terminal, report, path)
    if terminal.json:
        terminal.document(_document(report, table, path, model or MODEL))
    _tell(terminal, report, path, _predicting(context, data, model, path))
    return 0


def _choose_path(output: str) -> Path | None:
    """Return the file to write, None for standard output; raises UsageError before any work."""
    if output == arguments.STDOUT:
        return None
    from lstmcast.files import ensure_writable

    path = Path(output)
    ensure_writable(path)
    if path.suffix.lower() not in {"", ".csv", ".tsv", ".txt"}:
        raise UsageError(
            f"cannot write {path}: rows to come are written as CSV", hint="name a file .csv"
        )
    if path.is_file():
        raise UsageError(
            f"{path} is there already, and what is filled in would be lost",
            hint="choose another place with --output FILE; --future FILE takes over what it has",
        )
    return path


def _deliver(terminal: Terminal, report: TemplateReport, path: Path | None) -> FutureTable:
    """Write the rows, and return them; with ``--json`` standard output is the document's."""
    from lstmcast.files import write_atomic
    from lstmcast.outputs.future_rows import encode_future, tabulate_future

    source, roles = report.source, report.roles
    table = tabulate_future(
        report.rows,
        time=roles.time,
        ids=roles.ids,
        calendar=report.calendar,
        decimal=source.decimal,
    )
    content = encode_future(table, delimiter=source.delimiter, encoding=source.encoding)
    if path is not None:
        write_atomic(path, content)
    elif not terminal.json:
        terminal.write(content)
    return table


def _document(
    report: TemplateReport, table: FutureTable, path: Path | None, model: str
) -> dict[str, Any]:
    """Return the JSON document: about the rows, and with ``--output -`` the rows too."""
    from lstmcast.outputs.future_rows import future_records

    rows = {"future": future_records(table)} if path is None else {}
    return {
        "schema": 1,
        "model": model,
        "data": report.source.path,
        "output": path,
        "columns": table.names,
        "known": [column.name for column in report.rows.columns],
        "rows": table.rows,
        "horizon": report.horizon,
        "missing": report.missing,
        "notes": report.notes,
        **rows,
    }


def _predicting(
    context: typer.Context, data: str | None, model: str | None, path: Path | None
) -> list[str]:
    """Return the command that forecasts with the rows once they are filled in."""
    flags = options.typed(context) | {"future": "future.csv" if path is None else str(path)}
    source = [] if data is None else ["DATA.csv" if data == "-" else data]
    named = [] if model is None else ["--model", model]
    typed = options.as_arguments(flags, context.params["config"])
    return ["lstmcast", "predict", *source, *named, *typed]


def _tell(
    terminal: Terminal, report: TemplateReport, path: Path | None, command: list[str]
) -> None:
    if not terminal.speaks:
        return
    from lstmcast.outputs import outcomes, summary

    terminal.say(
        summary.remarks(report.notes, glyphs=terminal.glyphs),
        outcomes.template_written(path, rows=len(report.rows), missing=report.missing),
        outcomes.following(command),
    )
