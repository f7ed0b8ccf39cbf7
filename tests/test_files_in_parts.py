"""A file that is written part by part is published whole or not at all, as any other."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lstmcast.errors import UsageError
from lstmcast.files import write_atomic


def test_parts_become_one_file(tmp_path: Path) -> None:
    write_atomic(tmp_path / "out.csv", (b"one\n", b"", b"two\n"))
    assert (tmp_path / "out.csv").read_bytes() == b"one\ntwo\n"
    write_atomic(tmp_path / "out.csv", ())
    assert (tmp_path / "out.csv").read_bytes() == b""


def test_parts_are_taken_one_by_one_and_seen_together(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")
    seen = []

    def parts() -> Iterator[bytes]:
        for part in (b"one", b"two"):
            seen.append(path.read_bytes())
            yield part

    write_atomic(path, parts())
    assert seen == [b"old", b"old"]
    assert path.read_bytes() == b"onetwo"


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, MemoryError])
def test_a_part_that_is_never_made_leaves_the_old_file(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")

    def parts() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise error

    with pytest.raises(error):
        write_atomic(path, parts())
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"out.csv": b"old"}


def test_nothing_is_made_for_a_place_that_cannot_be_written_to(tmp_path: Path) -> None:
    made = iter((b"a", b"b"))
    with pytest.raises(UsageError):
        write_atomic(tmp_path / "missing" / "out.csv", made)
    assert list(made) == [b"a", b"b"]


def test_a_pipe_gets_the_parts(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_atomic(pipe, (b"one", b"two"))
    reader.join()
    assert read == [b"onetwo"]
