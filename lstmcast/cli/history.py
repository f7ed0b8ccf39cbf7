"""``lstmcast history``: the last runs of a job, and how good its forecasts were."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from lstmcast.cli import arguments, options
from lstmcast.cli.console import Terminal
from lstmcast.errors import UsageError

Runs = Annotated[
    str, options.option(options.OUTPUT, "How many runs, the newest.", "--runs", metavar="NUMBER")
]
Csv = Annotated[bool, options.option(options.OUTPUT, "Rows of CSV on standard output.", "--csv")]


def history(
    job: arguments.Job, *, runs: Runs = "20", csv: Csv = False, json: options.Json = False
) -> int:
    """Show the last runs of a job: exit codes, durations, skill, coverage.

    \b
      lstmcast history job.toml
      lstmcast history job.toml --runs 60 --csv > runs.csv
    """
    terminal = Terminal.of(json=json, quiet=False)
    if not runs.isdecimal() or int(runs) < 1:
        raise UsageError(f"--runs must be a whole number above zero, not {runs}", hint="--runs 20")

    from lstmcast.jobs.history import summarise
    from lstmcast.jobs.ledger_place import ledger_of
    from lstmcast.jobs.reading import read_job
    from lstmcast.outputs.history import history_report
    from lstmcast.outputs.history_rows import history_csv

    spec = read_job(Path(job), os.environ)
    with ledger_of(spec, read_only=True) as ledger:
        report = summarise(ledger, int(runs), job=spec.name)
    terminal.document({"schema": 1, "kind": "history", **report.to_dict()})
    if csv and not terminal.json:
        terminal.write(history_csv(report))
    else:
        terminal.show(*history_report(report, width=terminal.chart_width, glyphs=terminal.glyphs))
    return 0
