"""``lstmcast schedule``: a job for cron or systemd; nothing is installed unless asked for."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lstmcast.cli import options
from lstmcast.cli.console import Terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstmcast.jobs.schedule import Schedule

_SCHEDULE = "Schedule"

Job = Annotated[str, typer.Argument(metavar="JOB", help="A job file, see lstmcast init.")]
At = Annotated[
    str,
    options.option(
        _SCHEDULE, 'When, as cron has it: "0 6 * * *" is daily at six.', "--at", metavar="CRON"
    ),
]
Systemd = Annotated[
    bool, options.option(_SCHEDULE, "A service and a timer, not a line for cron.", "--systemd")
]
Install = Annotated[
    bool,
    options.option(
        _SCHEDULE, "Put it in place, not on standard output: yours, no other user's.", "--install"
    ),
]


def schedule(
    job: Job,
    *,
    at: At,
    systemd: Systemd = False,
    install: Install = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Show the line for cron, or the units for systemd, that run a job.

    \b
      lstmcast schedule job.toml --at "0 6 * * *"
      lstmcast schedule job.toml --at "30 5 * * mon-fri" --systemd
      lstmcast schedule job.toml --at @daily --install
    """
    terminal = Terminal.of(json=json, quiet=quiet)

    from lstmcast.jobs.cron import read_cron
    from lstmcast.jobs.reading import read_job
    from lstmcast.jobs.schedule import plan_schedule

    cron = read_cron(at)
    # Neither cron nor systemd will have the variables that happen to be set here.
    plan = plan_schedule(read_job(Path(job), {}), cron, interpreter=Path(sys.executable))
    texts = _texts(plan, systemd=systemd)
    written: tuple[str, ...] = ()
    if install:
        written = _install(terminal, plan, systemd=systemd)
    elif not terminal.json:
        terminal.write("\n".join(texts.values()).encode())
    terminal.document(
        {
            "schema": 1,
            "job": plan.job,
            "cron": plan.cron.text,
            "command": plan.command,
            "texts": texts,
            "installed": written,
        }
    )
    return 0


def _texts(plan: Schedule, *, systemd: bool) -> Mapping[str, str]:
    """Return what is to be put in place, by the name of where it goes."""
    from lstmcast.jobs.crontab import crontab_block
    from lstmcast.jobs.units import units

    if not systemd:
        return {"crontab": crontab_block(plan)}
    # Each text names itself: on standard output nothing else says where one ends.
    return {name: f"# {name}\n{text}" for name, text in units(plan).items()}


def _install(terminal: Terminal, plan: Schedule, *, systemd: bool) -> tuple[str, ...]:
    """Put it in place and say so; return where."""
    from lstmcast.outputs import outcomes

    if not systemd:
        from lstmcast.jobs.crontab import install_crontab

        changed = install_crontab(plan, os.environ)
        terminal.say(outcomes.scheduled("your crontab", changed=changed))
        return ("crontab",)
    from lstmcast.jobs.install_units import install_units

    paths = tuple(str(path) for path in install_units(plan, os.environ))
    for path in paths:
        terminal.say(outcomes.scheduled(path, changed=True))
    terminal.say(outcomes.following(["loginctl", "enable-linger"]))
    return paths
