"""Twenty runs of one job begin at once: one works, the others say who does, and nothing is torn."""

from __future__ import annotations

import os
import time
from pathlib import Path

from lstmcast.jobs.ledger.ledger import open_ledger
from tests.benchmarks.kills.nights import HORIZON, RUN, make_job, months
from tests.benchmarks.kills.processes import JobProcess, finish, start
from tests.benchmarks.kills.states import check_settled

STARTS = 20
PATIENCE = 60  # seconds
LOGGED = ("run", "job.toml", "--log-format", "json")


def test_of_twenty_one_works_and_the_others_go_at_once(tmp_path: Path) -> None:
    folder = make_job(tmp_path)
    finish(folder, RUN)
    (folder / "sales.csv").unlink()
    os.mkfifo(folder / "sales.csv")  # whoever has the lock reads, and waits for rows
    runs = [start(folder, LOGGED, name=f"run{number}") for number in range(STARTS)]
    (winner,) = wait_for_all_but_one(runs)
    (folder / "sales.csv").write_text(months(37))
    assert winner.end() == 0
    for run in runs:
        last = run.events[-1]  # each line is an object, to the last one
        assert run.err.read_text().endswith("\n")
        assert last["event"] == "exit"
        if run is not winner:
            assert (last["code"], last["status"]) == (75, "locked")
            assert last["seconds"] < 1
            (failed,) = [told for told in run.events if told["event"] == "failed"]
            assert f"another run is doing job.toml: process {winner.pid} on " in failed["message"]
            assert {told["event"] for told in run.events} == {"failed", "exit"}
    check_settled(folder, horizon=HORIZON, cutoffs=2)
    with open_ledger(folder / "job.state" / "ledger.db", job="job", read_only=True) as ledger:
        assert [run.status for run in ledger.runs()] == ["done", "done"]


def wait_for_all_but_one(runs: list[JobProcess]) -> list[JobProcess]:
    """Wait until one run is left, check how the others ended, and return that one."""
    deadline = time.monotonic() + PATIENCE
    while sum(run.process.is_alive() for run in runs) > 1:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert sorted(str(run.process.exitcode) for run in runs) == ["75"] * (STARTS - 1) + ["None"]
    return [run for run in runs if run.process.is_alive()]


def test_a_run_that_waits_finds_it_done(tmp_path: Path) -> None:
    folder = make_job(tmp_path)
    finish(folder, RUN)
    (folder / "sales.csv").unlink()
    os.mkfifo(folder / "sales.csv")
    first = start(folder, LOGGED, name="first")
    first.wait_for("run_started")
    second = start(folder, (*RUN, "--lock-timeout", "1m"), name="second")
    (folder / "sales.csv").write_text(months(37))
    assert first.end() == 0
    (folder / "sales.csv").write_text(months(37))
    assert second.end() == 0
    assert second.document["status"] == "already done"
    check_settled(folder, horizon=HORIZON, cutoffs=2)
