"""The same night again is done already; other rows, options or a lost file make it a new one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lstmcast.jobs.ledger.ledger import open_ledger
from tests.benchmarks.kills.nights import HORIZON, RUN, make_job, months
from tests.benchmarks.kills.processes import finish
from tests.benchmarks.kills.states import check_settled

ROWS = months(40)
LATE = months(38) + ROWS.splitlines(keepends=True)[-1]  # the month before the last one is missing
CORRECTED = ROWS.replace("1963-02,", "1963-02,9")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = make_job(tmp_path)
    (made / "sales.csv").write_text(LATE)
    assert night(made) == "done"
    return made


def night(folder: Path, *more: str) -> str:
    """Run the job to a good end, and return what became of it."""
    status: str = finish(folder, (*RUN, *more)).document["status"]
    return status


def forecast(folder: Path) -> bytes:
    return (folder / "forecast.csv").read_bytes()


def test_the_same_again_is_done_already(folder: Path) -> None:
    before, written = forecast(folder), (folder / "forecast.csv").stat().st_mtime_ns
    assert [night(folder), night(folder)] == ["already done", "already done"]
    assert (folder / "forecast.csv").stat().st_mtime_ns == written
    assert night(folder, "--force") == "done"
    assert forecast(folder) == before
    check_settled(folder, horizon=HORIZON, cutoffs=1)
    with open_ledger(folder / "job.state" / "ledger.db", job="job", read_only=True) as ledger:
        told = [run.status for run in ledger.runs()]
    assert told == ["done", "already done", "already done", "done"]


def test_rows_that_come_late_or_are_corrected(folder: Path) -> None:
    seen = [forecast(folder)]
    for rows in (ROWS, CORRECTED, ROWS):  # at last the correction is taken back
        (folder / "sales.csv").write_text(rows)
        assert night(folder) == "done"
        seen.append(forecast(folder))
        assert night(folder) == "already done"
    assert len(set(seen)) == 3
    assert seen[3] == seen[1]
    check_settled(folder, horizon=HORIZON, cutoffs=1)


def test_the_order_of_rows_is_no_news(folder: Path) -> None:
    header, *rows = LATE.splitlines(keepends=True)
    (folder / "sales.csv").write_text("".join([header, *reversed(rows)]))
    assert night(folder) == "already done"


def test_a_forecast_that_is_gone_is_made_again(folder: Path) -> None:
    before = forecast(folder)
    (folder / "forecast.csv").unlink()
    assert night(folder) == "done"
    assert forecast(folder) == before


def test_a_dry_run_says_so_too(folder: Path) -> None:
    state: dict[str, Any] = json.loads((folder / "job.state" / "run.json").read_bytes())
    told = finish(folder, ("run", "job.toml", "--dry-run")).err.read_text()
    assert "Already done" in told
    (folder / "sales.csv").write_text(ROWS)
    told = finish(folder, ("run", "job.toml", "--dry-run")).err.read_text()
    assert "would forecast 3 steps" in told
    assert json.loads((folder / "job.state" / "run.json").read_bytes()) == state
