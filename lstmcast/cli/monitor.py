"""``lstmcast monitor``: whether a job still does what it promised; nothing is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lstmcast.cli import options
from lstmcast.cli.console import Terminal
from lstmcast.errors import CheckFailedError

if TYPE_CHECKING:
    from lstmcast.jobs.watching import MonitorReport

Job = Annotated[str, typer.Argument(metavar="JOB", help="The job file, such as job.toml.")]


def monitor(job: Job, *, json: options.Json = False, quiet: options.Quiet = False) -> int:
    """Compare a job's past forecasts and newest data with what was promised.

    Ends with 1 where something is found, with 0 where all is well. False alarms on forecasts
    come once a year at most, on average, also if asked every night.

    \b
      lstmcast monitor job.toml
      lstmcast monitor job.toml --json
    """
    terminal = Terminal.of(json=json, quiet=quiet)

    from lstmcast.jobs.reading import read_job
    from lstmcast.jobs.watching import monitor_job

    report = monitor_job(read_job(Path(job), os.environ))
    terminal.document(_document(report))
    if terminal.quiet:
        for finding in report.findings:
            terminal.warn(f"{report.job}: {finding.message} [{finding.id}]")
    else:
        _show(terminal, report)
    return CheckFailedError.exit_code if report.findings else 0


def _document(report: MonitorReport) -> dict[str, Any]:
    return {
        "schema": 1,
        "kind": "monitor",
        "job": report.job,
        "model": report.model,
        "compared": report.compared,
        "findings": [
            {
                "id": finding.id,
                "code": finding.code,
                "subject": finding.subject or None,
                "message": finding.message,
                "suggestion": finding.suggestion,
                "series": finding.series,
            }
            for finding in report.findings
        ],
    }


def _show(terminal: Terminal, report: MonitorReport) -> None:
    from lstmcast.outputs.findings import findings_table

    if report.findings:
        rows = [
            (finding.id, finding.message, finding.suggestion, finding.series)
            for finding in report.findings
        ]
        terminal.show(findings_table(rows))
    else:
        terminal.show(f"{report.job}: nothing found.")
    if not report.compared:
        terminal.say(
            f"Nothing was kept of the data that {report.model} was trained on, so only its"
            " forecasts are judged."
        )
