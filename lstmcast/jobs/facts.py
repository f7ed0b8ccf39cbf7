"""What runs keep for later ones beside the columns of the ledger: plain JSON data by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lstmcast.jobs.ledger.rows import RunRow


def encode_facts(facts: Mapping[str, object]) -> str:
    """Return facts, plain JSON data, as a run keeps them."""
    return json.dumps(facts)


def facts_of(run: RunRow) -> dict[str, Any]:
    """Return all that a run keeps."""
    found: dict[str, Any] = json.loads(run.facts)
    return found


def newest_fact(runs: Iterable[RunRow], name: str) -> Any:
    """Return what the first of some runs, newest first, keeps that has it; None where none has."""
    return next((kept[name] for run in runs if name in (kept := facts_of(run))), None)
