"""Backtests through the real process: files, jobs, signals, limits, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from running import MONTHLY, PATIENCE, TOOL, Trained, contents, environment, run, succeed

from lstmcast.locking import lock

BACKTEST = ["backtest", "sales.csv", "--horizon", "3", "--windows", "3", "--season", "12"]
CHEAP = ["--rivals", "naive"]
FEW_STEPS = {"LSTMCAST_STEPS": "5"}
SLOW_STEPS = {"LSTMCAST_STEPS": "100000", "LSTMCAST_BATCH_SIZE": "2048"}
CSV, METRICS, CHECKPOINT = "backtest.csv", "backtest.metrics.json", "backtest.csv.checkpoint"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sales.csv").write_text(MONTHLY)
    return tmp_path


def test_the_pretrained_networks_are_tested_at_once(folder: Path) -> None:
    finished = succeed(folder, [*BACKTEST, "--pretrained"])
    assert finished.out == b""
    assert "seasonal naive" in finished.stderr
    assert max(map(len, finished.stderr.splitlines())) <= 80
    assert set(contents(folder)) == {"sales.csv", CSV, METRICS}
    document = json.loads((folder / METRICS).read_text())
    assert document["windows"] == {"planned": 3, "done": 3}
    assert document["subject"] == {"model": None, "pretrained": True, "refit": ""}
    assert document["verdict"] in " ".join(finished.stderr.split())
    with (folder / CSV).open() as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 9
    mean = sum(abs(float(row["actual"]) - float(row["forecast"])) for row in rows) / 9
    assert mean == pytest.approx(document["scores"]["standings"][0]["scores"]["mae"], rel=1e-9)


def test_quiet_says_nothing_and_json_everything(folder: Path) -> None:
    finished = succeed(folder, [*BACKTEST, *CHEAP, "--pretrained", "--quiet"])
    assert (finished.out, finished.err) == (b"", b"")
    finished = succeed(folder, [*BACKTEST, *CHEAP, "--pretrained", "--json"])
    assert finished.err == b""
    said = json.loads(finished.stdout)
    assert (said["output"], said["metrics"], said["ended"]) == (CSV, METRICS, "finished")


def test_rows_go_through_a_pipe(folder: Path) -> None:
    finished = succeed(
        folder,
        ["backtest", "-", *BACKTEST[2:], *CHEAP, "--pretrained", "-o", "-", "--style", "nixtla"],
        given=MONTHLY.encode(),
    )
    rows = list(csv.DictReader(io.StringIO(finished.stdout)))
    assert list(rows[0])[:5] == ["unique_id", "ds", "cutoff", "y", "LSTM"]
    assert set(contents(folder)) == {"sales.csv"}


def test_two_processes_write_the_same_bytes_as_one(folder: Path, tmp_path: Path) -> None:
    written = []
    for jobs in ("1", "2"):
        succeed(folder, [*BACKTEST, "--jobs", jobs], env=FEW_STEPS)
        document = json.loads((folder / METRICS).read_text())
        del document["created"], document["seconds"]
        written.append(((folder / CSV).read_bytes(), document))
    assert written[0] == written[1]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_backtest_goes_on_as_it_says(folder: Path, jobs: str) -> None:
    """The command it names ends in the bytes of a run that was left alone."""
    straight = folder / "straight"
    straight.mkdir()
    (straight / "sales.csv").write_text(MONTHLY)
    command = [*BACKTEST, *CHEAP, "--style", "nixtla", "--output", CSV]
    succeed(straight, command, env=FEW_STEPS)

    process = subprocess.Popen(
        [*TOOL, *command, "--jobs", jobs],
        cwd=folder, env=environment(FEW_STEPS), stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    wait_until(lambda: (folder / CHECKPOINT).exists() or process.poll() is not None)
    with suppress(ProcessLookupError):  # it may have ended
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: all of them hear it
    _, told = process.communicate(timeout=PATIENCE)
    if process.returncode == 0:
        pytest.skip("it was done before the signal came")
    assert process.returncode == 130, told
    assert b"windows are done" in told
    assert b"Traceback" not in told
    assert (folder / CHECKPOINT).exists()
    assert len((folder / CSV).read_text().splitlines()) < 1 + 9

    word, tool, *arguments = shlex.split(told.decode().splitlines()[-1])
    assert (word, tool, arguments[-1]) == ("Next", "lstmcast", "--resume")
    succeed(folder, arguments, env=FEW_STEPS)
    assert (folder / CSV).read_bytes() == (straight / CSV).read_bytes()
    assert not (folder / CHECKPOINT).exists()


def test_the_processes_of_a_killed_backtest_end_too(folder: Path) -> None:
    process = subprocess.Popen(
        [*TOOL, *BACKTEST, *CHEAP, "--jobs", "2"],
        cwd=folder, env=environment(SLOW_STEPS), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    wait_until(lambda: len(listed.read_text().split()) >= 2)
    children = listed.read_text().split()
    process.kill()
    process.wait()
    wait_until(lambda: not any(map(lives, children)))


def lives(number: str) -> bool:
    """Return whether a process is there and not just waiting to be buried."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_two_at_once_do_not_share_a_file(folder: Path) -> None:
    with lock(folder / CSV):
        finished = run(folder, [*BACKTEST, *CHEAP, "--pretrained"])
    assert finished.code == 75
    assert "another run is writing" in finished.stderr


