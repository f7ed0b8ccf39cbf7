"""A process that writes the ledger and is killed leaves one that opens, with whole runs alone."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from lstmcast.jobs.ledger.ledger import open_ledger
from lstmcast.jobs.ledger.rows import KILLED, RUNNING

KILLS = 20
STEPS = 400
#: A line is written after each commit: what it says must still be true after the kill.
_WRITER = f"""
import dataclasses, sys
from pathlib import Path
from ledger_rows import begin, forecasts, night, promotion, score
from lstmcast.jobs.ledger.ledger import open_ledger

print("ready", flush=True)
with open_ledger(Path(sys.argv[1])) as ledger:
    while True:
        run = begin(ledger)
        print("begun", run.id, flush=True)
        rows = forecasts(run.id, cutoff=run.id, steps={STEPS} // 2)
        ledger.add_forecasts(rows)
        print("forecast", run.id, flush=True)
        ledger.add_scores([score(row, run=run.id) for row in rows])
        print("scored", run.id, flush=True)
        ledger.add_promotion(promotion(0, run=run.id))
        ledger.end_run(dataclasses.replace(run, exit_code=0, status="done"))
        print("ended", run.id, flush=True)
"""


def write_until_killed(path: Path, seconds: float) -> set[tuple[str, int]]:
    """Return what the writer said it had done by the time it was killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, path],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.kill()
    said, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL
    whole = [line.split() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return {(word, int(number)) for word, number in whole}


def test_killed_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    moments = random.Random(6)
    said: set[tuple[str, int]] = set()
    for kill in range(KILLS):
        # The first ones hit the making of the tables, the others whatever is under way.
        said |= write_until_killed(path, moments.uniform(0, 0.01 if kill < 4 else 0.15))
        check(path, said)
    assert len(said) > 2 * KILLS  # something was going on


def check(path: Path, said: set[tuple[str, int]]) -> None:
    """Assert that the file is sound, and that it holds whole steps and all that was said."""
    with open_ledger(path) as ledger:
        runs = {run.id: run.status for run in ledger.runs()}
        forecast = dict.fromkeys(runs, 0)
        scored = dict(forecast)
        for row in ledger.forecasts():
            forecast[row.run] += 1
        for row in ledger.scores():
            scored[row.run] += 1
        promoted = {row.run for row in ledger.promotions()}
    assert set(forecast.values()) | set(scored.values()) <= {0, STEPS}
    assert {number for word, number in said if word == "begun"} <= runs.keys()
    assert all(forecast[number] == STEPS for word, number in said if word == "forecast")
    assert all(scored[number] == STEPS for word, number in said if word == "scored")
    assert all(runs[number] == "done" for word, number in said if word == "ended")
    assert {number for number, status in runs.items() if status == "done"} <= promoted
    unfinished = [number for number, status in runs.items() if status == RUNNING]
    assert unfinished in ([], [max(runs, default=0)])
    assert set(runs.values()) <= {"done", RUNNING, KILLED}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
