"""What the ledger asks of a database, whichever it is.

Two know how to answer: ``sqlite.py``, with the standard library, and ``server.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from lstmcast.errors import UsageError

Value = str | int | float | None
Values = Mapping[str, Value]


class NoLedgerError(UsageError):
    """There is no ledger to read yet: the first run of a job makes it."""


class Connection(Protocol):
    """One connection to one database.

    Every method raises a DataError where the database is damaged, an UnavailableError where
    others keep it for too long or its server does not answer, and a UsageError where it cannot be
    written to.
    """

    @property
    def location(self) -> str:
        """Return where the database is, for people; a password does not show."""

    @property
    def identity(self) -> str:
        """Return how a table declares a primary key that numbers its rows."""

    def tables(self) -> frozenset[str]:
        """Return the names of all tables."""

    def query(self, statement: str, values: Values) -> list[tuple[Any, ...]]:
        """Return the rows that a statement finds."""

    def execute(self, statement: str, values: Values) -> None:
        """Do what a statement says, within a transaction."""

    def execute_many(self, statement: str, rows: Iterable[Values]) -> None:
        """Do it once for each of the rows, within a transaction."""

    def insert(self, statement: str, values: Values) -> int:
        """Insert one row, within a transaction, and return its number."""

    def transaction(self, *, alone: bool = False) -> AbstractContextManager[None]:
        """Begin; commit at the end, or take everything back after an exception.

        ``alone`` keeps others who ask for it waiting.
        """

    def reclaim(self) -> None:
        """Give the space of deleted rows back, where the database does not by itself."""

    def set_apart(self) -> None:
        """Go on with a copy of one's own, which can be brought up to date.

        Raises UsageError where there can be none, NoLedgerError where there is nothing to copy.
        """

    def close(self) -> None:
        """Let go of the database."""
