"""What a scheduler has to know to run a job: the command, where, when, and what it may touch."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from lstmcast.errors import UsageError
from lstmcast.jobs.cron import Cron
from lstmcast.jobs.spec import JobSpec
from lstmcast.settings import PREFIX

_LOG = f"{PREFIX}NOTIFY_LOG_FILE"
_USUAL_FOLDERS = ("/usr/local/bin", "/usr/bin", "/bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A job and its time; every path is absolute, as schedulers know no working directory."""

    name: str
    job: Path
    cron: Cron
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]  # variables to set, PATH among them
    writes: tuple[Path, ...]  # folders that a run writes to; none lies in another
    reads: tuple[Path, ...]  # what else it needs
    nice: int
    time_limit: timedelta | None
    devices: bool  # whether it may need a graphics processor

    @property
    def folder(self) -> Path:
        """Return the folder of the job file, in which the job runs."""
        return self.job.parent


def plan_schedule(spec: JobSpec, cron: Cron, *, interpreter: Path) -> Schedule:
    """Return how a job is to be run by ``interpreter``, the Python that runs this.

    Raises UsageError for paths that neither crontab nor units can hold.
    """
    program = _program(interpreter)
    schedule = Schedule(
        name=spec.name,
        job=spec.path,
        cron=cron,
        command=(*program, "run", "--quiet", str(spec.path)),
        environment=_environment(spec, interpreter),
        writes=_outermost(
            [path.parent for path in (spec.state, spec.output, *_told(spec)) if path is not None]
        ),
        reads=(spec.path, spec.source, interpreter),
        nice=10 if spec.limits.nice is None else spec.limits.nice,
        time_limit=spec.limits.time_limit,
        devices=spec.config.training.device != "cpu",
    )
    values = [value for _, value in schedule.environment]
    for text in (*schedule.command, *values, *map(str, schedule.writes)):
        if not text.isprintable():
            raise UsageError(
                f"{text!r} cannot stand in a crontab or a unit",
                hint="rename the folder or the file",
            )
    return schedule


def _program(interpreter: Path) -> tuple[str, ...]:
    """Return the words that start lstmcast: the script beside the interpreter, or its module."""
    script = interpreter.with_name("lstmcast")
    if os.access(script, os.X_OK):
        return (str(script),)
    # -P: what lies in the folder of the job is no module of lstmcast's.
    return (str(interpreter), "-P", "-m", "lstmcast")


def _environment(spec: JobSpec, interpreter: Path) -> tuple[tuple[str, str], ...]:
    """Return PATH, and where the log goes unless the job file says so already."""
    search = ":".join(dict.fromkeys((str(interpreter.parent), *_USUAL_FOLDERS)))
    if spec.notify.log_file is not None:
        return (("PATH", search),)
    return (("PATH", search), (_LOG, str(spec.state.with_suffix(".log"))))


def _told(spec: JobSpec) -> tuple[Path | None, ...]:
    return (spec.notify.prometheus, spec.notify.log_file)


def _outermost(folders: list[Path]) -> tuple[Path, ...]:
    """Return folders in order, without those that lie in another one of them."""
    distinct = sorted(set(folders))
    return tuple(
        folder for folder in distinct if not any(other in folder.parents for other in distinct)
    )
