"""Who holds a lock, as the holder has written it into the lock file, for those who wait.

The lock itself is the operating system's. What a file says of its holder is only a help for
people, and it counts for nothing once that process has ended.
"""

from __future__ import annotations

import json
import os
import shlex
import socket
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from lstmcast import clock

_LONGEST = 4096  # bytes of a lock file: more than that nobody here has written
_SHOWN = 200  # characters of a command


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A process that holds a lock."""

    pid: int
    host: str
    since: str  # ISO 8601, UTC
    command: str
    born: str | None  # when the process started, in the system's own units; tells pids apart

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} since {self.since}: {self.command}"

    @property
    def is_gone(self) -> bool:
        """Return whether the process is known to have ended; of another host nothing is."""
        if self.host != socket.gethostname():
            return False
        return not _is_running(self.pid) or self.born != _birth(self.pid)


def this_process() -> Holder:
    """Return what there is to say of the process that asks."""
    command = shlex.join([Path(sys.argv[0]).name or "python", *sys.argv[1:]])
    return Holder(
        pid=os.getpid(),
        host=socket.gethostname(),
        since=clock.now().isoformat(timespec="seconds"),
        command=command if len(command) <= _SHOWN else f"{command[:_SHOWN]}...",
        born=_birth(os.getpid()),
    )


def sign(lock_file: Path, holder: Holder) -> None:
    """Write into a lock file who holds it; where that cannot be done, nothing is said."""
    content = json.dumps(asdict(holder)).encode() + b"\n"
    with suppress(OSError):
        # Never created here: a file that is gone is a lock that others do not see.
        descriptor = os.open(lock_file, os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC)
        try:
            os.write(descriptor, content)
        finally:
            os.close(descriptor)


def read_holder(lock_file: Path) -> Holder | None:
    """Return who holds a lock by what its file says.

    None where it says nothing that can be read, or names a process that has ended: a killed
    one leaves its text behind, and the next one may not have written its own yet.
    """
    try:
        with lock_file.open("rb") as stream:
            found = json.loads(stream.read(_LONGEST))
        holder = Holder(
            pid=int(found["pid"]),
            host=str(found["host"]),
            since=str(found["since"]),
            command=str(found["command"]),
            born=None if found["born"] is None else str(found["born"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return None if holder.is_gone else holder


def _is_running(pid: int) -> bool:
    if pid <= 0:  # a whole group of processes to kill(2)
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # somebody else's
    return True


def _birth(pid: int) -> str | None:
    """Return when a process started, in clock ticks since the machine did; None if unknown.

    Source: proc(5), field 22 of /proc/pid/stat; the name in field 2 may hold anything.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return text.rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None
