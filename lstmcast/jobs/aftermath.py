"""When a drift was found that goes on to matter: the data after it are few, and become more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lstmcast.jobs.facts import newest_fact
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.ledger.ledger import Ledger

_MATTERS = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What came of a drift by the end of a night."""

    since: datetime  # when it was found
    found: bool  # whether it, or another one, was found in that night

    def matters(self, now: datetime) -> bool:
        """Return whether what speaks for a model may still be of the time before."""
        return now - self.since <= _MATTERS

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON data, for the facts of a run."""
        return {"since": self.since.isoformat(), "found": self.found}


def aftermath_of(
    before: Aftermath | None, findings: Sequence[Finding], now: datetime
) -> Aftermath | None:
    """Return the drift that a night comes after, or finds; None where there never was one.

    What is found again night after night is one drift; what is found anew is another one. By a
    clock that was ahead then, it was found today: it would matter for years.
    """
    found = any(each.mended_by_training for each in findings)
    if found and (before is None or not before.found):
        return Aftermath(since=now, found=True)
    return None if before is None else Aftermath(since=min(before.since, now), found=found)


def last_aftermath(ledger: Ledger) -> Aftermath | None:
    """Return what came of a drift by the end of the last run that knew."""
    found = newest_fact(ledger.runs(), "drift")
    if found is None:
        return None
    return Aftermath(since=datetime.fromisoformat(found["since"]), found=found["found"])
