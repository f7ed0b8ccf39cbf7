"""Whether a night trains, by what is known in it; a rehearsal of the night says the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lstmcast.jobs import events
from lstmcast.jobs.aftermath import Aftermath
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.known import Known, last_training
from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.retraining import decide_retraining
from lstmcast.jobs.spec import Retrain


def decide(
    known: Known,
    ledger: Ledger | None,
    policy: Retrain,
    findings: Sequence[Finding],
    drift: Aftermath | None,
    *,
    now: datetime,
    asked: bool,
) -> events.Decided:
    """Return whether to train and why; ``asked`` for, it is done whatever the ``policy`` is.

    ``ledger`` has the runs before, where there were any.
    """
    since = None if drift is None else drift.since
    retrain, reason = decide_retraining(
        policy, last_training(known, ledger), now, findings, drift=since
    )
    if asked and not retrain:
        retrain, reason = True, "--retrain asks for it"
    return events.Decided(retrain=retrain, reason=reason, champion=known.champion)
