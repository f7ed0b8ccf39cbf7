"""``lstmcast backtest``: how wrong would it have been, and against what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lstmcast.cli import backtest_options, options
from lstmcast.cli.backtest_results import publish, tell
from lstmcast.cli.console import Terminal
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from lstmcast.cli.destination import Destination
    from lstmcast.config import Config
    from lstmcast.workflows.backtest import Checkpointing
    from lstmcast.workflows.backtest_plan import Subject
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
    """Forecast from past cutoffs, knowing no more than then; score.

    \b
      lstmcast backtest sales.csv
      lstmcast backtest sales.csv --windows 12 --step 1 --refit never
      lstmcast backtest sales.csv --pretrained --rivals all --jobs 2
    """
    flags = {
        "windows": windows, "step": step, "refit": refit, "history": history, "rivals": rivals,
        "jobs": jobs, "time_limit": time_limit, "horizon": horizon, "level": level,
        "require_skill": require_skill, "time": time, "target": target, "id": id, "freq": freq,
        "tz": tz, "season": season, "start": start, "seed": seed,
    }  # fmt: skip
    settings, terminal = options.configure(flags, config), Terminal.of(json=json, quiet=quiet)
    placed = {"output": output, "format": format, "style": style, "plot": plot}
    again = _again(data, {**flags, "model": model, "pretrained": pretrained, **placed}, config)
    from lstmcast.cli.destination import choose_destination, choose_style
    from lstmcast.cli.plot import choose_plot

    place = choose_destination(output, format, json=terminal.json, stem="backtest")
    names, picture = choose_style(style), choose_plot(plot)
    subject, checkpointing = _choose(data, model, place, pretrained=pretrained, resume=resume)
    with _alone(place):
        found, signal_number = _run(terminal, data, settings, subject, checkpointing)
        document = publish(terminal, found, place, model, names=names, picture=picture)
        _forget(found, checkpointing)
    tell(terminal, found, place, again=again)
    return _end(terminal, found, settings, document, signal_number)


def _again(data: str, flags: Mapping[str, object], config: str | None) -> list[str]:
    """Return the command that goes on where an unfinished run stopped."""
    usual = {"pretrained": False, "style": "lstmcast"}
    typed = {name: value for name, value in flags.items() if value != usual.get(name)}
    return ["lstmcast", "backtest", data, *options.as_arguments(typed, config), "--resume"]


def _alone(place: Destination) -> AbstractContextManager[None]:
    """Keep other runs away from the files that this one writes; raises LockedError."""
    from contextlib import nullcontext

    from lstmcast.files import lock

    return nullcontext() if place.file is None else lock(place.file)


def _forget(found: BacktestReport, checkpointing: Checkpointing) -> None:
    """Remove a checkpoint that nobody needs any more."""
    if found.ended == "finished" and checkpointing.path is not None:
        checkpointing.path.unlink(missing_ok=True)


def _end(
    terminal: Terminal,
    found: BacktestReport,
    settings: Config,
    document: dict[str, Any],
    signal_number: int | None,
) -> int:
    """Check the skill and print the document of what passed; return the exit code."""
    from lstmcast.workflows.checks import ensure_skill

    if signal_number is None:  # what was interrupted has not had its chance to show it
        ensure_skill(
            found.scores.standings[0].skill,
            settings.check.require_skill,
            hint="the scores are written; lower --require-skill, or keep the older model",
        )
    terminal.document(document)
    return 0 if signal_number is None else 128 + signal_number


def _choose(
    data: str, model: str | None, destination: Destination, *, pretrained: bool, resume: bool
) -> tuple[Subject, Checkpointing]:
    """Return what is tested, and where windows that are done are kept meanwhile."""
    from lstmcast.artifact.checkpoint_file import checkpoint_path
    from lstmcast.workflows.backtest import Checkpointing
    from lstmcast.workflows.backtest_plan import Subject

    destination.ensure_apart(None if data == "-" else data, model)
    if model is not None and pretrained:
        raise UsageError(
            "--pretrained tests no model file, and --model names one",
            hint="leave one of them out",
        )
    path = None if destination.file is None else checkpoint_path(destination.file)
    if resume and path is None:
        raise UsageError(
            "--resume needs a file that an unfinished run lies beside, and"
            f" --output {destination.path or '-'} is none",
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
