"""Killed or interrupted at any moment: nothing is torn, and the next run does what is left."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.kills.nights import (
    JOB,
    RUN,
    Kills,
    kill_first_nights,
    kill_warm_nights,
    make_job,
    months,
)
from tests.benchmarks.kills.processes import JobProcess, finish, start
from tests.benchmarks.kills.states import check_settled, check_whole

KILLS = 6  # of each kind of night; python -m tests.benchmarks.kills does hundreds
LOGGED = ("run", "job.toml", "--log-format", "json")
BOTH = (signal.SIGTERM, signal.SIGINT)
#: Steps so large and slow that a training takes seconds, and is not over before all of them.
SLOW = JOB.replace("steps = 3", "steps = 30\nlearning_rate = 0.0001\nbatch_size = 2048")
SLOW_ROWS, FEWER_ROWS = 200, 60
INTO_TRAINING = 0.4  # seconds of work: some steps of it are done by then, and most are not
CHECKPOINT = "job.state/challenger.safetensors.checkpoint"


@pytest.mark.parametrize("kill", [kill_warm_nights, kill_first_nights])
def test_a_kill_at_any_moment(tmp_path: Path, kill: Callable[..., Kills]) -> None:
    done = kill(tmp_path, times=KILLS, seed=0)
    assert done.in_time > 0


def codes(run: JobProcess) -> set[str]:
    """Return the codes of the remarks of a run."""
    return {told["code"] for told in run.events if told["event"] == "note"}


def ended(run: JobProcess, number: signal.Signals) -> None:
    """Check that a run was ended by a signal, said so, and let go of its lock."""
    assert run.end() == 128 + number
    last = run.events[-1]
    assert (last["event"], last["code"], last["status"]) == ("exit", 128 + number, "interrupted")
    state = run.folder / "job.state"
    assert not (state / "lock").exists()
    check_whole(run.folder, rows=3)


def test_a_signal_during_training(tmp_path: Path) -> None:
    for number in BOTH:
        folder = make_job(tmp_path / number.name, job=SLOW, rows=SLOW_ROWS)
        run = start(folder, LOGGED)
        run.wait_for("retraining")
        run.work_for(INTO_TRAINING)
        run.send(number)
        ended(run, number)
        assert (folder / CHECKPOINT).is_file()
        assert not (folder / "forecast.csv").exists()

    resumed, moved_on = (tmp_path / number.name for number in BOTH)
    (moved_on / "sales.csv").write_text(months(FEWER_ROWS))  # yesterday's checkpoint is no use
    assert "resumed" in codes(finish(resumed, LOGGED))
    assert "old-checkpoint" in codes(finish(moved_on, LOGGED))
    for folder in (resumed, moved_on):
        check_settled(folder, horizon=3, cutoffs=1)


def test_a_signal_during_forecasting(tmp_path: Path) -> None:
    """A pipe that nobody reads holds up the very moment of publishing."""
    for number in BOTH:
        folder = make_job(tmp_path / number.name)
        os.mkfifo(folder / "forecast.csv")
    runs = [start(tmp_path / number.name, LOGGED) for number in BOTH]
    for run, number in zip(runs, BOTH, strict=True):
        run.wait_for("predicted")
        run.send(number)
    for run, number in zip(runs, BOTH, strict=True):
        (run.folder / "forecast.csv").unlink()
        ended(run, number)
        assert finish(run.folder, RUN).document["status"] == "done"
        check_settled(run.folder, horizon=3, cutoffs=1)
