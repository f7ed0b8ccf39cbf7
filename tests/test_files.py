from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from lstmcast import files
from lstmcast.errors import LockedError, UsageError
from lstmcast.files import digest, ensure_writable, lock, write_atomic


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert leftovers(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr(files.os, "fsync", fail)
    elif call == "replace":
        monkeypatch.setattr(Path, "replace", fail)
    else:
        monkeypatch.setattr(files.os, "fdopen", fail)
    with pytest.raises(UsageError, match="no space left") as caught:
        write_atomic(path, b"new")
    assert "--output" in (caught.value.hint or "")
    assert path.read_bytes() == b"old"
    assert leftovers(tmp_path) == ["out.csv"]


def test_ctrl_c_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert leftovers(tmp_path) == ["out.csv"]


def test_the_umask_rules_new_files_and_old_ones_keep_their_mode(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomic(tmp_path / "new", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    (tmp_path / "new").chmod(0o604)
    write_atomic(tmp_path / "new", b"")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o604


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "folder" / "real")
    write_atomic(link, b"one")
    write_atomic(link, b"two")
    assert link.is_symlink()
    assert (tmp_path / "folder" / "real").read_bytes() == b"two"
    assert leftovers(tmp_path / "folder") == ["real"]


def test_a_pipe_is_written_to_directly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    write_atomic(pipe, b"data")
    reader.join()
    assert received == [b"data"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_bad_places_are_refused_before_and_while_writing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, words in [
        (tmp_path, "it is a directory"),
        (tmp_path / "missing" / "out", f"the directory {tmp_path / 'missing'} does not exist"),
        (tmp_path / "file" / "out", "is not a directory"),
    ]:
        for attempt in (ensure_writable, lambda place: write_atomic(place, b"")):
            with pytest.raises(UsageError, match=words):
                attempt(path)
    assert leftovers(tmp_path) == ["file"]


def test_a_protected_directory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files.os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="no permission to write in"):
        ensure_writable(tmp_path / "out")


def test_a_digest_is_sha_256() -> None:
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest(b"abc") == expected


def test_a_lock_is_exclusive_and_leaves_nothing(tmp_path: Path) -> None:
    model = tmp_path / "model"
    with lock(model):
        assert leftovers(tmp_path) == ["model.lock"]
        attempt = f"""
            from pathlib import Path
            from lstmcast.files import lock
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
        from lstmcast.files import lock
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
