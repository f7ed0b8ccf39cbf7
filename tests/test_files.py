"""Files are published whole or not at all, alone and together."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lstmcast import files
from lstmcast.errors import UsageError
from lstmcast.files import (
    digest,
    ensure_writable,
    remove_leftovers,
    replace_link,
    write_all,
    write_atomic,
)


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


def test_what_is_to_be_known_before_is_said_when_all_is_written(tmp_path: Path) -> None:
    path, said = tmp_path / "out.csv", list[tuple[bytes, int]]()

    def parts() -> Iterator[bytes]:
        yield from (b"n", b"ew")
        said.append((b"written", 0))

    def refuse() -> None:
        said.append((path.read_bytes(), len(list(tmp_path.iterdir()))))
        raise RuntimeError("no")

    path.write_bytes(b"old")
    with pytest.raises(RuntimeError, match="no"):
        write_atomic(path, parts(), ready=refuse)
    assert said == [(b"written", 0), (b"old", 2)]
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"old"]
    write_atomic(path, parts(), ready=lambda: said.append((path.read_bytes(), 0)))
    assert said[2:] == [(b"written", 0), (b"old", 0)]
    assert path.read_bytes() == b"new"


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


def test_files_that_belong_together_are_written_together(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_bytes(b"old")
    order = [tmp_path / "out.csv", tmp_path / "run.json"]
    write_all(dict(zip(order, [b"new", b"{}"], strict=True)))
    assert [path.read_bytes() for path in order] == [b"new", b"{}"]
    assert leftovers(tmp_path) == ["out.csv", "run.json"]


@pytest.mark.parametrize("full_after", [0, 1, 2])
def test_a_full_disk_leaves_all_of_them_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full_after: int
) -> None:
    paths = [tmp_path / name for name in ("a", "b", "c")]
    paths[0].write_bytes(b"old")
    synced, sync = [], os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) > full_after:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", fsync)
        with pytest.raises(UsageError, match=f"cannot write {paths[full_after]}: no space left"):
            write_all(dict.fromkeys(paths, b"new"))
    assert paths[0].read_bytes() == b"old"
    assert leftovers(tmp_path) == ["a"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux only")
def test_a_disk_that_is_full_to_the_last_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be written is not written again when the file is closed."""
    path, create = tmp_path / "out.csv", os.open
    path.write_bytes(b"old")

    def on_a_full_disk(name: Path, *rest: int) -> int:
        made = create(name, *rest)
        if str(name).endswith(".tmp"):
            os.dup2(create("/dev/full", os.O_WRONLY), made)
        return made

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "open", on_a_full_disk)
        with pytest.raises(UsageError, match="no space left"):
            write_atomic(path, b"new" * 100_000)
    assert path.read_bytes() == b"old"
    assert leftovers(tmp_path) == ["out.csv"]


def test_nothing_is_written_where_one_place_is_bad(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        write_all({tmp_path / "good": b"", tmp_path / "missing" / "bad": b""})
    assert leftovers(tmp_path) == []


def test_the_last_of_several_files_vouches_for_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever renaming stops at, a file is new only if all before it are."""
    paths = [tmp_path / name for name in ("b", "a", "c")]
    replace = Path.replace

    def stop_at_the_second(self: Path, target: Path) -> Path:
        if target == paths[1]:
            raise OSError(errno.EIO, "Input/output error")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stop_at_the_second)
        with pytest.raises(UsageError, match="input/output error"):
            write_all(dict.fromkeys(paths, b"new"))
    assert leftovers(tmp_path) == ["b"]


def test_a_link_is_replaced_whatever_it_was(tmp_path: Path) -> None:
    link = tmp_path / "current"
    for target in ("one", "two", "two"):
        replace_link(link, target)
        assert os.readlink(link) == target
    assert leftovers(tmp_path) == ["current"]


def test_a_link_that_cannot_be_made_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "current"
    link.symlink_to("one")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for call in ("symlink_to", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(Path, call, fail)
            with pytest.raises(UsageError, match="no space left"):
                replace_link(link, "two")
        assert os.readlink(link) == "one"
        assert leftovers(tmp_path) == ["current"]


def test_leftovers_of_the_dead_are_removed_and_those_of_the_living_stay(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").touch()
    killed = """
        import os, signal, sys
        from pathlib import Path
        from lstmcast import files
        files.os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
        files.write_atomic(Path(sys.argv[1]), b"half")
    """
    program = [sys.executable, "-c", textwrap.dedent(killed), str(tmp_path / "out.csv")]
    assert subprocess.run(program, check=False).returncode == -9
    assert len(leftovers(tmp_path)) == 2
    living = tmp_path / ".lstmcast-0123.tmp"
    (tmp_path / ".lstmcast-4567.tmp").symlink_to("nowhere")
    with living.open("wb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        assert remove_leftovers(tmp_path) == 2
        assert leftovers(tmp_path) == [living.name, "mine.csv"]
    assert remove_leftovers(tmp_path) == 1
    assert remove_leftovers(tmp_path) == 0


def test_a_file_that_was_taken_for_a_leftover_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between being created and being locked a file looks like one of a dead process."""
    flock, taken = fcntl.flock, []

    def too_late(stream: object, operation: int) -> None:
        if not taken:
            taken.append(remove_leftovers_with(flock, tmp_path))
        flock(stream, operation)  # type: ignore[arg-type]

    monkeypatch.setattr(files.fcntl, "flock", too_late)
    write_atomic(tmp_path / "out.csv", b"data")
    assert taken == [1]
    assert (tmp_path / "out.csv").read_bytes() == b"data"
    assert leftovers(tmp_path) == ["out.csv"]


def remove_leftovers_with(flock: object, folder: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files.fcntl, "flock", flock)
        return remove_leftovers(folder)
