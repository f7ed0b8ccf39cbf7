"""Whether a run would only do again what the one before it did."""

from __future__ import annotations

from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.rows import RunRow
from lstmcast.jobs.spec import JobSpec


def done_before(
    ledger: Ledger, spec: JobSpec, key: str | None, *, present: int | None = None
) -> RunRow | None:
    """Return the run that published what one with this key would, if that is still in place.

    Only the last run can be that, ``present`` aside, which is under way: any other one may have
    published something else since, as after a rollback or a correction that was taken back.
    """
    earlier = None if key is None or not spec.output.exists() else ledger.last_success(key)
    latest = next((run.id for run in ledger.runs(limit=2) if run.id != present), None)
    return earlier if earlier is not None and earlier.id == latest else None
