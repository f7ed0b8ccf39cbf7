"""What a night came to, as plain JSON data; the webhook and ``run.json`` begin with it.

Fields are only ever added. What did not happen is null, or an empty list.
"""

from __future__ import annotations

from typing import Any

from lstmcast.jobs.chronicle import Chronicle, Told
from lstmcast.jobs.events import (
    Alert,
    DataRead,
    Event,
    Exit,
    Failed,
    Finding,
    Freshness,
    Predicted,
    Promoted,
    Published,
    Scored,
    Warned,
)
from lstmcast.jobs.lines import timestamp
from lstmcast.outputs.documents import plain

SCHEMA = 1

#: Fields of the document that are the newest event of a kind, as it stands in the log.
_LATEST: dict[str, type[Event]] = {
    "error": Failed,
    "data": DataRead,
    "freshness": Freshness,
    "scores": Scored,
    "promotion": Promoted,
    "forecast": Predicted,
}
#: ... and all of a kind, the first thousand; ``counts`` has how many there were.
_ALL: dict[str, type[Event]] = {
    "published": Published,
    "findings": Finding,
    "alerts": Alert,
    "warnings": Warned,
}


def summarise(told: Told, ending: Exit, chronicle: Chronicle) -> dict[str, Any]:
    """Return the summary of a run whose last event was just told."""
    started = chronicle.started or told.at
    return {
        "schema": SCHEMA,
        "job": told.run.job,
        "run_id": told.run.id,
        "status": ending.status,
        "exit_code": ending.code,
        "started": started.isoformat(timespec="milliseconds"),
        "ended": timestamp(told),
        "seconds": ending.seconds,
        **{name: plain(chronicle.latest(kind)) for name, kind in _LATEST.items()},
        **{name: plain(chronicle.all(kind)) for name, kind in _ALL.items()},
        "counts": {name: chronicle.count(kind) for name, kind in _ALL.items()},
    }
