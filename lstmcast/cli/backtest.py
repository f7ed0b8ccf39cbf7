"""``lstmcast backtest``: how wrong would it have been, and against what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lstmcast.cli import arguments, backtest_options, covariate_options, options
from lstmcast.cli.backtest_results import publish, tell
from lstmcast.cli.console import Terminal
from lstmcast.cli.model_choice import refuse_learnt
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from lstmcast.cli.destination import Destination
    from lstmcast.config import Config
    from lstmcast.outputs.forecasts import Style
    from lstmcast.workflows.backtest import Checkpointing
    from lstmcast.workflows.backtest_plan import Subject
    from lstmcast.workflows.reports import BacktestReport

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
    context: typer.Context,
    data: arguments.Data,
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
    min: options.Min = None,
    max: options.Max = None,
    integer: options.Integer = None,
    require_skill: options.RequireSkill = None,
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
    calendar: covariate_options.Calendar = None,
    holidays: covariate_options.Holidays = None,
    events: covariate_options.Events = None,
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
    terminal = Terminal.of(json=json, quiet=quiet)
    settings = options.configure(options.typed(context), config)
    outputs = _choose_outputs(terminal, output, format, style, plot)
    chosen = _choose(context, data, model, outputs.place, pretrained=pretrained, resume=resume)
    found, document, signal_number = _test(terminal, data, settings, chosen, outputs)
    tell(terminal, found, outputs.place, again=_again(context, data, config))
    return _end(terminal, found, settings, document, signal_number)


def _test(
    terminal: Terminal,
    data: str,
    settings: Config,
    chosen: tuple[Subject, Checkpointing],
    outputs: _Outputs,
) -> tuple[BacktestReport, dict[str, Any], int | None]:
    """Test and publish; return what was found, what to say and the signal that ended it early."""
    subject, checkpointing = chosen
    outputs.place.ensure_apart(*settings.covariates.files)
    with _alone(outputs.place):
        found, signal_number = _run(terminal, data, settings, subject, checkpointing)
        document = outputs.publish(terminal, found, subject.model_path)
        _forget(found, checkpointing)
    return found, document, signal_number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outputs:
    """What is written, where and how."""

    place: Destination
    names: Style
    picture: Path | None

    def publish(self, terminal: Terminal, found: BacktestReport, model: Path | None) -> Any:
        """Write it all, and return the document to print."""
        named = None if model is None else str(model)
        return publish(terminal, found, self.place, named, names=self.names, picture=self.picture)


def _choose_outputs(
    terminal: Terminal, output: str | None, form: str | None, style: str, plot: str | None
) -> _Outputs:
    """Return what is to be written; raises UsageError before any work is done."""
    from lstmcast.cli.destination import choose_destination, choose_style
    from lstmcast.cli.plot import choose_plot

    return _Outputs(
        place=choose_destination(output, form, json=terminal.json, stem="backtest"),
        names=choose_style(style),
        picture=choose_plot(plot),
    )


def _again(context: typer.Context, data: str, config: str | None) -> list[str]:
    """Return the command that goes on where an unfinished run stopped."""
    usual = {"model": None, "pretrained": False, "style": "lstmcast"}
    usual |= dict.fromkeys(("output", "format", "plot"))
    placed = {name: context.params[name] for name in usual}
    typed = options.typed(context) | {k: v for k, v in placed.items() if v != usual[k]}
    return ["lstmcast", "backtest", data, *options.as_arguments(typed, config), "--resume"]


def _alone(place: Destination) -> AbstractContextManager[None]:
    """Keep other runs away from the files that this one writes; raises LockedError."""
    from contextlib import nullcontext

    from lstmcast.locking import lock

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
    context: typer.Context,
    data: str,
    model: str | None,
    destination: Destination,
    *,
    pretrained: bool,
    resume: bool,
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
    if pretrained:
        refuse_learnt(context)
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
