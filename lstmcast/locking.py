"""Locks between processes, which die with whoever holds them."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING

from lstmcast.errors import LockedError
from lstmcast.files import ensure_writable, refused_for
from lstmcast.holder import read_holder, sign, this_process

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOKS = 10  # for the name of a holder that has not signed yet ...
_BETWEEN_LOOKS = 0.02  # ... and the seconds from one to the next


@contextmanager
def lock(path: Path, *, timeout: float = 0.0) -> Iterator[None]:
    """Hold ``<path>.lock`` so that no other process works on ``path``; see ``hold``."""
    with hold(
        Path(f"{os.path.realpath(path)}.lock"),
        doing=f"writing {path}",
        hint="wait until it has ended and try again, or write elsewhere with --output",
        timeout=timeout,
    ):
        yield


@contextmanager
def hold(lock_file: Path, *, doing: str, hint: str, timeout: float = 0.0) -> Iterator[None]:
    """Hold a lock file, with the name of this process in it; it is gone afterwards.

    Raises LockedError, naming the holder, where another process still holds it after
    ``timeout`` seconds: that is "another run", which is ``doing`` something, and ``hint`` says
    what to do then. Raises UsageError when the file cannot be created.
    """
    # filelock pulls in asyncio; predict and --help never lock.
    from filelock import FileLock, Timeout  # noqa: PLC0415

    ensure_writable(lock_file)  # filelock would create missing directories
    held = FileLock(lock_file, timeout=timeout)
    with refused_for(lock_file):
        lock_file.touch()  # where no file can be made, filelock would wait as if it were held
        try:
            held.acquire()
        except Timeout:
            who = _holder_of(lock_file)
            raise LockedError(f"another run is {doing}: {who}", hint=hint) from None
    try:
        sign(lock_file, this_process())
        yield
    finally:
        # Removed while still held: whoever opened it meanwhile gets a lock on a file without
        # a name, which filelock notices after acquiring (st_nlink is 0) and drops.
        with suppress(OSError):
            lock_file.unlink()
        held.release()


def _holder_of(lock_file: Path) -> str:
    """Return who holds a lock; one that has just been taken is signed in a moment.

    Of another host nobody here can tell whether the process has ended, so what is read of one
    counts only if nothing else is written for a moment.
    """
    holder = None
    for _ in range(_LOOKS):
        holder = read_holder(lock_file)
        if holder is not None and holder.host == gethostname():
            break
        time.sleep(_BETWEEN_LOOKS)
    if holder is None:
        return f"it holds {lock_file}"
    return f"{holder} (it holds {lock_file})"
