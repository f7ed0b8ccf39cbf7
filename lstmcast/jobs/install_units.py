"""Service and timer into the user's own systemd, and the timer started."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from lstmcast.errors import UsageError
from lstmcast.files import ensure_writable, write_atomic
from lstmcast.jobs.schedule import Schedule
from lstmcast.jobs.units import mark, units

_PATIENCE = 60  # seconds for systemctl to answer


def install_units(schedule: Schedule, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Write both units below ``~/.config/systemd/user``, start the timer, return the files.

    Raises UsageError where there is no systemctl, no home, a unit of that name for another job,
    or systemd refuses.
    """
    program = shutil.which("systemctl", path=environ.get("PATH"))
    if program is None:
        raise UsageError(
            "there is no systemctl command on this machine, so nothing was installed",
            hint="leave out --systemd, and cron runs the job",
        )
    folder = _folder(environ)
    texts = {folder / name: text for name, text in units(schedule).items()}
    for path in texts:
        _refuse_foreign(path, schedule)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make {folder}: {error.strerror}") from error
    for path in texts:
        ensure_writable(path)
    for path, text in texts.items():
        write_atomic(path, text.encode())
    timer = next(path.name for path in texts if path.suffix == ".timer")
    _systemctl(program, ("daemon-reload",), environ)
    _systemctl(program, ("enable", "--now", timer), environ)
    return tuple(texts)


def _folder(environ: Mapping[str, str]) -> Path:
    if configured := environ.get("XDG_CONFIG_HOME"):
        return Path(configured, "systemd", "user")
    if home := environ.get("HOME"):
        return Path(home, ".config", "systemd", "user")
    raise UsageError(
        "there is no HOME, so no place for the units of a user",
        hint="set HOME, or leave out --install and put the units into /etc/systemd/system",
    )


def _refuse_foreign(path: Path, schedule: Schedule) -> None:
    """Raise UsageError where a unit is there that was not made for this job."""
    if not path.exists():
        return
    try:
        first = path.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    if first != f"# {mark(schedule)}":
        raise UsageError(
            f"{path} is there already, and was not written for {schedule.job}",
            hint='give the job another name: name = "..." below [job]',
        )


def _systemctl(program: str, arguments: tuple[str, ...], environ: Mapping[str, str]) -> None:
    try:
        ended = subprocess.run(  # noqa: S603 - our own words
            [program, "--user", *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            env={**environ, "LC_ALL": "C"},
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"systemctl cannot be run: {error}") from error
    if ended.returncode != 0:
        said = ended.stderr.strip().splitlines()
        raise UsageError(
            f"systemctl --user {' '.join(arguments)} failed:"
            f" {said[0] if said else f'exit code {ended.returncode}'}",
            hint="the units are written; once a user's systemd is there, type it again",
        )
