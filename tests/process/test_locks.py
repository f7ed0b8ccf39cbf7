"""Twenty processes start at once: one works, the others are told at once who does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from running import MONTHLY, PATIENCE, TOOL, environment, run

from lstmcast.locking import lock

_STARTS = 20
#: Waits for the start, takes the lock or ends as the command line does, and says how long it took.
_RACER = """
import sys, time
from pathlib import Path
from lstmcast.errors import LstmcastError
from lstmcast.locking import lock
import filelock
print("ready", flush=True)
sys.stdin.readline()
begun = time.monotonic()
try:
    with lock(Path("forecast.csv")):
        print("inside", flush=True)
        sys.stdin.readline()
except LstmcastError as error:
    print(time.monotonic() - begun, flush=True)
    print(error.message, file=sys.stderr)
    sys.exit(error.exit_code)
"""


@pytest.mark.parametrize("killed_before", [False, True])
def test_of_twenty_one_wins_and_the_others_go_at_once(
    tmp_path: Path, *, killed_before: bool
) -> None:
    if killed_before:  # and has left its name
        text = '{"pid": 4194305, "host": "elsewhere", "since": "", "command": "", "born": null}'
        (tmp_path / "forecast.csv.lock").write_text(text)
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", _RACER],
            cwd=tmp_path,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(_STARTS)
    ]
    try:
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write("\n")
            racer.stdin.flush()
        said = {racer: racer.stdout.readline() for racer in racers if racer.stdout is not None}
        (winner,) = [racer for racer in racers if said[racer] == "inside\n"]
        for racer in racers:
            if racer is not winner:
                _, told = racer.communicate(timeout=PATIENCE)
                assert racer.returncode == 75
                assert float(said[racer]) < 1
                assert f"process {winner.pid} on " in told
        _, told = winner.communicate("\n", timeout=PATIENCE)
        assert (winner.returncode, told) == (0, "")
    finally:
        for racer in racers:
            if racer.poll() is None:
                racer.kill()
                racer.communicate()
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_names_the_holder(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(MONTHLY)
    with lock(tmp_path / "model.safetensors"):
        finished = run(tmp_path, ["train", "sales.csv"], program=TOOL)
    assert finished.code == 75
    named = r"another run is writing model\.safetensors: process \d+ on \S+ since 20\S+: "
    assert re.search(named, finished.stderr)
