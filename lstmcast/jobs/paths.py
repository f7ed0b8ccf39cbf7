"""Where a job keeps what belongs to it: one folder beside its file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstmcast.jobs.spec import JobSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPaths:
    """The files of a job; nothing of it is made here."""

    state: Path  # the folder that holds all others
    lock: Path
    ledger: Path  # SQLite, where the job names no other ledger
    models: Path  # a folder: VERSION.safetensors, VERSION.metrics.json
    current: Path  # a link to the model that forecasts
    record: Path  # run.json, what there is to say of the last run

    @classmethod
    def of(cls, spec: JobSpec) -> JobPaths:
        """Return the files of a job."""
        models = spec.state / "models"
        return cls(
            state=spec.state,
            lock=spec.state / "lock",
            ledger=spec.state / "ledger.db",
            models=models,
            current=models / "current",
            record=spec.state / "run.json",
        )
