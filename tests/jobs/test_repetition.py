"""A run is done already only where the one before it published the same, and that is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.repetition import done_before
from lstmcast.jobs.spec import JobSpec

NOW = datetime(2024, 3, 1, 3, tzinfo=UTC)
KEY, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def spec(tmp_path: Path) -> JobSpec:
    (tmp_path / "job.toml").write_text('[job]\nsource = "sales.csv"\n')
    (tmp_path / "forecast.csv").write_text("month,forecast\n")
    return read_job(tmp_path / "job.toml", {})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db") as opened:
        yield opened


def spent(ledger: Ledger, key: str | None, code: int | None) -> int:
    """Add a run to a ledger, one that is still under way without a code; return its number."""
    run = ledger.begin_run(started=NOW, command="run")
    if code is not None:
        ledger.end_run(replace(run, key=key, exit_code=code, ended=NOW, status="done"))
    return run.id


@pytest.mark.parametrize(
    ("runs", "done"),
    [
        ([], False),
        ([(KEY, 0)], True),
        ([(OTHER, 0)], False),
        ([(KEY, 0), (KEY, 0)], True),
        ([(KEY, 0), (OTHER, 0)], False),  # a correction that is taken back, or a rollback
        ([(KEY, 3)], False),
        ([(KEY, 0), (None, 143)], False),  # it may have published before that
    ],
)
def test_the_last_run_counts(
    ledger: Ledger, spec: JobSpec, runs: list[tuple[str | None, int]], *, done: bool
) -> None:
    numbers = [spent(ledger, key, code) for key, code in runs]
    found = done_before(ledger, spec, KEY)
    assert (found is not None) is done
    present = spent(ledger, None, None)
    found = done_before(ledger, spec, KEY, present=present)
    assert (None if found is None else found.id) == (numbers[-1] if done else None)


@pytest.mark.parametrize(
    ("command", "code", "status", "done"),
    [
        ("run", 1, "findings", True),  # published, and conditions hold that were to fail it
        ("run", 1, "already done", True),
        ("run", 1, "partial", False),
        ("run", 1, "failed", False),
        ("catch-up", 0, "done", False),  # for the ledger alone: nothing was published
    ],
)
def test_what_was_published_is_done(
    ledger: Ledger, spec: JobSpec, command: str, code: int, status: str, *, done: bool
) -> None:
    run = ledger.begin_run(started=NOW, command=command)
    ledger.end_run(replace(run, key=KEY, exit_code=code, ended=NOW, status=status))
    assert (done_before(ledger, spec, KEY) is not None) is done


def test_what_is_gone_is_not_done(ledger: Ledger, spec: JobSpec) -> None:
    spent(ledger, KEY, 0)
    spec.output.unlink()
    assert done_before(ledger, spec, KEY) is None


def test_without_a_key_nothing_is_done(ledger: Ledger, spec: JobSpec) -> None:
    spent(ledger, KEY, 0)
    assert done_before(ledger, spec, None) is None
