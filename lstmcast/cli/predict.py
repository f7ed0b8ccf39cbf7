"""``lstmcast predict``: forecast what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lstmcast.cli import options
from lstmcast.cli.console import Terminal
from lstmcast.errors import PartialError

if TYPE_CHECKING:
    from lstmcast.cli.destination import Destination
    from lstmcast.outputs.forecasts import ForecastTable
    from lstmcast.workflows.reports import PredictReport

Data = Annotated[
    str | None,
    typer.Argument(metavar="DATA", show_default=False,
                   help="A CSV file, - for standard input; the training file where left out."),
]  # fmt: skip


def predict(
    data: Data = None,
    *,
    model: options.Model = "model.safetensors",
    horizon: options.Horizon = None,
    level: options.Level = None,
    allow_negative: options.AllowNegative = None,
    time: options.Time = None,
    target: options.Target = None,
    id: options.Id = None,
    duplicates: options.Duplicates = None,
    day_first: options.DayFirst = None,
    delimiter: options.Delimiter = None,
    decimal: options.Decimal = None,
    encoding: options.Encoding = None,
    output: options.ForecastOutput = None,
    format: options.FormatName = None,
    style: options.StyleName = "lstmcast",
    config: options.ConfigFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Forecast what comes next, with a model that is already trained.

    \b
      lstmcast predict
      lstmcast predict fresh.csv -o out.csv --level 80,95
      lstmcast predict - -o - < fresh.csv | head
    """
    terminal = Terminal.of(json=json, quiet=quiet)
    flags = {
        "horizon": horizon, "level": level, "allow_negative": allow_negative, "time": time,
        "target": target, "id": id, "duplicates": duplicates, "day_first": day_first,
        "delimiter": delimiter, "decimal": decimal, "encoding": encoding,
    }  # fmt: skip
    settings = options.configure(flags, config)

    from lstmcast.cli.destination import choose_destination, choose_style

    destination = choose_destination(output, format, json=terminal.json)
    names = choose_style(style)

    from lstmcast.outputs.encoding import encode
    from lstmcast.outputs.forecasts import tabulate
    from lstmcast.workflows.predict import predict as run

    report = run(data, settings, model_path=Path(model))
    destination.ensure_apart(report.source.path, model)
    roles, called = report.roles, report.network
    table = tabulate(report.forecast, time=roles.time, ids=roles.ids, style=names, model=called)
    destination.deliver(encode(table, destination.form), terminal)
    terminal.document(_document(report, table, destination, model))
    if terminal.speaks:
        _tell(terminal, report, destination)
    if report.skipped:
        skipped = len(report.skipped)
        terminal.warn(f"{skipped} of {skipped + len(report.forecast.keys)} series have no forecast")
        return PartialError.exit_code
    return 0


def _document(
    report: PredictReport, table: ForecastTable, destination: Destination, model: str
) -> dict[str, Any]:
    """Return the JSON document: about the forecast, and with ``--output -`` the rows too."""
    from lstmcast.outputs.encoding import records

    rows = {"forecast": records(table)} if destination.path is None else {}
    return {
        "schema": 1,
        "model": model,
        "data": report.source.path,
        "output": destination.path,
        "format": destination.form,
        "columns": table.names,
        "rows": len(table),
        "series": len(report.forecast.keys),
        "horizon": report.forecast.point.shape[1],
        "levels": report.forecast.levels,
        "notes": report.notes,
        "skipped": [
            {"ids": key.ids, "target": key.target, "reason": reason}
            for key, reason in report.skipped
        ],
        **rows,
    }


def _tell(terminal: Terminal, report: PredictReport, destination: Destination) -> None:
    from lstmcast.outputs import outcomes, preview, summary

    glyphs, source = terminal.glyphs, report.source
    terminal.say(
        summary.reading(source.path, source.rows, report.series, glyphs=glyphs),
        summary.remarks(report.notes, glyphs=glyphs),
        summary.left_out(report.skipped),
    )
    terminal.say(
        "",
        *preview.chart(report.series, report.forecast, width=terminal.chart_width, glyphs=glyphs),
        "",
    )
    horizon = report.forecast.point.shape[1]
    terminal.say(
        outcomes.forecast_written(destination.path, series=len(report.forecast.keys), steps=horizon)
    )
