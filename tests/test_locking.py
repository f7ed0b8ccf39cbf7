"""Locks keep processes apart, die with them, and say who holds them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from lstmcast.errors import LockedError, UsageError
from lstmcast.holder import read_holder, this_process
from lstmcast.locking import hold, lock


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_lock_is_exclusive_and_leaves_nothing(tmp_path: Path) -> None:
    model = tmp_path / "model"
    with lock(model):
        assert leftovers(tmp_path) == ["model.lock"]
        attempt = f"""
            from pathlib import Path
            from lstmcast.locking import lock
            with lock(Path({str(model)!r})):
                print("inside")
        """
        other = run_python(attempt)
        assert "LockedError" in other.stderr
        assert "model.lock" in other.stderr
        assert other.stdout == ""
    assert leftovers(tmp_path) == []
    assert run_python(attempt).stdout == "inside\n"


def test_a_lock_is_released_by_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), lock(tmp_path / "model"):
        raise RuntimeError
    with lock(tmp_path / "model"):
        pass
    assert leftovers(tmp_path) == []


def test_a_lock_in_no_directory(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"), lock(tmp_path / "missing" / "model"):
        pass


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="Linux only")
def test_a_lock_where_nothing_can_be_made_is_not_held_by_another() -> None:
    with pytest.raises(UsageError, match="cannot write /proc/model"), lock(Path("/proc/model")):
        pass


def test_two_processes_are_never_inside_at_once(tmp_path: Path) -> None:
    """Lock files come and go here, which is where unlinking goes wrong if it does."""
    program = f"""
        import os
        from pathlib import Path
        from lstmcast.errors import LockedError
        from lstmcast.locking import lock
        place, entered = Path({str(tmp_path)!r}), 0
        while entered < 200:
            try:
                with lock(place / "model"):
                    os.close(os.open(place / "inside", os.O_CREAT | os.O_EXCL))
                    (place / "inside").unlink()
                    entered += 1
            except LockedError:
                pass
    """
    workers = [start_python(program) for _ in range(3)]
    for worker in workers:
        _, errors = worker.communicate(timeout=60)
        assert worker.returncode == 0, errors
    assert leftovers(tmp_path) == []


def start_python(program: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_python(program: str) -> subprocess.CompletedProcess[str]:
    process = start_python(program)
    output, errors = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def test_locked_error_is_temporary() -> None:
    assert LockedError.exit_code == os.EX_TEMPFAIL


def holding(place: Path, *, seconds: float = 60) -> subprocess.Popen[str]:
    """Start a process that holds the lock of ``place``, once it does."""
    process = start_python(f"""
        import time
        from pathlib import Path
        from lstmcast.locking import lock
        with lock(Path({str(place)!r})):
            print("held", flush=True)
            time.sleep({seconds})
    """)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)


def test_the_holder_is_named(tmp_path: Path) -> None:
    process = holding(tmp_path / "model")
    try:
        with pytest.raises(LockedError) as caught, lock(tmp_path / "model"):
            pass
        named = rf"another run is writing {tmp_path}/model: process {process.pid} on \S+ since \d"
        assert re.match(named, caught.value.message)
    finally:
        kill(process)


def test_a_lock_dies_with_its_process_and_its_text_misleads_nobody(tmp_path: Path) -> None:
    process = holding(tmp_path / "model")
    kill(process)
    assert leftovers(tmp_path) == ["model.lock"]  # a text of the dead
    assert json.loads((tmp_path / "model.lock").read_text())["pid"] == process.pid
    assert read_holder(tmp_path / "model.lock") is None
    with lock(tmp_path / "model"):
        holder = read_holder(tmp_path / "model.lock")
        assert holder is not None
        assert holder.pid == os.getpid()
    assert leftovers(tmp_path) == []


def test_who_holds_a_lock_without_a_text_is_not_made_up(tmp_path: Path) -> None:
    with lock(tmp_path / "model"):
        (tmp_path / "model.lock").write_bytes(b"")
        attempt = f"""
            from pathlib import Path
            from lstmcast.locking import lock
            with lock(Path({str(tmp_path / "model")!r})):
                pass
        """
        told = run_python(attempt).stderr
    assert f"another run is writing {tmp_path}/model: it holds {tmp_path}/model.lock" in told


def test_waiting_for_a_lock(tmp_path: Path) -> None:
    process = holding(tmp_path / "model", seconds=0.3)
    with lock(tmp_path / "model", timeout=60):
        assert process.wait(timeout=60) == 0
    process.communicate()
    process = holding(tmp_path / "model")
    try:
        begun = time.monotonic()
        with pytest.raises(LockedError), lock(tmp_path / "model", timeout=0.3):
            pass
        assert time.monotonic() - begun >= 0.3
    finally:
        kill(process)


def test_a_lock_file_of_any_name_and_what_is_said_of_it(tmp_path: Path) -> None:
    with hold(tmp_path / "lock", doing="working on the job sales", hint="wait"):
        assert leftovers(tmp_path) == ["lock"]
        program = f"""
            from pathlib import Path
            from lstmcast.locking import hold
            with hold(Path({str(tmp_path / "lock")!r}), doing="at the job sales", hint="wait"):
                pass
        """
        assert "another run is at the job sales: process" in run_python(program).stderr


def test_a_full_disk_does_not_keep_a_lock_from_being_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lstmcast.holder.os.write", fail)
    with lock(tmp_path / "model"):
        assert (tmp_path / "model.lock").read_bytes() == b""
    assert leftovers(tmp_path) == []


def test_a_process_knows_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/lstmcast", "run", "my job.toml"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    holder = this_process()
    assert holder.command == "lstmcast run 'my job.toml'"
    assert holder.since == "2023-11-14T22:13:20+00:00"
    assert not holder.is_gone


@pytest.mark.parametrize(
    "content",
    [b"", b"4711", b"{", b'{"pid": 1}', b"\xff\xfe", b"[" * 5000, b'{"pid": "x", "host": "h"}'],
)
def test_texts_that_name_nobody(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lock").write_bytes(content)
    assert read_holder(tmp_path / "lock") is None


def test_another_process_of_the_same_number_is_not_the_holder(tmp_path: Path) -> None:
    """Numbers of processes come again; the moment of birth does not."""
    mine = this_process()
    told = {name: getattr(mine, name) for name in ("pid", "host", "since", "command", "born")}
    for change, known in (
        ({}, True),
        ({"born": "1"}, False),
        ({"pid": 2**22 + 1}, False),
        ({"pid": 0}, False),
        ({"host": "elsewhere", "born": "1"}, True),  # nothing is known of it
    ):
        (tmp_path / "lock").write_text(json.dumps(told | change))
        assert (read_holder(tmp_path / "lock") is not None) is known
