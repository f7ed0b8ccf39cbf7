"""``lstmcast report``: one page about a file, its forecast and how far to trust it."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lstmcast.cli import backtest_options, covariate_options, options
from lstmcast.cli.console import Terminal
from lstmcast.cli.model_choice import MODEL, refuse_learnt
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from lstmcast.config import Config
    from lstmcast.outputs.report.content import ReportPage
    from lstmcast.workflows.report import PageReport

Data = Annotated[str, typer.Argument(metavar="DATA", help="A CSV file.")]
Series = Annotated[
    str | None,
    typer.Option(
        "--series",
        metavar="NAME",
        help="The series to look inside for; the first if not given.",
        rich_help_panel="Forecast",
    ),
]
Output = Annotated[
    str,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Where to write.", rich_help_panel="Output"
    ),
]


def report(
    context: typer.Context,
    data: Data,
    *,
    model: options.Model = None,
    pretrained: options.Pretrained = False,
    series: Series = None,
    horizon: options.Horizon = None,
    level: options.Level = None,
    allow_negative: options.AllowNegative = None,
    windows: backtest_options.Windows = None,
    step: backtest_options.Step = None,
    refit: backtest_options.Refit = None,
    rivals: backtest_options.Rivals = None,
    jobs: backtest_options.Jobs = None,
    time_limit: backtest_options.TimeLimit = None,
    time: options.Time = None,
    target: options.Target = None,
    id: options.Id = None,
    freq: options.Freq = None,
    tz: options.Zone = None,
    ambiguous: options.Ambiguous = None,
    weekmask: options.Weekmask = None,
    season: options.Season = None,
    known: covariate_options.Known = None,
    past: covariate_options.Past = None,
    static: covariate_options.Static = None,
    static_file: covariate_options.StaticFile = None,
    categorical: covariate_options.Categorical = None,
    future: covariate_options.Future = None,
    future_fill: covariate_options.FutureFill = None,
    calendar: covariate_options.Calendar = None,
    holidays: covariate_options.Holidays = None,
    events: covariate_options.Events = None,
    seed: options.Seed = None,
    output: Output = "report.html",
    config: options.ConfigFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Write one page to look at: skill, forecasts, errors, gates.

    \b
      lstmcast report sales.csv
      lstmcast report sales.csv -m weekly.safetensors --windows 3 -o weekly.html
    """
    terminal = Terminal.of(json=json, quiet=quiet)
    settings = options.configure(options.typed(context), config)
    chosen = _choose_model(data, model, pretrained=pretrained)
    if chosen is None:
        refuse_learnt(context)
    return _write(terminal, data, settings, chosen, Path(output), series=series)


def _write(
    terminal: Terminal,
    data: str,
    settings: Config,
    model_path: Path | None,
    path: Path,
    *,
    series: str | None,
) -> int:
    """Gather the page, write it and return the exit code."""
    from lstmcast.files import ensure_apart, ensure_writable, write_atomic

    ensure_writable(path)
    beside = [Path(name) for name in settings.covariates.files]
    ensure_apart(path, Path(data), *beside, *([] if model_path is None else [model_path]))
    gathered, signal_number = _run(terminal, data, settings, model_path, series)

    from lstmcast.outputs.report.page import render_report

    content = render_report(_page(gathered, data, settings, model_path))
    write_atomic(path, content)
    _tell(terminal, gathered, path, len(content))
    return 0 if signal_number is None else 128 + signal_number


def _choose_model(data: str, model: str | None, *, pretrained: bool) -> Path | None:
    """Return the model file to use, or None for the pretrained networks."""
    if data == "-":
        raise UsageError(
            "a report reads the data several times, so they cannot come through a pipe",
            hint="write them to a file first: lstmcast report DATA.csv",
        )
    if pretrained:
        return None
    if model is not None:
        return Path(model)
    return Path(MODEL) if os.path.lexists(MODEL) else None


