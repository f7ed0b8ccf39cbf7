"""``lstmcast rollback``: let the model before the present one forecast again."""

from __future__ import annotations

import os
from pathlib import Path

from lstmcast.cli import arguments, options
from lstmcast.cli.console import Terminal


def rollback(
    job: arguments.Job, *, json: options.Json = False, quiet: options.Quiet = False
) -> int:
    """Take the present model of a job back; the one before it forecasts again.

    \b
      lstmcast rollback job.toml
      lstmcast rollback job.toml && lstmcast run job.toml
    """
    terminal = Terminal.of(json=json, quiet=quiet)

    from lstmcast.jobs.reading import read_job
    from lstmcast.jobs.takeback import take_back

    spec = read_job(Path(job), os.environ)
    taken, target = take_back(spec)
    terminal.document(
        {"schema": 1, "kind": "rollback", "job": spec.name, "from": taken.name, "to": target.name}
    )
    terminal.say(f"{taken.name} was taken back; {target.name} forecasts again")
    return 0
