"""SIGTERM while something is predicted, or waited for: 143, and nothing half-done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from running import PATIENCE, TOOL, Trained, contents, environment, succeed

from lstmcast.locking import lock

MOMENTS = 8
#: What a process ended by a signal that came before it could handle any reports; 143 in a shell.
UNHANDLED = -signal.SIGTERM
#: As a command waits for a lock, and ends.
WAITING = """
import sys
from pathlib import Path
from lstmcast.cli.signals import ending_cleanly
from lstmcast.locking import lock
with ending_cleanly() as interruption:
    try:
        print("waiting", flush=True)
        with lock(Path(sys.argv[1]), timeout=100):
            print("working", flush=True)
    except KeyboardInterrupt:
        sys.exit(128 + interruption.signal_number)
"""


@contextmanager
def started(folder: Path, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process, and see to it that it does not outlive the test."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def terminate(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def test_at_any_moment_the_forecast_is_the_old_one_or_the_new_one(
    trained: Trained, tmp_path: Path
) -> None:
    command = ["predict", "-m", str(trained.model), "-o", "out.csv", "--chunk-series", "1"]
    before = time.monotonic()
    succeed(tmp_path, command)
    takes = time.monotonic() - before
    new, old = (tmp_path / "out.csv").read_bytes(), b"of yesterday\n"
    moments = random.Random(0)
    codes = set()
    for _ in range(MOMENTS):
        (tmp_path / "out.csv").write_bytes(old)
        with started(tmp_path, [*TOOL, *command]) as process:
            time.sleep(moments.uniform(0, 1.1 * takes))
            code, _, err = terminate(process)
        codes.add(code)
        left = contents(tmp_path)
        assert set(left) == {"out.csv"}
        if code == 0:
            assert left["out.csv"] == new
        else:
            assert code in {143, UNHANDLED}, err
            assert left["out.csv"] in {old, new}  # a signal may come when all is done
    assert codes & {143, UNHANDLED}


def test_a_forecast_that_nobody_takes(trained: Trained, tmp_path: Path) -> None:
    """A pipe without a reader holds up the very moment of writing."""
    os.mkfifo(tmp_path / "out.csv")
    command = [*TOOL, "predict", "-m", str(trained.model), "-o", "out.csv"]
    with started(tmp_path, command) as process:
        _wait_until_asleep(process)
        code, out, err = terminate(process)
    assert (code, out) == (143, b"")
    assert err.endswith(b"Error: interrupted\n")
    assert {path.name for path in tmp_path.iterdir()} == {"out.csv"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_wait_for_a_lock_ends_and_leaves_it_to_its_holder(
    tmp_path: Path, number: signal.Signals
) -> None:
    model = tmp_path / "model.safetensors"
    with lock(model):
        held = contents(tmp_path)
        with started(tmp_path, [sys.executable, "-c", WAITING, str(model)]) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"waiting\n"
            process.send_signal(number)
            out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, err) == (128 + number, b"", b"")
        assert contents(tmp_path) == held
    assert contents(tmp_path) == {}


def _wait_until_asleep(process: subprocess.Popen[bytes]) -> None:
    """Wait until the process waits for a while, after the work it has to do before."""
    state = Path(f"/proc/{process.pid}/stat")
    calm, deadline = 0, time.monotonic() + PATIENCE
    while calm < 30 and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        asleep = state.read_text().rpartition(")")[2].split()[0] == "S"
        calm = calm + 1 if asleep else 0
        time.sleep(0.01)