def test_a_checkpoint_of_other_settings_is_refused(folder: Path) -> None:
    finished = succeed(folder, [*BACKTEST, *CHEAP, "--pretrained", "--time-limit", "1h"])
    (folder / CHECKPOINT).write_bytes(b"nothing")
    finished = run(folder, [*BACKTEST, *CHEAP, "--pretrained", "--resume"])
    assert finished.code == 4
    assert "start again without --resume" in finished.stderr


def test_out_of_time_before_the_first_window(folder: Path) -> None:
    finished = run(folder, [*BACKTEST, *CHEAP, "--time-limit", "3s"], env=SLOW_STEPS)
    assert finished.code == 2
    assert "time limit came before the first window" in finished.stderr
    assert set(contents(folder)) == {"sales.csv"}


def test_a_model_is_tested_on_newer_rows_alone(folder: Path, trained: Trained) -> None:
    model = ["--model", str(trained.model)]
    finished = run(folder, ["backtest", "sales.csv", *model])
    assert finished.code == 2
    assert "its score would flatter it" in finished.stderr
    newer = "".join(f"{1963 + step // 12}-{step % 12 + 1:02d},{170 + step}\n" for step in range(8))
    (folder / "sales.csv").write_text(MONTHLY + newer)
    finished = succeed(folder, ["backtest", "sales.csv", *model, "--horizon", "3", *CHEAP])
    assert "3 of 5 windows begin before 1962-12" in " ".join(finished.stderr.split())
    document = json.loads((folder / METRICS).read_text())
    assert document["subject"]["model"] == str(trained.model)
    assert document["windows"]["done"] == 2


def test_a_least_skill_is_required(folder: Path) -> None:
    command = [*BACKTEST, *CHEAP, "--pretrained", "--require-skill"]
    assert run(folder, [*command, "-9"]).code == 0
    finished = run(folder, [*command, "0.999"])
    assert finished.code == 1
    assert "--require-skill asks for 99.9 %" in finished.stderr
    assert (folder / CSV).exists()  # the evidence stays
    finished = run(folder, [*command, "0.999", "--json"])
    assert json.loads(finished.stdout)["error"]["code"] == "check"
    assert finished.err == b""


def test_a_device_has_no_neighbours(folder: Path) -> None:
    finished = succeed(folder, [*BACKTEST, *CHEAP, "--pretrained", "--output", "/dev/null"])
    assert finished.stderr.rstrip().endswith("Wrote /dev/null")
    assert set(contents(folder)) == {"sales.csv"}


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--rivals", "niave"], 2, "niave"),
        (["--refit", "sometimes"], 2, "each, never, or a number of windows"),
        (["--windows", "0"], 2, "a whole number from 1 to 1000"),
        (["--horizon", "30"], 5, "no window of 30 steps fits"),
        (["--season", "40"], 2, "a season of 40 steps does not fit"),
        (["--pretrained", "--model", "m"], 2, "leave one of them out"),
        (["--model", "gone.safetensors"], 4, "gone.safetensors"),
        (["--output", "-", "--resume"], 2, "--resume needs a file"),
        (["--output", "sales.csv", "--pretrained"], 2, "one of the files to be read"),
        (["--style", "other"], 2, "--style must be one of"),
    ],
)
def test_what_is_refused(folder: Path, arguments: list[str], code: int, sentence: str) -> None:
    before = contents(folder)
    finished = run(folder, ["backtest", "sales.csv", *arguments])
    assert finished.code == code, finished.stderr
    assert sentence in " ".join(finished.stderr.split())
    assert "Traceback" not in finished.stderr
    assert contents(folder) == before
