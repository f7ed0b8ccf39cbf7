"""``lstmcast init``: a job file to begin with, from what is understood of the data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lstmcast.cli import arguments, covariate_options, options
from lstmcast.cli.console import Terminal
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from lstmcast.jobs.proposal import Proposal
    from lstmcast.workflows.reports import DataReport

Data = Annotated[str, typer.Argument(metavar="DATA", help="The CSV file that the job will read.")]


def init(
    context: typer.Context,
    data: Data,
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
    output: arguments.Output = arguments.STDOUT,
    config: options.ConfigFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Write a job file for unattended runs, with all settings explained.

    \b
      lstmcast init sales.csv > job.toml
      lstmcast init sales.csv --horizon 28 -o nightly.toml
      lstmcast run job.toml --dry-run
    """
    terminal = Terminal.of(json=json, quiet=quiet)
    settings = options.configure(options.typed(context), config)
    path = _choose_path(output)

    from lstmcast.jobs.proposal import propose_job
    from lstmcast.jobs.template import job_template

    proposal = propose_job(data, settings, folder=Path.cwd() if path is None else path.parent)
    text = job_template(proposal.used)
    _deliver(terminal, text, path)
    if terminal.json:
        terminal.document(_document(proposal, text, path))
    _tell(terminal, proposal.report, path)
    return 0


def _choose_path(output: str) -> Path | None:
    """Return the file to write, None for standard output; raises UsageError before any work."""
    if output == arguments.STDOUT:
        return None
    from lstmcast.files import ensure_writable

    path = Path(output)
    if path.exists() or path.is_symlink():
        raise UsageError(
            f"{path} is there already, and what was changed in it would be lost",
            hint="choose another place with --output FILE, or remove it first",
        )
    ensure_writable(path)
    return path


def _deliver(terminal: Terminal, text: str, path: Path | None) -> None:
    from lstmcast.files import write_atomic

    if path is not None:
        write_atomic(path, text.encode())
    elif not terminal.json:
        terminal.write(text.encode())


def _document(proposal: Proposal, text: str, path: Path | None) -> dict[str, Any]:
    """Return the JSON document: about the job file, and with ``--output -`` the file too."""
    import tomllib

    return {
        "schema": 1,
        "data": proposal.report.source.path,
        "output": path,
        "settings": tomllib.loads(text),
        "notes": proposal.report.notes,
        **({"job": text} if path is None else {}),
    }


def _tell(terminal: Terminal, report: DataReport, path: Path | None) -> None:
    if not terminal.speaks:
        return
    from lstmcast.outputs import outcomes, summary

    glyphs, calendar = terminal.glyphs, report.series.calendar
    grid = summary.grid(calendar.frequency, report.season, report.horizon)
    terminal.say(
        summary.reading(report.source.path, report.source.rows, report.series, glyphs=glyphs),
        summary.facts([*summary.roles(report.roles), *grid]),
        summary.remarks(report.notes, glyphs=glyphs),
        "",
        outcomes.following(["lstmcast", "run", str(path or "job.toml"), "--dry-run"]),
    )
