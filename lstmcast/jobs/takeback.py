"""Take the present model of a job back, under its lock, and write that down."""

from __future__ import annotations

from lstmcast import clock
from lstmcast.errors import UsageError
from lstmcast.jobs.ledger.rows import PromotionRow
from lstmcast.jobs.ledger_place import ledger_of
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.recovery import recover
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.versions import Version, current, rollback
from lstmcast.locking import hold


def take_back(spec: JobSpec) -> tuple[Version, Version]:
    """Return the version that was taken back and the one that forecasts again.

    Raises UsageError where there is none to go back to, and LockedError while the job runs.
    """
    paths = JobPaths.of(spec)
    if not paths.state.is_dir():
        raise UsageError(
            f"{spec.path} has never run, so there is no model to take back",
            hint=f"lstmcast run {spec.path}",
        )
    with hold(
        paths.lock, doing=f"doing {spec.path.name}", hint="wait until it has ended, and try again"
    ):
        recover(paths)
        present = current(paths)
        target = rollback(paths)
        if present is None:  # rollback refuses that
            raise UsageError(f"there is no model to take back in {paths.models}")
        with ledger_of(spec) as ledger:
            ledger.add_promotion(
                PromotionRow(
                    at=clock.now(),
                    run=None,
                    from_model=present.name,
                    to_model=target.name,
                    reason="taken back by hand",
                )
            )
    return present, target
