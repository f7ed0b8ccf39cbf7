"""The ledger of a job, wherever its file says that it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lstmcast.jobs.ledger.connection import NoLedgerError
from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.paths import JobPaths

if TYPE_CHECKING:
    from lstmcast.jobs.spec import JobSpec


def ledger_of(spec: JobSpec, *, read_only: bool = False) -> Ledger:
    """Open the ledger of a job; raises what ``open_ledger`` raises."""
    target = spec.ledger.url or JobPaths.of(spec).ledger
    return open_ledger(target, job=spec.name, read_only=read_only)


@contextmanager
def ledger_so_far(spec: JobSpec) -> Iterator[Ledger | None]:
    """Open the ledger of a job to read what there is; there is none before its first run."""
    try:
        ledger = ledger_of(spec, read_only=True)
    except NoLedgerError:
        yield None
        return
    with ledger:
        yield ledger
