"""``lstmcast train``: learn from a file, test, write a model."""

from __future__ import annotations

import shlex
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from lstmcast.cli import arguments, covariate_options, options
from lstmcast.cli.console import Terminal
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.text import Text

    from lstmcast.config import Config
    from lstmcast.training.events import TrainingEvent
    from lstmcast.workflows.reports import NewModel, TrainReport


def train(
    context: typer.Context,
    data: arguments.Data,
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
    cutoff: options.Cutoff = None,
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
    min: options.Min = None,
    max: options.Max = None,
    integer: options.Integer = None,
    lookback: options.Lookback = None,
    cell: options.Cell = None,
    bidirectional: options.Bidirectional = None,
    hidden: options.Hidden = None,
    layers: options.Layers = None,
    start: options.Start = None,
    seed: options.Seed = None,
    device: options.Device = None,
    time_limit: options.TimeLimit = None,
    resume: options.Resume = False,
    require_skill: options.RequireSkill = None,
    fallback: options.Fallback = None,
    output: options.ModelOutput = "model.safetensors",
    config: options.ConfigFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Learn from a CSV file, test on data held back, write a model.

    \b
      lstmcast train sales.csv
      lstmcast train sales.csv --horizon 28 -o weekly.safetensors
      lstmcast train shops.csv --id shop,item --target units --time-limit 10m
    """
    terminal, flags = Terminal.of(json=json, quiet=quiet), options.typed(context)
    settings = options.configure(flags, config)
    report, signal_number = _run(terminal, data, settings, output=output, resume=resume)
    command = _next_command(report, data, flags, config)
    return _end(terminal, report, command, signal_number)


def _end(
    terminal: Terminal, report: TrainReport, command: list[str], signal_number: int | None
) -> int:
    """Say what came of it and what to type next; return the exit code."""
    terminal.document(_document(report))
    _tell(terminal, report, command)
    return 0 if signal_number is None else _interrupted(terminal, report, command, signal_number)


def _interrupted(
    terminal: Terminal, report: TrainReport, command: list[str], signal_number: int
) -> int:
    """Return the exit code of a signal; those who asked for silence hear how to go on."""
    if terminal.quiet:
        kept = _left_behind(report)
        terminal.warn(f"{kept} Go on with: {shlex.join(command)}")
    return 128 + signal_number


def _run(
    terminal: Terminal, data: str, settings: Config, *, output: str, resume: bool
) -> tuple[TrainReport, int | None]:
    """Train and return the report, and the number of the signal that ended training early."""
    from lstmcast.cli.progress import TrainingProgress
    from lstmcast.files import ensure_apart, ensure_writable
    from lstmcast.training.events import StopFlag
    from lstmcast.training.stopping import asking_to_stop

    if output == arguments.STDOUT:
        raise UsageError(
            "a model cannot go to standard output", hint="name a file: --output model.safetensors"
        )
    model_path = Path(output)
    ensure_writable(model_path)
    ensure_apart(model_path, *map(Path, (data, *settings.covariates.files)))

    from lstmcast.workflows.train import train as run

    stop, begun = StopFlag(), False
    with ExitStack() as stack, TrainingProgress(stop, visible=terminal.progress) as progress:

        def listen(event: TrainingEvent) -> None:
            nonlocal begun
            if not begun:  # until now a signal ended the run at once: there was nothing to keep
                stack.enter_context(asking_to_stop(stop))
                begun = True
            progress.listen(event)

        report = run(data, settings, model_path=model_path, resume=resume, listen=listen, stop=stop)
    return report, (stop.requested or signal.SIGINT) if report.interrupted else None


def _document(report: TrainReport) -> dict[str, Any]:
    """Return the JSON document; of an older model that stays in the place it says nothing."""
    from lstmcast.outputs.metrics import SCHEMA, metrics_document

    new = report.model
    document: dict[str, Any] = {"schema": SCHEMA, "model": None}
    if new is not None:
        document = metrics_document(new.manifest, model_path=report.model_path)
    return {
        **document,
        "metrics": report.metrics_path if new is not None else None,
        "published": new is not None,
        "checkpoint": report.checkpoint_path,
        "notes": report.notes,
    }


def _tell(terminal: Terminal, report: TrainReport, command: list[str]) -> None:
    from lstmcast.outputs import outcomes, summary

    glyphs = terminal.glyphs
    terminal.say(
        summary.reading(report.source.path, report.source.rows, report.series, glyphs=glyphs)
    )
    if report.model is None:
        terminal.say(summary.remarks(report.notes, glyphs=glyphs))
    else:
        _tell_of_model(terminal, report, report.model)
    terminal.say("", *_files(report), outcomes.following(command))


def _tell_of_model(terminal: Terminal, report: TrainReport, new: NewModel) -> None:
    from lstmcast.outputs import candidates, outcomes, preview, summary, tables

    manifest, glyphs = new.manifest, terminal.glyphs
    terminal.say(
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
            ]
        ),
        summary.remarks(report.notes, glyphs=glyphs),
        "",
        outcomes.training(manifest),
        *candidates.candidate_table(manifest.candidates, trust=manifest.trust, glyphs=glyphs),
    )
    if manifest.holdout is not None:
        width = terminal.chart_width
        scored = tables.holdout_report(manifest.holdout, manifest, width=width, glyphs=glyphs)
        terminal.say(*scored)
    terminal.say(
        "",
        *preview.chart(report.series, new.example, width=terminal.chart_width, glyphs=glyphs),
    )


def _files(report: TrainReport) -> list[Text]:
    from lstmcast.outputs import outcomes

    lines = []
    if report.model is not None:
        lines.append(outcomes.written(report.model_path, report.metrics_path))
    if report.interrupted:
        lines.append(_left_behind(report))
    return lines


def _left_behind(report: TrainReport) -> Text:
    from lstmcast.outputs import outcomes

    return outcomes.interrupted(
        published=report.model is not None, older=report.model_path.exists()
    )


def _next_command(
    report: TrainReport, data: str, flags: Mapping[str, object], config: str | None
) -> list[str]:
    """Return what to type next: go on with an interrupted training, or predict.

    Where the forecast needs rows to come that are not there, they are to be written first.
    """
    model = str(report.model_path)
    if report.checkpoint_path is not None:
        typed = options.as_arguments(flags, config)
        return ["lstmcast", "train", data, *typed, "--output", model, "--resume"]
    beside = {name: value for name, value in flags.items() if name in {"static_file", "future"}}
    source = ["DATA.csv"] if data == "-" else []
    named = [] if model == "model.safetensors" else ["-m", model]
    words = [*source, *named, *options.as_arguments(beside, None)]
    if report.model is None or not report.model.lacks_rows:
        return ["lstmcast", "predict", *words]
    return ["lstmcast", "future-template", *words, "-o", "future.csv"]
