"""Whether a run would only do again what the one before it did."""

from __future__ import annotations

from lstmcast.errors import CheckFailedError
from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.rows import RunRow
from lstmcast.jobs.spec import JobSpec

#: How a run ends that did all there was to do; with alerts it may still fail a check.
_ALL_DONE = ("done", "findings", "already done")


def done_before(
    ledger: Ledger, spec: JobSpec, key: str | None, *, present: int | None = None
) -> RunRow | None:
    """Return the run that published what one with this key would, if that is still in place.

    Only the last run can be that, ``present`` aside, which is under way: any other one may have
    published something else since, as after a rollback or a correction that was taken back.
    """
    if key is None or not spec.output.exists():
        return None
    latest = run_before(ledger, present)
    if latest is None or latest.key != key or latest.command != "run":
        return None
    codes = {0, CheckFailedError.exit_code}
    return latest if latest.exit_code in codes and latest.status in _ALL_DONE else None


def run_before(ledger: Ledger, present: int | None) -> RunRow | None:
    """Return the last run, ``present`` aside, which is under way; None where there is none."""
    return next((run for run in ledger.runs(limit=2) if run.id != present), None)
