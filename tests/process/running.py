"""Run the tool as its own process, in a folder of its own and a clean environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TOOL = (sys.executable, "-m", "lstmcast")
PATIENCE = 120  # seconds; only a hang takes this long

#: Months of 1960 to 1962 with a trend and a season: enough to train on, in no time.
MONTHLY = "month,sales\n" + "".join(
    f"{1960 + step // 12}-{step % 12 + 1:02d},{100 + 2 * step + (step % 12 - 6) ** 2}\n"
    for step in range(36)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A process that has ended."""

    code: int
    out: bytes
    err: bytes

    @property
    def stdout(self) -> str:
        """Return standard output as text."""
        return self.out.decode()

    @property
    def stderr(self) -> str:
        """Return standard error as text."""
        return self.err.decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A folder with ``sales.csv`` and the model that was trained on it; not to be written to."""

    folder: Path

    @property
    def data(self) -> Path:
        """Return the file the model was trained on."""
        return self.folder / "sales.csv"

    @property
    def model(self) -> Path:
        """Return the model file."""
        return self.folder / "model.safetensors"


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment that says as little as possible, and what is wanted besides."""
    return {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "PYTHONFAULTHANDLER": "1",
        **(more or {}),
    }


def run(
    folder: Path,
    arguments: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    given: bytes | None = None,
    program: Sequence[str] = TOOL,
) -> Finished:
    """Run the tool to its end; ``given`` is what it reads from standard input."""
    process = subprocess.run(
        [*program, *arguments],
        cwd=folder,
        env=environment(env),
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return Finished(code=process.returncode, out=process.stdout, err=process.stderr)


def succeed(
    folder: Path,
    arguments: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    given: bytes | None = None,
) -> Finished:
    """Run the tool, which has to end with 0."""
    finished = run(folder, arguments, env=env, given=given)
    assert finished.code == 0, finished.stderr
    return finished


def contents(folder: Path) -> dict[str, bytes | None]:
    """Return every file below a folder with its bytes, and every directory with None."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }
