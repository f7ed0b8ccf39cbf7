"""Runs of a job as processes that begin at once, because all they import was imported before.

Each is forked off a server that only imports: so hundreds of them cost little, and a moment
that is drawn at random falls into the work and not into imports.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

_IMPORTED = [
    "filelock",
    "torch",
    "lstmcast.cli.app",
    "lstmcast.jobs.backfill",
    "lstmcast.jobs.challenge",
    "lstmcast.jobs.limits",
    "lstmcast.jobs.night",
    "lstmcast.jobs.night_shelf",
    "lstmcast.jobs.notices",
    "lstmcast.jobs.reading",
    "lstmcast.workflows.training",
]
_PATIENCE = 120  # seconds; only a hang takes this long


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProcess:
    """A run of the tool that was started, and the files that its words go to."""

    process: BaseProcess
    folder: Path
    out: Path
    err: Path

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        assert self.process.pid is not None
        return self.process.pid

    @property
    def events(self) -> list[dict[str, Any]]:
        """Return what was told so far with ``--log-format json``, whole lines only."""
        whole, _, _ = self.err.read_text().rpartition("\n")
        return [json.loads(line) for line in whole.splitlines()]

    @property
    def document(self) -> dict[str, Any]:
        """Return what was said with ``--json``."""
        said: dict[str, Any] = json.loads(self.out.read_text())
        return said

    def wait_for(self, event: str) -> None:
        """Return as soon as an event was told; TimeoutError where it never is."""
        deadline = time.monotonic() + _PATIENCE
        while event not in [told["event"] for told in self.events]:
            if not self.process.is_alive() or time.monotonic() > deadline:
                raise TimeoutError(f"no {event}: {self.err.read_text()}")
            time.sleep(0.01)

    def work_for(self, seconds: float) -> None:
        """Return once the process has worked so long, however busy the machine is."""
        until = self._worked() + seconds
        deadline = time.monotonic() + _PATIENCE
        while self.process.is_alive() and self._worked() < until and time.monotonic() < deadline:
            time.sleep(0.01)

    def kill(self) -> bool:
        """Kill the process with SIGKILL, and return whether it was still at work."""
        self.process.kill()
        return self.end() == -signal.SIGKILL

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def end(self) -> int:
        """Wait for the end; return the exit code, or the signal's number below zero."""
        self.process.join(_PATIENCE)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
            raise TimeoutError(f"it hangs: {self.err.read_text()}")
        return self.process.exitcode

    def _worked(self) -> float:
        """Return seconds of the processor so far; see proc(5), fields 14 and 15 of stat."""
        try:
            text = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return float("inf")  # it has ended
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start(folder: Path, arguments: Sequence[str], *, name: str = "run") -> JobProcess:
    """Start the tool in a folder; its words go to ``<name>.out`` and ``<name>.err`` there."""
    out, err = folder / f"{name}.out", folder / f"{name}.err"
    for path in (out, err):
        path.write_bytes(b"")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    process = context.Process(target=_work, args=(folder, tuple(arguments), out, err))
    process.start()
    return JobProcess(process=process, folder=folder, out=out, err=err)


def finish(folder: Path, arguments: Sequence[str]) -> JobProcess:
    """Run the tool to its end, which has to be a good one."""
    done = start(folder, arguments)
    code = done.end()
    assert code == 0, (code, done.out.read_text(), done.err.read_text())
    return done


def _work(folder: Path, arguments: tuple[str, ...], out: Path, err: Path) -> None:
    """Be the process: as ``python -m lstmcast`` in this folder, with nothing on standard input."""
    from lstmcast.cli.app import main

    os.chdir(folder)
    for path, descriptor in ((out, 1), (err, 2)):
        opened = os.open(path, os.O_WRONLY | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["lstmcast", *arguments]
    code = main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
