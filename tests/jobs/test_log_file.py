"""A log file grows, is set aside, and never mixes lines."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from nights import DONE, READ, STARTED, chronicle, told

from lstmcast.jobs.channel import NotToldError
from lstmcast.jobs.events import Event
from lstmcast.jobs.lines import encoder, human_line, json_line
from lstmcast.jobs.log_file import LogFile


def write(log: LogFile, *events: Event) -> None:
    for event in events:
        log.hear(told(event), chronicle(event))


def test_lines_are_appended_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_text("an older line\n")
    write(LogFile(path, human_line), STARTED, DONE)
    assert path.read_text() == f"an older line\n{human_line(told(STARTED))}{human_line(told(DONE))}"


def test_every_line_is_there_at_once(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    write(LogFile(path, json_line), STARTED)
    assert json.loads(path.read_text())["event"] == "run_started"


def test_the_format_is_chosen_by_name() -> None:
    assert encoder("json") is json_line
    assert encoder("human") is human_line


def test_generations(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    log = LogFile(path, json_line, largest=1, generations=3)
    for pid in range(6):
        write(log, replace(STARTED, pid=pid))
    pids = {
        each.name: [json.loads(line)["pid"] for line in each.read_text().splitlines()]
        for each in tmp_path.iterdir()
    }
    assert pids == {"job.log": [5], "job.log.1": [4], "job.log.2": [3], "job.log.3": [2]}


def test_no_generation_at_all(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "job.log", human_line, largest=1, generations=0)
    write(log, STARTED, READ)
    assert [path.name for path in tmp_path.iterdir()] == ["job.log"]
    assert "Read" in (tmp_path / "job.log").read_text()


def test_it_is_set_aside_only_when_full(tmp_path: Path) -> None:
    line = human_line(told(STARTED)).encode()
    log = LogFile(tmp_path / "job.log", human_line, largest=2 * len(line))
    write(log, STARTED, STARTED)
    assert [path.name for path in tmp_path.iterdir()] == ["job.log"]
    write(log, STARTED)
    assert (tmp_path / "job.log.1").read_bytes() == line * 2
    assert (tmp_path / "job.log").read_bytes() == line


def test_a_file_that_somebody_moved_away_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    log = LogFile(path, human_line)
    write(log, STARTED)
    path.rename(tmp_path / "moved")
    write(log, DONE)
    assert path.read_text() == human_line(told(DONE))


def test_a_torn_line_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_text('{"event": "ex')
    write(LogFile(path, json_line), DONE)
    torn, whole = path.read_text().splitlines()
    assert torn == '{"event": "ex'
    assert json.loads(whole)["event"] == "exit"


def test_two_runs_lose_nothing_while_they_set_it_aside(tmp_path: Path) -> None:
    path = tmp_path / "job.log"

    def run(number: int) -> None:
        log = LogFile(path, json_line, largest=2000, generations=10_000)
        for step in range(100):
            write(log, replace(STARTED, pid=1000 * number + step))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    lines = [line for each in tmp_path.iterdir() for line in each.read_text().splitlines()]
    pids = sorted(json.loads(line)["pid"] for line in lines)
    assert pids == [1000 * number + step for number in range(4) for step in range(100)]
    assert len(list(tmp_path.iterdir())) > 10


@pytest.mark.parametrize(
    ("place", "why"), [("nowhere/job.log", "no such file"), (".", "is a directory")]
)
def test_a_place_that_cannot_be_written(tmp_path: Path, place: str, why: str) -> None:
    with pytest.raises(NotToldError, match=f"cannot write the log file .*: {why}"):
        write(LogFile(tmp_path / place, human_line), STARTED)


def test_a_full_disk() -> None:
    with pytest.raises(NotToldError, match="no space left"):
        write(LogFile(Path("/dev/full"), human_line), STARTED)


def test_a_pipe_that_nobody_reads_does_not_hold_up_the_run(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    log = LogFile(path, human_line)
    write(log, STARTED)
    idle = os.open(path, os.O_RDWR)
    try:
        with pytest.raises(NotToldError, match=r"temporarily unavailable|no space left"):
            write(log, *[STARTED] * 10_000)
    finally:
        os.close(idle)


@pytest.mark.parametrize("anew", [True, False])
def test_what_another_run_has_set_aside_is_not_set_aside_again(tmp_path: Path, anew: bool) -> None:
    path = tmp_path / "job.log"
    path.write_text("old\n")
    descriptor = os.open(path, os.O_RDWR)
    try:
        path.rename(tmp_path / "job.log.1")
        if anew:
            path.write_text("new\n")
        assert LogFile(path, human_line)._set_aside(descriptor)
    finally:
        os.close(descriptor)
    assert (tmp_path / "job.log.1").read_text() == "old\n"
    assert path.exists() is anew
