"""``lstmcast compare``: which kind of network does best on a file, and by how much."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lstmcast.cli import arguments, covariate_options, options
from lstmcast.cli.console import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstmcast.cli.destination import Destination
    from lstmcast.config import Config
    from lstmcast.evaluation.comparison import Wanted
    from lstmcast.workflows.reports import CompareReport

_COMPARISON = "Comparison"

Cells = Annotated[
    list[str] | None,
    typer.Option("--cells", metavar="NAMES", rich_help_panel=_COMPARISON,
                 help="Of lstm, gru, rnn, bilstm (these if not given), bigru, birnn."),
]  # fmt: skip
Sizes = Annotated[
    list[str] | None,
    typer.Option("--hidden", metavar="UNITS", rich_help_panel=_COMPARISON,
                 help="Widths of a layer, such as 32,64; as in training if not given."),
]  # fmt: skip
Seeds = Annotated[
    str | None,
    typer.Option("--seeds", metavar="NUMBER", rich_help_panel=_COMPARISON,
                 help="Trainings of each network; 3 if not given."),
]  # fmt: skip
Steps = Annotated[
    str | None,
    typer.Option("--steps", metavar="STEPS", rich_help_panel=_COMPARISON,
                 help="Steps of each training; 300 if not given."),
]  # fmt: skip
TimeLimit = Annotated[
    str | None,
    typer.Option("--time-limit", metavar="TIME", rich_help_panel=_COMPARISON,
                 help="Equal time instead of steps: 30s or 2m for each training."),
]  # fmt: skip
NoProbe = Annotated[
    bool,
    typer.Option("--no-probe", metavar="", rich_help_panel=_COMPARISON,
                 help="Leave out how far back each network remembers."),
]  # fmt: skip
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", rich_help_panel="Output",
                 help="Write a row for each training; - for standard output."),
]  # fmt: skip


def compare(
    context: typer.Context,
    data: arguments.Data,
    *,
    cells: Cells = None,
    sizes: Sizes = None,
    seeds: Seeds = None,
    steps: Steps = None,
    time_limit: TimeLimit = None,
    no_probe: NoProbe = False,
    seed: options.Seed = None,
    horizon: options.Horizon = None,
    lookback: options.Lookback = None,
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
    known: covariate_options.Known = None,
    past: covariate_options.Past = None,
    static: covariate_options.Static = None,
    static_file: covariate_options.StaticFile = None,
    categorical: covariate_options.Categorical = None,
    calendar: covariate_options.Calendar = None,
    holidays: covariate_options.Holidays = None,
    events: covariate_options.Events = None,
    output: Output = None,
    config: options.ConfigFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Train LSTM, GRU, RNN and BiLSTM alike; say which is best.

    \b
      lstmcast compare sales.csv
      lstmcast compare sales.csv --cells lstm,gru --hidden 32,64 --seeds 5
      lstmcast compare sales.csv --time-limit 30s -o comparison.csv
    """
    terminal = Terminal.of(json=json, quiet=quiet)
    flags = options.typed(context)
    settings = options.configure(flags, config)

    from lstmcast.cli.contenders import choose_contenders

    wanted = choose_contenders(cells, sizes, seeds, probe=not no_probe)
    destination = _choose_destination(terminal, (data, *settings.covariates.files), output)
    report, signal_number = _run(terminal, data, settings, wanted)
    if destination is not None and signal_number is None:
        _deliver(terminal, report, destination)
    terminal.document(_document(report, destination))
    _tell(terminal, report, destination)
    return 0 if signal_number is None else 128 + signal_number


def _choose_destination(
    terminal: Terminal, read: Sequence[str], output: str | None
) -> Destination | None:
    """Return where the rows go, None for nowhere; raises UsageError before any work."""
    from lstmcast.cli.destination import choose_destination

    if output is None:
        return None
    destination = choose_destination(output, None, json=terminal.json)
    destination.ensure_apart(*read)
    return destination


def _run(
    terminal: Terminal, data: str, settings: Config, wanted: Wanted
) -> tuple[CompareReport, int | None]:
    """Compare and return the report, and the number of the signal that ended the run early."""
    from lstmcast.cli.comparison_progress import ComparisonProgress
    from lstmcast.training.events import StopFlag
    from lstmcast.training.stopping import asking_to_stop
    from lstmcast.workflows.compare import compare as run

    stop, begun = StopFlag(), False
    with ExitStack() as stack, ComparisonProgress(stop, visible=terminal.progress) as progress:

        def tell(doing: str, done: float, parts: int) -> None:
            nonlocal begun
            if not begun:  # until now a signal ended the run at once: there was nothing to keep
                stack.enter_context(asking_to_stop(stop))
                begun = True
            progress.tell(doing, done, parts)

        report = run(data, settings, wanted, tell=tell, stop=stop)
    return report, (stop.requested or signal.SIGINT) if report.interrupted else None


def _deliver(terminal: Terminal, report: CompareReport, destination: Destination) -> None:
    from lstmcast.outputs.comparison_rows import encode_comparison

    destination.deliver(encode_comparison(report.comparison, destination.form), terminal)


def _document(report: CompareReport, destination: Destination | None) -> dict[str, Any]:
    from lstmcast.outputs.comparison_rows import SCHEMA, comparison_document

    written = destination is not None and not report.interrupted
    return {
        "schema": SCHEMA,
        "data": report.source.path,
        "season": report.season,
        "lookback": report.lookback,
        **comparison_document(report.comparison),
        "trainings": {"planned": report.trainings[1], "done": report.trainings[0]},
        "probes": {"planned": report.probes[1], "done": report.probes[0]},
        "interrupted": report.interrupted,
        "output": destination.path if destination is not None and written else None,
        "notes": report.notes,
    }


def _tell(terminal: Terminal, report: CompareReport, destination: Destination | None) -> None:
    """Print the table, words before and after it; the table goes to standard output."""
    from lstmcast.outputs import comparison, comparison_words, outcomes, summary

    ended = None
    if report.interrupted:
        ended = comparison_words.interrupted(
            report.trainings,
            report.probes,
            unwritten=None if destination is None else destination.path,
        )
        if terminal.quiet:
            terminal.warn(ended.plain)
    if not terminal.speaks:
        return
    glyphs, made = terminal.glyphs, report.comparison
    frequency = report.series.calendar.frequency
    terminal.say(
        summary.reading(report.source.path, report.source.rows, report.series, glyphs=glyphs),
        summary.facts(
            [
                *summary.roles(report.roles),
                *summary.grid(frequency, report.season, made.horizon, report.lookback),
            ]
        ),
        summary.remarks(report.notes, glyphs=glyphs),
        "",
        comparison_words.conditions(made),
    )
    if destination is None or destination.path is not None:
        terminal.show(comparison.comparison_table(made, width=terminal.chart_width, glyphs=glyphs))
    words = comparison_words.verdict(made, glyphs=glyphs)
    terminal.say(comparison_words.legend(made), "", words, ended)
    if destination is not None and destination.path is not None and not report.interrupted:
        terminal.say(outcomes.written(destination.path))
