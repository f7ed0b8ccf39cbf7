"""A log file that grows to a size and is then set aside, a few generations deep.

Every line is one write to a file opened for appending, so that lines of two runs do not mix
and a kill leaves whole lines. Somebody else may move the file away (logrotate): the next line
then begins a new one.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lstmcast.jobs.channel import NotToldError
from lstmcast.jobs.chronicle import Chronicle, Told
from lstmcast.jobs.lines import Encode

LARGEST = 10_000_000  # bytes
GENERATIONS = 5  # set aside: log.1 is the newest


class LogFile:
    """A channel that appends lines to a file."""

    name = "log-file"

    def __init__(
        self,
        path: Path,
        encode: Encode,
        *,
        largest: int = LARGEST,
        generations: int = GENERATIONS,
    ) -> None:
        """Nothing is opened before there is something to write."""
        self._path = path
        self._encode = encode
        self._largest = largest
        self._generations = generations

    def hear(self, told: Told, chronicle: Chronicle) -> None:
        """Append a line; raises NotToldError where that is not possible."""
        line = self._encode(told).encode(errors="backslashreplace")
        try:
            self._append(line)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise NotToldError(
                f"cannot write the log file {self._path}: {reason[:1].lower()}{reason[1:]}"
            ) from None

    def _append(self, line: bytes) -> None:
        # Opened for each line: a night has a few dozen, and whoever moved or removed the file
        # since then finds the next line where it belongs.
        with self._opened() as descriptor:
            size = os.fstat(descriptor).st_size
            full = size > 0 and size + len(line) > self._largest
            if not (full and self._set_aside(descriptor)):
                _write(descriptor, line, size)
                return
        with self._opened() as descriptor:
            _write(descriptor, line, os.fstat(descriptor).st_size)

    @contextmanager
    def _opened(self) -> Iterator[int]:
        # O_NONBLOCK: a pipe that nobody reads is an error, and no reason to wait for ever.
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NONBLOCK
        descriptor = os.open(self._path, flags, 0o666)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _set_aside(self, descriptor: int) -> bool:
        """Rename the file and those set aside before; return whether a new one may begin.

        Of two runs that find the file full, one renames it; the lock goes with the descriptor.
        """
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False  # the other run is at it: this line goes to the old file
        if not self._is_in_place(descriptor):
            return True  # the other run has done it
        for number in range(self._generations - 1, 0, -1):
            with suppress(FileNotFoundError):
                self._numbered(number).replace(self._numbered(number + 1))
        if self._generations > 0:
            self._path.replace(self._numbered(1))
        else:
            self._path.unlink()
        return True

    def _is_in_place(self, descriptor: int) -> bool:
        """Return whether an open file is still the one of that name."""
        try:
            return os.path.samestat(os.fstat(descriptor), self._path.stat())
        except FileNotFoundError:
            return False

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")


def _write(descriptor: int, line: bytes, size: int) -> None:
    """Append a line to a file of ``size`` bytes, on a line of its own."""
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        line = b"\n" + line  # after a full disk, or a kill at a bad moment
    if os.write(descriptor, line) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
