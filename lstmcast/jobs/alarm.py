"""Whether a run that did its work ends with 1: where conditions hold that somebody has to hear of.

They hold as well where the same run comes again and finds all of it done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lstmcast.errors import CheckFailedError, PartialError
from lstmcast.evaluation.alerts import Alert
from lstmcast.jobs.events import Status
from lstmcast.jobs.facts import facts_of
from lstmcast.jobs.ledger.rows import RunRow
from lstmcast.outputs.figures import count

_FACT = "alerts"  # of a run: which conditions hold in its forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run ends that did all it could."""

    exit_code: int
    status: Status
    message: str | None = None  # why the exit code is that of a failed check


def alarm_of(alerts: Sequence[Alert]) -> str | None:
    """Return how many conditions a forecast meets, and the first of them; None where none."""
    if not alerts:
        return None
    first = alerts[0]
    met = f"{first.key.label} meets {first.condition} at {first.time}"
    return f"{count(len(alerts), 'alert')}: {met}"


def ending_of(alarm: str | None, *, fail: bool, partial: bool = False) -> Ending:
    """Return how a run ends that forecast; where alerts are to ``fail`` it, they come first."""
    if alarm is not None and fail:
        status: Status = "partial" if partial else "findings"
        return Ending(exit_code=CheckFailedError.exit_code, status=status, message=alarm)
    if partial:
        return Ending(exit_code=PartialError.exit_code, status="partial")
    return Ending(exit_code=0, status="done")


def ending_again(alarm: str | None, *, fail: bool) -> Ending:
    """Return how a run ends that found all of it done, with these alerts."""
    ended = ending_of(alarm, fail=fail)
    return Ending(exit_code=ended.exit_code, status="already done", message=ended.message)


def alarm_fact(alarm: str | None) -> dict[str, object]:
    """Return an alarm as plain JSON data, for the facts of a run."""
    return {} if alarm is None else {_FACT: alarm}


def alarm_in(run: RunRow) -> str | None:
    """Return the alarm that an earlier run kept, which may have found it done itself."""
    found = facts_of(run).get(_FACT)
    return None if found is None else str(found)
