"""Publishing files whole or not at all, and digests.

What is inside the files is nobody's business here; locks are that of ``locking.py``.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
import shlex
import stat
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_TEMPORARY = (".lstmcast-", ".tmp")  # how names of files that are being written begin and end


def write_atomic(
    path: Path, data: bytes | Iterable[bytes], *, ready: Callable[[], None] | None = None
) -> None:
    """Replace the content of ``path`` by ``data``, or leave it untouched.

    Parts are written as they come, so that a large file need not be held in memory.
    Readers see the old file or the new one, never a part of it, also after a power cut. A
    symbolic link keeps pointing where it did, an existing file keeps its permissions, and a
    new one gets what the umask allows. A pipe or a device is written to directly. ``ready`` is
    called as in ``write_all``. Raises UsageError when the place cannot be written to.
    """
    write_all({path: data}, ready=ready)


def write_all(
    contents: Mapping[Path, bytes | Iterable[bytes]], *, ready: Callable[[], None] | None = None
) -> None:
    """Replace several files that belong together, in the order in which they are given.

    All are written out beside their places first, so that a full disk or a missing permission
    leaves every old file as it was; each is then as in ``write_atomic``. Only a crash among the
    renames, which take no space, can leave the first ones new and the others old: so the file
    that vouches for the others, with their digests, comes last. ``ready`` is called when all is
    written out and only the renames are left; where it raises, there are none. Raises UsageError.
    """
    for path in contents:
        ensure_writable(path)
    with ExitStack() as unpublished:  # also after Ctrl-C nothing half-written stays behind
        staged: list[tuple[Path, Path, Path | None]] = []
        for path, data in contents.items():
            target = Path(os.path.realpath(path))
            with refused_for(path):
                renamed = takes_files(target)
                staged.append(
                    (path, target, _stage(target, data, unpublished) if renamed else None)
                )
        if ready is not None:
            ready()
        for path, target, temporary in staged:
            with refused_for(path):
                if temporary is None:
                    with target.open("wb") as stream:
                        stream.writelines(_parts(contents[path]))
                else:
                    temporary.replace(target)
        for folder in dict.fromkeys(target.parent for _, target, _ in staged):
            _sync_directory(folder)


def takes_files(path: Path) -> bool:
    """Return whether writing ``path`` puts a whole file there, as it does but for a pipe."""
    return path.is_file() or not path.exists()


def replace_link(link: Path, target: str) -> None:
    """Make ``link`` a symbolic link to ``target``, at once and whatever it was before.

    There is no moment without the link. Raises UsageError when that cannot be done.
    """
    temporary = _temporary_in(link.parent)
    with refused_for(link):
        try:
            temporary.symlink_to(target)
            _sync_directory(link.parent)
            temporary.replace(link)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    _sync_directory(link.parent)


def remove_leftovers(folder: Path) -> int:
    """Remove what killed processes were writing in a folder; return how many files that were.

    What a living process is writing stays. Links are removed in any case: whoever replaces
    links in a folder holds a lock on it, and only whoever does may call this.
    """
    begin, end = _TEMPORARY
    removed = 0
    for path in sorted(folder.glob(f"{begin}*{end}")):
        with suppress(OSError):  # gone meanwhile, or not ours to remove
            removed += _remove_unless_locked(path)
    return removed


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


@contextmanager
def refused_for(path: Path) -> Iterator[None]:
    """Raise what goes wrong in writing ``path`` as a UsageError.

    A pipe whose reader went away is no mistake of a place: BrokenPipeError stays what it is.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        raise _unwritable(path, error.strerror or str(error), full=full) from error


def digest(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _parts(data: bytes | Iterable[bytes]) -> Iterable[bytes]:
    return (data,) if isinstance(data, bytes) else data


def _stage(target: Path, data: bytes | Iterable[bytes], unpublished: ExitStack) -> Path:
    """Write ``data`` out beside ``target``; ``unpublished`` removes it unless it is renamed."""
    temporary, stream = _create_beside(target, unpublished)
    if target.exists():
        os.fchmod(stream.fileno(), stat.S_IMODE(target.stat().st_mode))
    stream.writelines(_parts(data))
    stream.flush()
    os.fsync(stream.fileno())
    return temporary


def _create_beside(target: Path, unpublished: ExitStack) -> tuple[Path, BinaryIO]:
    """Create a temporary file beside ``target`` and lock it for as long as it is open."""
    while True:
        temporary = _temporary_in(target.parent)
        unpublished.callback(temporary.unlink, missing_ok=True)
        # Mode 0o666 with O_CREAT obeys the umask without the race of reading it.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        stream = os.fdopen(descriptor, "wb")
        unpublished.callback(_close, stream)
        with suppress(OSError):  # on a file system without locks all leftovers stay
            fcntl.flock(stream, fcntl.LOCK_EX)
        if os.fstat(stream.fileno()).st_nlink:  # it was not taken for a leftover before that
            return temporary, stream


def _close(stream: BinaryIO) -> None:
    with suppress(OSError):  # what could not be written was told of when it could not
        stream.close()


def _remove_unless_locked(temporary: Path) -> bool:
    """Remove a file that no living process is writing, and return whether it was such a one."""
    if temporary.is_symlink():
        temporary.unlink()
        return True
    with temporary.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        temporary.unlink()
    return True


def _temporary_in(folder: Path) -> Path:
    begin, end = _TEMPORARY
    return folder / f"{begin}{secrets.token_hex(8)}{end}"


def _sync_directory(folder: Path) -> None:
    """Make a rename survive a power cut; file systems that cannot do it are no error."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unwritable(path: Path, why: str, *, full: bool = False) -> UsageError:
    reason = why[:1].lower() + why[1:]
    mend = "make room there" if full else "make this place writable"
    return UsageError(
        f"cannot write {path}: {reason}",
        hint=f"{mend}, or choose another with --output FILE; in a job file, [job] output or state",
    )
