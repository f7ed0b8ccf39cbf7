"""Whether it is time to train a new model, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from lstmcast.duration import write_duration
from lstmcast.jobs.findings import MENDED_BY_TRAINING, Finding
from lstmcast.jobs.spec import Retrain

_SLACK = timedelta(hours=1)  # a night does not begin to the second: 7d are every seventh one
_SLACK_SHARE = 20  # ... at most one part in so many of the time between trainings


def decide_retraining(
    policy: Retrain, last_training: datetime | None, now: datetime, findings: Sequence[Finding]
) -> tuple[bool, str]:
    """Return whether to train a new model, and the reason as the end of a sentence.

    ``last_training`` is when the present model was trained, None where there is none; it and
    ``now`` have zones. Of the ``findings`` of its monitor those count that a training can mend.
    """
    if last_training is None:
        return True, "there is no model yet"
    if policy == "never":
        return False, "[retraining] retrain is never"
    if policy == "drift":
        found = [each.id for each in findings if each.code in MENDED_BY_TRAINING]
        return bool(found), f"found {', '.join(found)}" if found else "nothing has drifted"
    if last_training > now:
        # Once: the new training has a date that the clock knows.
        return True, "the last training lies ahead of the clock"
    age = now - last_training
    due = age >= policy - min(_SLACK, policy / _SLACK_SHARE)
    every = f"[retraining] retrain is {write_duration(policy)}"
    return due, f"the model is {_rounded(age)} old, and {every}"


def _rounded(age: timedelta) -> str:
    """Return an age in whole minutes, from a day on in hours."""
    unit = timedelta(hours=1) if age >= timedelta(days=1) else timedelta(minutes=1)
    return write_duration(age // unit * unit)
