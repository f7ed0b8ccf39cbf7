"""``lstmcast rollback``: let the model before the present one forecast again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lstmcast.cli import arguments, options
from lstmcast.cli.console import Terminal

if TYPE_CHECKING:
    from lstmcast.data.notes import Note


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

    def tell(note: Note) -> None:
        if note.level == "warning":
            terminal.warn(note.text)
        else:
            terminal.say(note.text)

    spec = read_job(Path(job), os.environ)
    done = take_back(spec, tell=tell)
    taken, target = done.taken.name, done.target.name
    terminal.document(
        {"schema": 1, "kind": "rollback", "job": spec.name, "from": taken, "to": target}
    )
    terminal.say(f"{taken} was taken back; {target} forecasts again")
    return 0
