"""``lstmcast backtest``: how wrong would it have been, and against what."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lstmcast.cli import backtest_options, options
from lstmcast.cli.console import Terminal
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from lstmcast.cli.destination import Destination
    from lstmcast.config import Config
    from lstmcast.outputs.forecasts import Style
    from lstmcast.workflows.backtest import Checkpointing, Subject
    from lstmcast.workflows.reports import BacktestReport

Data = Annotated[str, typer.Argument(metavar="DATA", help="A CSV file; - for standard input.")]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        metavar="FILE",
        help="Test this model, on rows newer than those it was trained on.",
        rich_help_panel="Backtest",
    ),
]
Pretrained = Annotated[
    bool,
    typer.Option(
        "--pretrained",
        metavar="",
        help="Test the pretrained LSTM as it is; nothing is trained.",
        rich_help_panel="Backtest",
    ),
]


def backtest(
    data: Data,
    *,
    windows: backtest_options.Windows = None,
    step: backtest_options.Step = None,
    refit: backtest_options.Refit = None,
    history: backtest_options.History = None,
    rivals: backtest_options.Rivals = None,
    model: Model = None,
    pretrained: Pretrained = False,
    jobs: backtest_options.Jobs = None,
    time_limit: backtest_options.TimeLimit = None,
    resume: backtest_options.Resume = False,
    horizon: options.Horizon = None,
    level: options.Level = None,
    require_skill: options.RequireSkill = None,
    time: options.Time = None,
    target: options.Target = None,
    id: options.Id = None,
    freq: options.Freq = None,
    tz: options.Zone = None,
    season: options.Season = None,
    start: options.Start = None,
    seed: options.Seed = None,
    output: backtest_options.Output = None,
    format: options.FormatName = None,
    style: options.StyleName = "lstmcast",
    config: options.ConfigFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    plot: options.Plot = None,
) -> int:
    """Forecast from past cutoffs, as if the rest had not happened yet, and score.

    \b
      lstmcast backtest sales.csv
      lstmcast backtest sales.csv --windows 12 --step 1 --refit never
      lstmcast backtest sales.csv --pretrained --rivals all --jobs 2
    """
    flags = {
        "windows": windows, "step": step, "refit": refit, "history": history, "rivals": rivals,
        "jobs": jobs, "time_limit": time_limit, "horizon": horizon, "level": level,
        "require_skill": require_skill, "time": time,
        "target": target, "id": id, "freq": freq, "tz": tz, "season": season, "start": start,
        "seed": seed,
    }  # fmt: skip
    settings, terminal = options.configure(flags, config), Terminal.of(json=json, quiet=quiet)
    again = ["lstmcast", "backtest", data, *options.as_arguments(flags, config), "--resume"]

    from lstmcast.cli.destination import choose_destination, choose_style
    from lstmcast.cli.plot import choose_plot

    place = choose_destination(output, format, json=terminal.json, stem="backtest")
    place.ensure_apart(None if data == "-" else data, model)
    names, picture = choose_style(style), choose_plot(plot)
    subject, checkpointing = _choose(model, place, pretrained=pretrained, resume=resume)
    found, signal_number = _run(terminal, data, settings, subject, checkpointing)
    metrics = _publish(terminal, found, place, model, names=names, picture=picture)
    _tell(terminal, found, place, metrics, again=again)
    return _finish(found, checkpointing, settings) if signal_number is None else 128 + signal_number


def _finish(found: BacktestReport, checkpointing: Checkpointing, settings: Config) -> int:
    """Remove a checkpoint that nobody needs any more, and check the skill."""
    from lstmcast.workflows.checks import ensure_skill

    if found.ended == "finished" and checkpointing.path is not None:
        checkpointing.path.unlink(missing_ok=True)
    ensure_skill(
        found.scores.standings[0].skill,
        settings.check.require_skill,
        hint="the scores are written; lower --require-skill, or keep the older model",
    )
    return 0


def _choose(
    model: str | None, destination: Destination, *, pretrained: bool, resume: bool
) -> tuple[Subject, Checkpointing]:
    """Return what is tested, and where windows that are done are kept meanwhile."""
    from lstmcast.artifact.checkpoint_file import checkpoint_path
    from lstmcast.workflows.backtest import Checkpointing, Subject

    if model is not None and pretrained:
        raise UsageError(
            "--pretrained tests no model file, and --model names one",
            hint="leave one of them out",
        )
    path = None if destination.path is None else checkpoint_path(destination.path)
    if resume and path is None:
        raise UsageError(
            "--resume needs a file that an unfinished run lies beside, and --output - is none",
            hint="write to a file: --output backtest.csv",
        )
    subject = Subject(model_path=None if model is None else Path(model), pretrained=pretrained)
    return subject, Checkpointing(path=path, resume=resume)


def _run(
    terminal: Terminal,
    data: str,
    settings: Config,
    subject: Subject,
    checkpointing: Checkpointing,
) -> tuple[BacktestReport, int | None]:
    """Run the backtest; return the report, and the number of the signal that ended it early."""
    from lstmcast.cli.progress import WindowProgress
    from lstmcast.training.events import StopFlag
    from lstmcast.training.stopping import asking_to_stop
    from lstmcast.workflows.backtest import backtest as run

    stop = StopFlag()
    with asking_to_stop(stop), WindowProgress(visible=terminal.progress) as progress:
        report = run(
            data,
            settings,
            subject=subject,
            checkpointing=checkpointing,
            tell=progress.tell,
            stop=stop,
        )
    return report, stop.requested if report.ended == "interrupted" else None


def _publish(
    terminal: Terminal,
    report: BacktestReport,
    destination: Destination,
    model: str | None,
    *,
    names: Style,
    picture: Path | None,
) -> Path | None:
    """Write forecasts and metrics; return the path of the metrics, None without one."""
    from lstmcast.files import write_atomic
    from lstmcast.outputs.backtests import tabulate_record
    from lstmcast.outputs.documents import encode_document
    from lstmcast.outputs.encoding import encode, records

    table = tabulate_record(report.record, report.roles, style=names)
    document = document_of(report, model)
    destination.deliver(encode(table, destination.form), terminal)
    metrics = None
    if destination.path is not None:
        metrics = destination.path.with_name(f"{destination.path.stem}.metrics.json")
        write_atomic(metrics, encode_document(document))
    if picture is not None:
        from lstmcast.outputs.plots import plot_record

        plot_record(report.record, picture)
    rows = {"forecast": records(table)} if destination.path is None and terminal.json else {}
    terminal.document(
        {**document, "output": destination.path, "metrics": metrics, "notes": report.notes, **rows}
    )
    return metrics


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


def _tell(
    terminal: Terminal,
    report: BacktestReport,
    destination: Destination,
    metrics: Path | None,
    *,
    again: list[str],
) -> None:
    if terminal.quiet and report.checkpoint_path is not None:
        done = f"{report.scores.folds} of {report.planned} windows are done"
        terminal.warn(f"{report.ended}: {done}. Go on with: {shlex.join(again)}")
        return
    if not terminal.speaks:
        return
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
    if destination.path is not None and metrics is not None:
        terminal.say(outcomes.written(destination.path, metrics))
    if report.checkpoint_path is not None:
        terminal.say(
            outcomes.unfinished(report.scores.folds, report.planned, why=report.ended),
            outcomes.following(again),
        )
