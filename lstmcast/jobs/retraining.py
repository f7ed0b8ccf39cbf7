"""Whether it is time to train a new model, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from lstmcast.duration import write_duration
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.spec import Retrain

_SLACK = timedelta(hours=1)  # a night does not begin to the second: 7d are every seventh one
_SLACK_SHARE = 20  # ... at most one part in so many of the time between trainings
_DAILY = timedelta(days=14)  # after a drift: until two weeks can be told from one
_LESS_OFTEN = 0.5  # later on: as a share of what was known after it at the last training
#: That makes a training due once: the new one has a date that the clock knows.
_AHEAD = "the last training lies ahead of the clock"


def decide_retraining(
    policy: Retrain,
    last_training: datetime | None,
    now: datetime,
    findings: Sequence[Finding],
    *,
    drift: datetime | None = None,
) -> tuple[bool, str]:
    """Return whether to train a new model, and the reason as the end of a sentence.

    ``last_training`` is when the present model was trained, None where there is none; it and
    ``now`` have zones. Of the ``findings`` of its monitor those count that a training can mend.
    ``drift`` is when the last drift was found, which may be now.
    """
    if last_training is None:
        return True, "there is no model yet"
    if policy == "never":
        return False, "[retraining] retrain is never"
    if policy == "drift":
        found = [each.id for each in findings if each.mended_by_training]
        if drift is not None and last_training >= drift:
            return _is_due_after(drift, last_training, now)
        return bool(found), f"found {', '.join(found)}" if found else "nothing has drifted"
    if last_training > now:
        return True, _AHEAD
    age = now - last_training
    due = _has_passed(policy, age)
    every = f"[retraining] retrain is {write_duration(policy)}"
    return due, f"the model is {_rounded(age)} old, and {every}"


def _is_due_after(drift: datetime, last_training: datetime, now: datetime) -> tuple[bool, str]:
    """Return whether enough is new since the last training after a drift.

    A model that is trained as soon as a drift is found has hardly seen what is new, and what
    there is to learn of it comes day by day: first the day, then the week. Later on little comes.
    """
    if last_training > now:
        return True, _AHEAD
    seen = last_training - drift
    wait = timedelta(days=1) if seen < _DAILY else seen * _LESS_OFTEN
    due = _has_passed(wait, now - last_training)
    day = f"the drift that was found on {drift:%Y-%m-%d}"
    return due, f"more is known since {day}" if due else f"little is new since {day}"


def _has_passed(wait: timedelta, age: timedelta) -> bool:
    """Return whether a time between trainings is over, but for some slack."""
    return age >= wait - min(_SLACK, wait / _SLACK_SHARE)


def _rounded(age: timedelta) -> str:
    """Return an age in whole minutes, from a day on in hours."""
    unit = timedelta(hours=1) if age >= timedelta(days=1) else timedelta(minutes=1)
    return write_duration(age // unit * unit)
