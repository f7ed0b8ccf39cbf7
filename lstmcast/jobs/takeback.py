"""Take the present model of a job back, under its lock, and write that down."""

from __future__ import annotations

from collections.abc import Callable

from lstmcast import clock
from lstmcast.data.notes import Note
from lstmcast.errors import UsageError
from lstmcast.jobs.ledger.rows import PromotionRow
from lstmcast.jobs.ledger_place import ledger_of
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.recovery import recover
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.versions import Rollback, current, rollback
from lstmcast.locking import hold


def take_back(spec: JobSpec, *, tell: Callable[[Note], None]) -> Rollback:
    """Return the version that was taken back and the one that forecasts again.

    Tells what had to be mended before that. Where the present one had to give way in that, being
    damaged or taken back by a process that was killed, no other one does. Raises UsageError where
    there is none to go back to, and LockedError while the job runs.
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
        present = current(paths)
        for note in recover(paths):
            tell(note)
        target = current(paths)
        done = (
            rollback(paths)
            if present is None or target is None or present == target
            else Rollback(taken=present, target=target)
        )
        with ledger_of(spec) as ledger:
            ledger.add_promotion(
                PromotionRow(
                    at=clock.now(),
                    run=None,
                    from_model=done.taken.name,
                    to_model=done.target.name,
                    reason="taken back by hand",
                )
            )
    return done
