"""The ledger in one file beside the job, through the standard library's SQLite.

In WAL mode readers and the writer do not wait for one another, and a process that is killed
leaves a file that opens. ``synchronous=FULL`` lets a commit survive a power cut too: what has
been published must not be forgotten, and a night has only a handful of commits.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from lstmcast.errors import DataError, LstmcastError, UnavailableError, UsageError
from lstmcast.jobs.ledger.connection import NoLedgerError, Values

#: https://sqlite.org/rescode.html: a primary result code is the low byte of any other.
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNUSABLE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
_LEAST_ROOM = 65_536  # bytes: the index of a write-ahead log, and a page or two


class SqliteConnection:
    """A connection to a SQLite file, which is made where there is none."""

    identity = "INTEGER PRIMARY KEY"

    def __init__(self, path: Path, *, timeout: float, read_only: bool) -> None:
        """Open ``path``; wait up to ``timeout`` seconds for others.

        With ``read_only`` nothing is written, and NoLedgerError is raised where there is no file.
        """
        self._path = path
        if read_only and not path.exists():
            raise NoLedgerError(
                f"there is no ledger yet: {path} does not exist",
                hint="it begins with the first lstmcast run of the job",
            )
        with self._telling():
            if not read_only:
                _create(path)
            access = _reading(path) if read_only else "mode=rw"
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?{access}",
                uri=True,
                timeout=timeout,
                isolation_level=None,  # BEGIN and COMMIT are written out below
            )
            try:
                self._prepare(read_only=read_only)
            except BaseException:
                self._connection.close()
                raise

    @property
    def location(self) -> str:
        """Return the path of the file."""
        return str(self._path)

    def tables(self) -> frozenset[str]:
        """Return the names of all tables."""
        found = self.query("SELECT name FROM sqlite_master WHERE type = 'table'", {})
        return frozenset(name for (name,) in found)

    def query(self, statement: str, values: Values) -> list[tuple[Any, ...]]:
        """Return the rows that a statement finds."""
        with self._telling():
            return self._connection.execute(statement, values).fetchall()

    def execute(self, statement: str, values: Values) -> None:
        """Do what a statement says."""
        with self._telling():
            self._connection.execute(statement, values)

    def execute_many(self, statement: str, rows: Iterable[Values]) -> None:
        """Do it once for each of the rows."""
        with self._telling():
            self._connection.executemany(statement, rows)

    def insert(self, statement: str, values: Values) -> int:
        """Insert one row and return its number."""
        with self._telling():
            number = self._connection.execute(statement, values).lastrowid
        if number is None:
            raise ValueError(f"not an INSERT: {statement}")
        return number

    @contextmanager
    def transaction(self, *, alone: bool = False) -> Iterator[None]:
        """Begin, and commit or roll back; in SQLite whoever writes is alone."""
        del alone
        self.execute("BEGIN IMMEDIATE", {})
        try:
            yield
            self.execute("COMMIT", {})
        except BaseException:
            if self._connection.in_transaction:  # a full disk may have ended it already
                self._connection.execute("ROLLBACK")
            raise

    def reclaim(self) -> None:
        """Shorten the file by its free pages, and the write-ahead log to nothing."""
        with self._telling():
            # A script runs to its end; ``execute`` would free a single page.
            self._connection.executescript("PRAGMA incremental_vacuum")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def set_apart(self) -> None:
        """Go on with a copy in memory: it can be changed while the file stays as it is."""
        with self._telling():
            copy = sqlite3.connect(":memory:", isolation_level=None)
            self._connection.backup(copy)
            self._connection.close()
            self._connection = copy

    def close(self) -> None:
        """Close the file; the last one out empties the write-ahead log."""
        self._connection.close()

    def _prepare(self, *, read_only: bool) -> None:
        self._connection.execute("PRAGMA foreign_keys = ON")
        if read_only:
            self._connection.execute("PRAGMA query_only = ON")
            return
        # The first one only counts before there are pages, and WAL writes the first page.
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("PRAGMA auto_vacuum = INCREMENTAL")
            cursor.execute("PRAGMA journal_mode = WAL").fetchall()
            cursor.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn what SQLite complains about into a sentence for whoever runs the job."""
        try:
            yield
        except sqlite3.Error as error:
            told = _told(self._path, error)
            if told is None:
                raise
            raise told from error
        except OSError as error:
            raise _unusable(self._path, error.strerror or str(error)) from error


def _create(path: Path) -> None:
    """Make an empty file, which is an empty database, with the permissions of the umask."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666))


def _reading(path: Path) -> str:
    """Return how SQLite is to read a file without writing it.

    Beside a file in WAL mode even readers make files of their own. Where they may not, and no
    log tells of a writer, the file is taken as one that never changes.
    """
    alone = not path.with_name(f"{path.name}-wal").exists()
    return "immutable=1" if alone and not os.access(path.absolute().parent, os.W_OK) else "mode=ro"


def _told(path: Path, error: sqlite3.Error) -> LstmcastError | None:
    """Return what an error of SQLite means to people; None where it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in _LOCKED:
        return UnavailableError(
            f"another program keeps the ledger {path} locked",
            hint=f"try again later; fuser {shlex.quote(str(path))} says who it is",
        )
    if code in _DAMAGED:
        name = shlex.quote(str(path))
        return DataError(
            f"the ledger {path} is damaged: {error}",
            hint=(
                f"move it away with mv {name} {name}.damaged and the next run begins a new one; "
                f"sqlite3 {name}.damaged .recover shows what can be saved"
            ),
        )
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return UsageError(
            f"cannot write the ledger {path}: the disk is full",
            hint=f"make room in {path.absolute().parent} and run again; nothing was lost",
        )
    return _unusable(path, str(error)) if code in _UNUSABLE else None


def _is_full(path: Path) -> bool:
    """Return whether the disk has no room for what SQLite needs to open a file in WAL mode.

    It calls that an I/O error, as it would a broken disk.
    """
    try:
        return shutil.disk_usage(path.absolute().parent).free < _LEAST_ROOM
    except OSError:
        return False


def _unusable(path: Path, why: str) -> UsageError:
    folder = path.absolute().parent
    return UsageError(
        f"cannot use the ledger {path}: {why[:1].lower()}{why[1:]}",
        hint=f"see who may write there with ls -ld {shlex.quote(str(folder))}",
    )
