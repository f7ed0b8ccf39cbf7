"""Run commands as their own processes and see what they cost.

The measuring process has to stay small: on Linux the peak memory of a child begins at what
its parent held when it was started. So neither numpy nor pandas is imported here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

LSTMCAST = (str(Path(sys.executable).with_name("lstmcast")),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished process."""

    exit_code: int
    seconds: float
    processor_seconds: float
    peak_mb: float
    output: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The median of several runs."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def importing(modules: str) -> list[str]:
    """Return the command that imports modules and ends."""
    return [sys.executable, "-c", f"import {modules}"]


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a command in a folder, without standard input and in a clean environment."""
    with TemporaryFile() as output, TemporaryFile() as words:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=words,
            cwd=folder,
            env=_environment(),
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        for stream in (output, words):
            stream.seek(0)
        return Run(
            exit_code=process.returncode,
            seconds=seconds,
            processor_seconds=usage.ru_utime + usage.ru_stime,
            peak_mb=usage.ru_maxrss / 1024,
            output=output.read().decode(),
            words=words.read().decode(),
        )


def run_or_fail(command: Sequence[str], folder: Path) -> Run:
    """Run a command that has to succeed; raises RuntimeError with its words when it does not."""
    finished = run(command, folder)
    if finished.exit_code != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {finished.exit_code}: {finished.words}")
    return finished


def compare(
    command: Sequence[str], baseline: Sequence[str], folder: Path, *, rounds: int
) -> tuple[Cost, Cost]:
    """Run both commands ``rounds`` times in turns and return the cost of each.

    A first run of each fills the caches and is not counted. Who goes first alternates, so
    that a machine that is getting busy is not held against one of them.
    """
    runs: tuple[list[Run], list[Run]] = ([], [])
    pair = (command, baseline)
    for words in pair:
        run_or_fail(words, folder)
    for turn in range(rounds):
        for side in (0, 1) if turn % 2 == 0 else (1, 0):
            runs[side].append(run_or_fail(pair[side], folder))
    return _cost(runs[0]), _cost(runs[1])


def _environment() -> dict[str, str]:
    """Return the environment without what would change lstmcast or keep it uncompiled.

    pip compiles a package that it installs; an editable one is compiled by its first run,
    unless that is forbidden.
    """
    return {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("LSTMCAST_") and name != "PYTHONDONTWRITEBYTECODE"
    }


def _cost(runs: list[Run]) -> Cost:
    return Cost(
        seconds=median(each.seconds for each in runs),
        processor_seconds=median(each.processor_seconds for each in runs),
        peak_mb=median(each.peak_mb for each in runs),
    )
