"""What a backtest found: as files, as a document, and in words."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from lstmcast.cli.console import Terminal
    from lstmcast.cli.destination import Destination
    from lstmcast.outputs.forecasts import Style
    from lstmcast.workflows.reports import BacktestReport


def publish(
    terminal: Terminal,
    report: BacktestReport,
    destination: Destination,
    model: str | None,
    *,
    names: Style,
    picture: Path | None,
) -> dict[str, Any]:
    """Write metrics, then rows: who sees new rows finds their metrics. Return what to say."""
    from lstmcast.files import write_atomic
    from lstmcast.outputs.backtests import tabulate_record
    from lstmcast.outputs.documents import encode_document
    from lstmcast.outputs.encoding import encode, records

    table = tabulate_record(report.record, report.roles, style=names)
    document = document_of(report, model)
    content = encode(table, destination.form)  # before anything is written: it may fail
    metrics = _metrics_path(destination)
    if metrics is not None:
        write_atomic(metrics, encode_document(document))
    destination.deliver(content, terminal)
    if picture is not None:
        from lstmcast.outputs.plots import plot_record

        plot_record(report.record, picture)
    rows = {"forecast": records(table)} if destination.path is None and terminal.json else {}
    return {
        **document,
        "output": destination.path,
        "metrics": metrics,
        "checkpoint": report.checkpoint_path,
        "notes": report.notes,
        **rows,
    }


def _metrics_path(destination: Destination) -> Path | None:
    """Return where the metrics go: beside the rows, or nowhere."""
    path = destination.file
    if path is None:
        return None
    # Not always the stem: the 2 of v1.2 is no suffix.
    named = path.suffix.lower() in {".csv", ".json", ".parquet", ".pq"}
    return path.with_name(f"{path.stem if named else path.name}.metrics.json")


def document_of(report: BacktestReport, model: str | None) -> dict[str, Any]:
    """Return the metrics document of a backtest of a model file, or of none."""
    from lstmcast.outputs.backtest_metrics import BacktestRun, backtest_document

    run = BacktestRun(
        model=model,
        pretrained=report.pretrained,
        refit=report.refit,
        planned=report.planned,
        ended=report.ended,
        seconds=report.seconds,
    )
    return backtest_document(report.record, report.scores, report.source, run)


def tell(
    terminal: Terminal, report: BacktestReport, destination: Destination, *, again: list[str]
) -> None:
    """Tell people what was found; ``again`` is the command that goes on with what was not."""
    from lstmcast.outputs import outcomes, standings, summary

    glyphs, record = terminal.glyphs, report.record
    frequency = record.data.calendar.frequency
    terminal.say(
        summary.reading(report.source.path, report.source.rows, record.data, glyphs=glyphs),
        summary.facts(
            [
                *summary.roles(report.roles),
                *summary.grid(frequency, record.season, record.horizon),
            ]
        ),
        summary.remarks(report.notes, glyphs=glyphs),
        *standings.backtest_summary(report.scores, width=terminal.chart_width, glyphs=glyphs),
        "",
    )
    paths = [path for path in (destination.path, _metrics_path(destination)) if path is not None]
    terminal.say(outcomes.written(*paths) if paths else None)
    if report.ended == "finished":
        return
    ended = outcomes.unfinished(report.scores.folds, report.planned, why=report.ended)
    following = None if report.checkpoint_path is None else outcomes.following(again)
    terminal.say(ended, following)
    if terminal.quiet:
        go_on = "" if following is None else f" Go on with: {shlex.join(again)}"
        terminal.warn(f"{ended.plain}{go_on}")