def _run(
    terminal: Terminal, data: str, settings: Config, model_path: Path | None, series: str | None
) -> tuple[PageReport, int | None]:
    """Gather the page; return the number of the signal that ended it early, too."""
    from lstmcast.cli.progress import WindowProgress
    from lstmcast.training.events import StopFlag
    from lstmcast.training.stopping import asking_to_stop
    from lstmcast.workflows.report import report as run

    stop = StopFlag()
    with asking_to_stop(stop), WindowProgress(visible=terminal.progress) as progress:
        gathered = run(
            data,
            settings,
            model_path=model_path,
            series=series,
            tell=progress.tell,
            stop=stop,
        )
    return gathered, stop.requested if gathered.tested.ended == "interrupted" else None


def _page(gathered: PageReport, data: str, settings: Config, model_path: Path | None) -> ReportPage:
    from lstmcast import clock
    from lstmcast.cli.backtest_results import document_of
    from lstmcast.outputs.insights import insight_of
    from lstmcast.outputs.report.content import Provenance, ReportPage

    tested = gathered.tested
    return ReportPage(
        title=Path(data).name,
        facts=_facts(gathered),
        notes=gathered.notes,
        record=tested.record,
        scores=tested.scores,
        metrics=document_of(tested, None),  # what was tested is no file: see ``report``
        provenance=Provenance(
            command=shlex.join(["lstmcast", *sys.argv[1:]]),
            created=clock.now().isoformat(timespec="seconds"),
            facts=_provenance(tested.source.sha256, settings, model_path),
        ),
        ahead=gathered.ahead,
        insight=insight_of(gathered.explanation, gathered.name),
    )


def _facts(gathered: PageReport) -> tuple[tuple[str, str], ...]:
    from lstmcast.outputs import summary
    from lstmcast.outputs.figures import count

    tested, record = gathered.tested, gathered.tested.record
    first, last = summary.span(record.data)
    size = f"{count(tested.source.rows, 'row')}, {count(len(record.data), 'series', 'series')}"
    tester = "the pretrained networks" if tested.pretrained else "a model trained for each window"
    left = sum(maker == "seasonal naive" for maker in gathered.makers)
    return (
        ("data", tested.source.path or "standard input"),
        ("size", size),
        ("span", f"{first} – {last}"),
        *summary.roles(tested.roles),
        *summary.grid(record.data.calendar.frequency, record.season, record.horizon),
        ("tested", tester),
        ("left to seasonal naive", count(left, "series", "series") if left else ""),
    )


def _provenance(
    sha256: str, settings: Config, model_path: Path | None
) -> tuple[tuple[str, str], ...]:
    import platform
    from importlib.metadata import version

    packages = ("lstmcast", "torch", "numpy", "pandas")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        ("sha256 of the data", sha256),
        ("model", "" if model_path is None else str(model_path)),
        ("seed", str(settings.training.seed)),
        ("versions", f"Python {platform.python_version()}, {versions}"),
    )


def _tell(terminal: Terminal, gathered: PageReport, path: Path, size: int) -> None:
    from lstmcast.outputs import outcomes, standings, summary

    tested = gathered.tested
    said: dict[str, Any] = {
        "schema": 1,
        "output": path,
        "bytes": size,
        "windows": tested.scores.folds,
        "ended": tested.ended,
        "notes": gathered.notes,
    }
    terminal.document(said)
    terminal.say(
        summary.reading(
            tested.source.path, tested.source.rows, tested.record.data, glyphs=terminal.glyphs
        ),
        summary.remarks(gathered.notes, glyphs=terminal.glyphs),
        standings.skill_verdict(tested.scores, glyphs=terminal.glyphs),
        outcomes.written(path),
    )
    if tested.ended != "finished":
        ended = outcomes.unfinished(tested.scores.folds, tested.planned, why=tested.ended)
        terminal.say(ended)
        if terminal.quiet:
            terminal.warn(ended.plain)
