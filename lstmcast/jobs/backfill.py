"""Nights that were missed: forecast afterwards from what was known then, for the ledger alone.

What a night knew is taken from the file as it is now: values that came late or were corrected
are among it. Neither is anything published nor anything trained: both are for the night at hand.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from lstmcast.data.calendar import Calendar
from lstmcast.data.units import DAY_SECONDS
from lstmcast.jobs import events
from lstmcast.jobs.interruption import interrupted
from lstmcast.jobs.known import known_before, read_known_by
from lstmcast.jobs.ledger_place import ledger_of, ledger_so_far
from lstmcast.jobs.night import Tell, Wishes, run_job
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.recovery import foresee
from lstmcast.jobs.runkey import newest_step
from lstmcast.jobs.seen import newest_seen

if TYPE_CHECKING:
    from lstmcast.jobs.spec import JobSpec
    from lstmcast.training.events import Listener, StopFlag


def catch_up(
    spec: JobSpec, wishes: Wishes, *, tell: Tell, listen: Listener, stop: StopFlag
) -> tuple[str, ...]:
    """Forecast from the cutoffs of the nights that were missed, and return these, in their order.

    Raises what ``run_job`` raises; the nights before are in the ledger then.
    """
    if JobPaths.of(spec).state.is_dir():
        # An older one on a server cannot be read before somebody brought it up to date.
        ledger_of(spec).close()
    cutoffs = missed_cutoffs(spec, wishes.now)
    for cutoff in cutoffs:
        if stop.requested is not None:
            raise interrupted(stop)
        then = replace(spec.config, data=replace(spec.config.data, cutoff=cutoff))
        run_job(
            replace(spec, config=then),
            replace(wishes, missed=True, retrain=False),
            tell=events.unheard,
            listen=listen,
            stop=stop,
        )
        text = f"caught up with a night that was missed: a forecast from {cutoff} for the ledger"
        tell(events.Note(code="caught-up", text=text))
    return cutoffs


def missed_cutoffs(spec: JobSpec, now: datetime) -> tuple[str, ...]:
    """Return the cutoffs between that of the last success and the newest value, earliest first.

    They lie a day apart, or a step where steps are longer or have numbers, counted from the last
    success. None is older than what the ledger keeps, nor than what the model has seen. Raises
    what `predict` raises.
    """
    version, _ = foresee(JobPaths.of(spec))
    if version is None:
        return ()
    with ledger_so_far(spec) as ledger:
        before = None if ledger is None else known_before(ledger)
    if before is None or before.newest is None:
        return ()
    known = read_known_by(version, spec, events.unheard)
    if before.grid != known.grid:
        return ()
    calendar = known.series.calendar
    pace, newest = _steps_of_a_night(calendar), newest_step(known.series)
    missed = np.arange(before.newest + pace, newest, pace, dtype=np.int64)
    seen = newest_seen(version)
    missed = missed if seen is None else missed[missed >= seen]
    if calendar.frequency.unit == "step":
        return tuple(str(step) for step in missed.tolist())
    instants = calendar.instants(missed)
    kept = instants[instants >= (now - spec.ledger.retention).timestamp()]
    return tuple(datetime.fromtimestamp(second, UTC).isoformat() for second in kept.tolist())


def _steps_of_a_night(calendar: Calendar) -> int:
    seconds = calendar.frequency.seconds
    return 1 if seconds is None else max(DAY_SECONDS // seconds, 1)
