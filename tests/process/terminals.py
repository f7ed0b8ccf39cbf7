"""Processes that are watched while they work, on a terminal of their own where wanted."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from running import PATIENCE, TOOL, Finished, environment

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(slots=True)
class Watched:
    """A process whose words go to a terminal; ``shown`` is what has appeared there so far."""

    process: subprocess.Popen[bytes]
    terminal: int
    shown: bytearray = field(default_factory=bytearray)

    @property
    def text(self) -> str:
        """Return what the terminal showed, without escape codes."""
        return ESCAPES.sub("", self.shown.decode(errors="replace"))

    def wait_for(self, pattern: str) -> None:
        """Return as soon as the terminal shows a match, or fail when the process ends first."""
        self._read(lambda: re.search(pattern, self.text) is not None)
        assert re.search(pattern, self.text), self.text

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def finish(self) -> Finished:
        """Return how the process ended; its words are those on the terminal."""
        self._read(lambda: False)
        out, _ = self.process.communicate(timeout=PATIENCE)
        return Finished(code=self.process.returncode, out=out, err=self.text.encode())

    def _read(self, enough: Callable[[], bool]) -> None:
        """Take in what is written until it is enough or nobody can write any more."""
        deadline = time.monotonic() + PATIENCE
        while not enough():
            ready, _, _ = select.select([self.terminal], [], [], deadline - time.monotonic())
            assert ready, f"nothing happens any more: {self.text}"
            try:
                self.shown += os.read(self.terminal, 65536)
            except OSError:  # Linux: the last writer has gone
                return


@contextmanager
def watched(
    folder: Path,
    arguments: Sequence[str],
    env: Mapping[str, str] | None = None,
    program: Sequence[str] = TOOL,
) -> Iterator[Watched]:
    """Start the tool with standard error on a terminal of 80 columns."""
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [*program, *arguments],
        cwd=folder,
        env=environment({"COLUMNS": "80", "TERM": "xterm-256color", **(env or {})}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=end,
    )
    os.close(end)
    try:
        yield Watched(process, terminal)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
        os.close(terminal)


@contextmanager
def reading_pipe(
    folder: Path, arguments: Sequence[str], pipe: str = "data.csv"
) -> Iterator[subprocess.Popen[bytes]]:
    """Start the tool on a named pipe and return while it waits for the first row.

    Opening the pipe for writing succeeds only once the tool has opened it for reading, so
    the process is known to be at work, and it stays there until it is told otherwise.
    """
    os.mkfifo(folder / pipe)
    process = subprocess.Popen(
        [*TOOL, *arguments],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    writer = _open_when_read(folder / pipe, process)
    _wait_until_it_sleeps(process)
    try:
        yield process
    finally:
        os.close(writer)
        process.kill()
        process.communicate()
        (folder / pipe).unlink()


def _wait_until_it_sleeps(process: subprocess.Popen[bytes]) -> None:
    """Wait until the process has gone from opening the pipe to reading it, where /proc tells."""
    state = Path(f"/proc/{process.pid}/stat")
    calm, deadline = 0, time.monotonic() + PATIENCE
    while state.exists() and calm < 5 and time.monotonic() < deadline:
        asleep = state.read_text().rpartition(")")[2].split()[0] == "S"
        calm = calm + 1 if asleep else 0
        time.sleep(0.01)


def _open_when_read(pipe: Path, process: subprocess.Popen[bytes]) -> int:
    """Open a pipe for writing as soon as somebody reads from it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
    raise TimeoutError(f"nobody reads {pipe}")
