"""``lstmcast predict``: forecast what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from lstmcast.cli import arguments, covariate_options, forecast_options, options
from lstmcast.cli.console import Terminal
from lstmcast.cli.model_choice import MODEL, choose_model
from lstmcast.errors import CheckFailedError, PartialError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstmcast.cli.destination import Destination
    from lstmcast.config import Config
    from lstmcast.outputs.forecasts import Style
    from lstmcast.outputs.parts import ForecastRows
    from lstmcast.workflows.reports import PredictReport

_NOT_OF_TRAIN = ("level", "allow_negative", "future_fill", "chunk_series", "when", "fail")


def predict(
    context: typer.Context,
    data: arguments.DataOfModel = None,
    *,
    model: options.Model = None,
    pretrained: options.Pretrained = False,
    horizon: options.Horizon = None,
    level: options.Level = None,
    allow_negative: options.AllowNegative = None,
    min: options.Min = None,
    max: options.Max = None,
    integer: options.Integer = None,
    chunk_series: forecast_options.ChunkSeries = None,
    when: forecast_options.When = None,
    fail: forecast_options.FailWhen = None,
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
    cutoff: options.Cutoff = None,
    static_file: covariate_options.StaticFile = None,
    future: covariate_options.Future = None,
    future_fill: covariate_options.FutureFill = None,
    events: covariate_options.Events = None,
    output: options.ForecastOutput = None,
    format: options.FormatName = None,
    style: options.StyleName = "lstmcast",
    config: options.ConfigFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    plot: options.Plot = None,
) -> int:
    """Forecast what comes next, with a model or at once without one.

    \b
      lstmcast predict
      lstmcast predict fresh.csv -o out.csv --level 80,95
      lstmcast predict - -o - --pretrained < fresh.csv | head
    """
    terminal = Terminal.of(json=json, quiet=quiet)
    settings = options.configure(flags := options.typed(context), config)

    from lstmcast.cli.destination import choose_destination, choose_style
    from lstmcast.cli.plot import choose_plot

    destination, names = choose_destination(output, format, json=terminal.json), choose_style(style)
    picture, chosen = choose_plot(plot), choose_model(context, model, data, pretrained=pretrained)
    report = _run(data, settings, chosen)
    _publish(terminal, report, destination, settings, style=names, picture=picture, model=chosen)
    _tell(terminal, report, destination, _training(data, flags, config))
    return _end(terminal, report, fail=settings.alert.fail)


def _publish(
    terminal: Terminal,
    report: PredictReport,
    destination: Destination,
    settings: Config,
    *,
    style: Style,
    picture: Path | None,
    model: str | None,
) -> None:
    """Write the forecast, and the picture and the document that were asked for."""
    destination.ensure_apart(report.source.path, model or MODEL, *settings.covariates.files)
    rows = _rows(report, style, settings.forecast.chunk_series)
    destination.deliver(rows.encode(destination.form), terminal)
    if picture is not None:
        from lstmcast.outputs.plots import plot_forecast

        plot_forecast(report.series, report.forecast, picture)
    if terminal.json:  # with rows it may be large: nothing to make and throw away
        terminal.document(_document(report, rows, destination, model))


def _rows(report: PredictReport, style: Style, at_once: int) -> ForecastRows:
    """Return the rows of the forecast in a style, to be made of so many series at once."""
    from lstmcast.outputs.parts import ForecastRows

    return ForecastRows(
        forecast=report.forecast,
        time=report.roles.time,
        ids=report.roles.ids,
        style=style,
        model=report.network,
        makers=report.makers,
        at_once=at_once,
    )


def _run(data: str | None, settings: Config, model: str | None) -> PredictReport:
    from lstmcast.workflows.predict import predict as run
    from lstmcast.workflows.predict import predict_untrained

    if model is None and data is not None:
        return predict_untrained(data, settings)
    return run(data, settings, model_path=Path(model or MODEL))


def _training(data: str | None, flags: Mapping[str, object], config: str | None) -> list[str]:
    """Return the command that trains on the same data, read in the same way."""
    typed = {name: value for name, value in flags.items() if name not in _NOT_OF_TRAIN}
    source = "DATA.csv" if data is None or data == "-" else data
    return ["lstmcast", "train", source, *options.as_arguments(typed, config)]


def _end(terminal: Terminal, report: PredictReport, *, fail: bool) -> int:
    """Return the exit code, and say why it is not 0; an alert is what was asked about."""
    skipped = len(report.skipped)
    if skipped:
        terminal.warn(f"{skipped} of {skipped + len(report.forecast.keys)} series have no forecast")
    if report.alerts and fail:
        from lstmcast.outputs.alerts import said

        terminal.warn(f"--fail-when: {said(report.alerts)}")
        return CheckFailedError.exit_code
    return PartialError.exit_code if skipped else 0


def _document(
    report: PredictReport, rows: ForecastRows, destination: Destination, model: str | None
) -> dict[str, Any]:
    """Return the JSON document: about the forecast, and with ``--output -`` the rows too."""
    shown = {"forecast": rows.records()} if destination.path is None else {}
    return {
        "schema": 1,
        "model": model,
        "pretrained": report.pretrained,
        "data": report.source.path,
        "output": destination.path,
        "format": destination.form,
        "columns": rows.names,
        "rows": len(rows),
        "series": len(report.forecast.keys),
        "horizon": report.forecast.point.shape[1],
        "levels": report.forecast.levels,
        "notes": report.notes,
        "skipped": [
            {"ids": key.ids, "target": key.target, "reason": reason}
            for key, reason in report.skipped
        ],
        "alerts": report.alerts,
        **shown,
    }


def _tell(
    terminal: Terminal, report: PredictReport, destination: Destination, training: list[str]
) -> None:
    if not terminal.speaks:
        return
    from lstmcast.outputs import alerts, outcomes, preview, summary

    glyphs, source = terminal.glyphs, report.source
    horizon = report.forecast.point.shape[1]
    terminal.say(summary.reading(source.path, source.rows, report.series, glyphs=glyphs))
    if report.pretrained is not None:
        grid = summary.grid(report.series.calendar.frequency, report.pretrained.season, horizon)
        terminal.say(summary.facts([*summary.roles(report.roles), *grid]))
    terminal.say(
        summary.remarks(report.notes, glyphs=glyphs),
        summary.left_out(report.skipped),
        "",
        *preview.chart(report.series, report.forecast, width=terminal.chart_width, glyphs=glyphs),
        "",
    )
    written = outcomes.forecast_written(
        destination.path, series=len(report.forecast.keys), steps=horizon
    )
    terminal.say(*alerts.alert_table(report.alerts, glyphs=glyphs), written)
    if (used := report.pretrained) is not None:
        words = outcomes.untrained(
            report.network, season=used.season, made_for=used.card.season, matched=used.matched
        )
        terminal.say(words, outcomes.following(training))
