"""Publishing files whole or not at all, digests, and locks between processes.

What is inside the files is nobody's business here.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shlex
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lstmcast.errors import LockedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_atomic(path: Path, data: bytes) -> None:
    """Replace the content of ``path`` by ``data``, or leave it untouched.

    Readers see the old file or the new one, never a part of it, also after a power cut. A
    symbolic link keeps pointing where it did, an existing file keeps its permissions, and a
    new one gets what the umask allows. A pipe or a device is written to directly. Raises
    UsageError when the place cannot be written to.
    """
    target = Path(os.path.realpath(path))
    ensure_writable(path)
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error


def ensure_writable(path: Path) -> None:
    """Raise UsageError where ``path`` cannot become a file, before hours of work.

    Nothing is created; a full disk can still come later.
    """
    target = Path(os.path.realpath(path))
    folder = target.parent
    if target.is_dir():
        raise _unwritable(path, "it is a directory")
    if not folder.exists():
        raise UsageError(
            f"cannot write {path}: the directory {folder} does not exist",
            hint=f"mkdir -p {shlex.quote(str(folder))}",
        )
    if not folder.is_dir():
        raise _unwritable(path, f"{folder} is not a directory")
    if target.exists() and not target.is_file():
        return  # a pipe or a device needs no permission on its directory
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unwritable(path, f"no permission to write in {folder}")


def ensure_apart(output: Path, *inputs: Path) -> None:
    """Raise UsageError where ``output`` would replace one of the files that are read."""
    for path in inputs:
        if output.exists() and path.exists() and output.samefile(path):
            raise UsageError(
                f"cannot write {output}: it is one of the files to be read",
                hint="choose another place with --output FILE",
            )


def digest(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold ``<path>.lock`` so that no other process works on ``path``.

    The lock file is gone afterwards. Raises LockedError at once when another process holds
    it, and UsageError when it cannot be created.
    """
    # filelock pulls in asyncio; predict and --help never lock.
    from filelock import FileLock, Timeout  # noqa: PLC0415

    name = Path(f"{os.path.realpath(path)}.lock")
    ensure_writable(name)  # filelock would create missing directories
    held = FileLock(name, timeout=0)
    try:
        name.touch()  # where no file can be made, filelock would wait as if it were held
        held.acquire()
    except Timeout:
        raise LockedError(
            f"another run is writing {path} (it holds {name})",
            hint="wait until it has ended and try again, or write elsewhere with --output",
        ) from None
    except OSError as error:
        raise _unwritable(name, error.strerror or str(error)) from error
    try:
        yield
    finally:
        # Removed while still held: whoever opened it meanwhile gets a lock on a file without
        # a name, which filelock notices after acquiring (st_nlink is 0) and drops.
        with suppress(FileNotFoundError):
            name.unlink()
        held.release()


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".lstmcast-{secrets.token_hex(8)}.tmp")
    # Mode 0o666 with O_CREAT obeys the umask without the race of reading it.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            if target.exists():
                os.fchmod(stream.fileno(), stat.S_IMODE(target.stat().st_mode))
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException:  # also Ctrl-C: nothing half-written stays behind
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(target.parent)


def _sync_directory(folder: Path) -> None:
    """Make a rename survive a power cut; file systems that cannot do it are no error."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unwritable(path: Path, why: str) -> UsageError:
    reason = why[:1].lower() + why[1:]
    return UsageError(
        f"cannot write {path}: {reason}",
        hint="choose another place with --output FILE, or make this one writable",
    )
