"""What became of a job's runs, as plain data: for tables, JSON documents and CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

#: What JSON and CSV call the fields of a run, in order; more may be added.
FIELDS = (
    "id", "started", "ended", "command", "status", "exit_code", "seconds", "rows", "series",
    "model", "promoted", "message", "scored", "mae", "skill",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRun:
    """One run, and how good its forecast has been so far."""

    id: int
    started: datetime
    ended: datetime | None
    command: str
    status: str
    exit_code: int | None  # None: it has not ended, or was killed
    seconds: float | None
    rows: int | None  # of the data
    series: int | None
    model: str | None  # that forecast
    promoted: str | None  # the model that became the champion
    message: str | None
    scored: int  # steps of its forecast whose actual value is known
    mae: float | None  # over those, in the unit of the data
    skill: float | None  # beside seasonal naive, 0.1 is 10 % less error
    coverage: Mapping[float, float]  # by level in percent: the share that the interval held


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryReport:
    """The last runs of a job, oldest first."""

    job: str
    ledger: str  # where it is
    runs: tuple[HistoryRun, ...]

    @property
    def levels(self) -> list[float]:
        """Return the levels of all intervals, rising."""
        return sorted({level for run in self.runs for level in run.coverage})

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for a JSON document; moments are ISO 8601 with their offset."""
        return {
            "job": self.job,
            "ledger": self.ledger,
            "runs": [{**_fields(run), "coverage": _by_level(run.coverage)} for run in self.runs],
        }


def history_csv(report: HistoryReport) -> bytes:
    """Return one row per run, oldest first, as CSV in UTF-8; what is not known is empty."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*FIELDS, *(f"coverage-{level:g}" for level in report.levels)])
    for run in report.runs:
        covered = [run.coverage.get(level) for level in report.levels]
        writer.writerow([*_fields(run).values(), *covered])
    return stream.getvalue().encode(errors="backslashreplace")


def _fields(run: HistoryRun) -> dict[str, str | int | float | None]:
    """Return everything but the coverage, in order."""
    values = {name: getattr(run, name) for name in FIELDS}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _by_level(coverage: Mapping[float, float]) -> dict[str, float]:
    return {f"{level:g}": coverage[level] for level in sorted(coverage)}
