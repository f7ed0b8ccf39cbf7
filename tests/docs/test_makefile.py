"""The Makefile lists all that it can do, and asks for the torch that brings no CUDA."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.docs.conftest import Readme


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_alone_lists_every_target(repository: Path) -> None:
    text = (repository / "Makefile").read_text(encoding="utf-8")
    [phony] = re.findall(r"^\.PHONY: (.*)$", text, flags=re.MULTILINE)
    # Started by `make test`, the variables of that make would reach this one.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    listed = subprocess.run(
        ["make", "--no-print-directory"],
        cwd=repository, env=clean, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert [line.split()[1] for line in listed] == phony.split()
    assert all(re.match(r"  make [\w-]+ +\w", line) for line in listed)


def test_torch_is_installed_first_and_alone(repository: Path) -> None:
    text = (repository / "Makefile").read_text(encoding="utf-8")
    installs = re.findall(r"-m pip install --quiet (.*)$", text, flags=re.MULTILINE)
    assert installs[:2] == ['"torch==2.13.0"', "--editable ."]


def test_the_check_runs_what_the_readme_says(repository: Path, readme: Readme) -> None:
    script = repository / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.search(r"^make test\b", script.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert re.search(r"^make test\b", readme.text, flags=re.MULTILINE)
