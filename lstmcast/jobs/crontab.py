"""A job's block in a crontab: its lines, between two marks, and how they get there."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping

from lstmcast.errors import UsageError
from lstmcast.jobs.schedule import Schedule

_PATIENCE = 30  # seconds for crontab to answer


def crontab_block(schedule: Schedule) -> str:
    """Return the lines of a job for a crontab, with the marks by which it is found again.

    Variables are set in the command: as lines of their own they would be meant for all that
    follows.
    """
    variables = " ".join(f"{name}={shlex.quote(value)}" for name, value in schedule.environment)
    run = f"{variables} {shlex.join(schedule.command)}"
    command = f"cd {shlex.quote(str(schedule.folder))} && {run}"
    begin, end = _marks(schedule)
    return "\n".join(
        (
            begin,
            "# Silent when all is well. What fails is mailed to MAILTO, a line above the jobs:",
            '# MAILTO=you@example.com; without it to the owner of the crontab, with "" to nobody.',
            # cron ends a command at a percent sign, quoted or not, and takes off the backslash.
            f"{schedule.cron.text} {command}".replace("%", r"\%"),
            end,
            "",
        )
    )


def merge_block(crontab: str, schedule: Schedule) -> str:
    """Return a crontab with the block of a job: in place of its older one, or at the end.

    All other lines stay as they are. Raises UsageError where the marks are not a pair.
    """
    begin, end = _marks(schedule)
    lines = crontab.splitlines(keepends=True)
    places = [
        [number for number, line in enumerate(lines) if line.rstrip("\r\n") == mark]
        for mark in (begin, end)
    ]
    block = crontab_block(schedule)
    if places == [[], []]:
        ended = "" if not crontab or crontab.endswith("\n") else "\n"
        return f"{crontab}{ended}{block}"
    if [len(found) for found in places] != [1, 1] or places[0] > places[1]:
        raise UsageError(
            f"the marks of {schedule.job} in the crontab are not one pair, so nothing is changed",
            hint=f"crontab -e, and remove what stands between {begin!r} and {end!r}, both included",
        )
    [first], [last] = places
    return "".join((*lines[:first], block, *lines[last + 1 :]))


def install_crontab(schedule: Schedule, environ: Mapping[str, str]) -> bool:
    """Put the block of a job into the crontab of the user; return whether it changed.

    Raises UsageError where there is no crontab command, or it refuses.
    """
    program = shutil.which("crontab", path=environ.get("PATH"))
    if program is None:
        raise UsageError(
            "there is no crontab command on this machine, so nothing was installed",
            hint="install cron, or use --systemd",
        )
    present = _crontab(program, "-l", environ)
    if present.returncode != 0 and "no crontab" not in present.stderr.lower():
        # Whatever it was, to go on would be to replace lines that could not be read.
        raise _refused("-l", present)
    older = present.stdout if present.returncode == 0 else ""
    newer = merge_block(older, schedule)
    if newer == older:
        return False
    written = _crontab(program, "-", environ, newer)
    if written.returncode != 0:
        raise _refused("-", written)
    return True


def _marks(schedule: Schedule) -> tuple[str, str]:
    return f"# >>> lstmcast {schedule.job}", f"# <<< lstmcast {schedule.job}"


def _crontab(
    program: str, argument: str, environ: Mapping[str, str], text: str = ""
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - the words are ours, the text is no command line
            [program, argument],
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",  # other people's lines come back as they were
            env={**environ, "LC_ALL": "C"},
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"{os.path.basename(program)} cannot be run: {error}") from error


def _refused(argument: str, ended: subprocess.CompletedProcess[str]) -> UsageError:
    said = ended.stderr.strip().splitlines()
    return UsageError(
        f"crontab {argument} failed: {said[0] if said else f'exit code {ended.returncode}'}",
        hint="nothing was installed; the line can be added by hand with crontab -e",
    )
