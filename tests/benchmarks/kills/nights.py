"""Kill a job again and again, and see what is left and whether the next run copes with it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.kills.processes import finish, start
from tests.benchmarks.kills.states import check_settled, check_whole

RUN = ("run", "job.toml", "--json")
HORIZON = 3
_FIRST_ROWS = 36

#: What every job here has: months, a horizon of three, a network that learns next to nothing.
JOB = f"""
[job]
source = "sales.csv"
[window]
lookback = 24
horizon = {HORIZON}
[training]
steps = 3
[retraining]
retrain = "never"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kills:
    """How often a job was killed, and how often that came before its end."""

    times: int
    in_time: int


def months(count: int) -> str:
    """Return so many months from 1960 on, with a trend and a season."""
    rows = (
        f"{1960 + step // 12}-{step % 12 + 1:02d},{100 + 2 * step + (step % 12 - 6) ** 2}\n"
        for step in range(count)
    )
    return "month,sales\n" + "".join(rows)


def make_job(folder: Path, *, rows: int = _FIRST_ROWS, job: str = JOB) -> Path:
    """Make a folder with a job and its data, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sales.csv").write_text(months(rows))
    (folder / "job.toml").write_text(job)
    return folder


def kill_warm_nights(folder: Path, *, times: int, seed: int) -> Kills:
    """Kill the runs of one job that need not train, each with one more month of data.

    After each the state has to be whole, and the next run has to do what is left; every other
    time it has newer data, so that what is left is what was published, and its scores. Raises
    AssertionError.
    """
    moments, in_time = random.Random(seed), 0
    make_job(folder)
    finish(folder, RUN)
    takes = _duration(lambda: finish(folder, (*RUN, "--force")))
    rows, cutoffs = _FIRST_ROWS, 1
    for turn in range(times):
        rows += 1
        (folder / "sales.csv").write_text(months(rows))
        old = (folder / "forecast.csv").read_bytes()
        in_time += _kill_after(folder, moments.uniform(0, 1.1 * takes))
        check_whole(folder, rows=HORIZON)
        left = (folder / "forecast.csv").read_bytes()
        if turn % 2:
            rows += 1
            cutoffs += left != old
            (folder / "sales.csv").write_text(months(rows))
        assert finish(folder, RUN).document["status"] in {"done", "already done"}
        cutoffs += 1
        check_settled(folder, horizon=HORIZON, cutoffs=cutoffs)
        assert turn % 2 or left in {old, (folder / "forecast.csv").read_bytes()}
    assert finish(folder, RUN).document["status"] == "already done"
    return Kills(times=times, in_time=in_time)


def kill_first_nights(folder: Path, *, times: int, seed: int) -> Kills:
    """Kill the first run of so many new jobs, in which a model is trained.

    After each the state has to be whole, and the next run has to do what is left. Raises
    AssertionError.
    """
    moments, in_time = random.Random(seed), 0
    finish(make_job(folder / "imports"), RUN)
    takes = _duration(lambda: finish(make_job(folder / "whole"), RUN))
    for turn in range(times):
        place = make_job(folder / f"{turn}")
        in_time += _kill_after(place, moments.uniform(0, 1.1 * takes))
        check_whole(place, rows=HORIZON)
        assert finish(place, RUN).document["status"] in {"done", "already done"}
        check_settled(place, horizon=HORIZON, cutoffs=1)
    return Kills(times=times, in_time=in_time)


def _kill_after(folder: Path, seconds: float) -> bool:
    process = start(folder, RUN, name="killed")
    time.sleep(seconds)
    return process.kill()


def _duration(act: Callable[[], object]) -> float:
    begun = time.monotonic()
    act()
    return time.monotonic() - begun
