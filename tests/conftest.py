"""What every test gets: an environment that says nothing, and an empty place to work in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pathlib import Path

# On a busy machine anything may take a while: a test that fails then says nothing of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

_TERMINAL = {
    "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PY_COLORS", "TERMINAL_WIDTH",
    "GITHUB_ACTIONS", "SOURCE_DATE_EPOCH",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away everything that would make a test depend on who runs it."""
    for name in os.environ:
        if name.startswith("LSTMCAST_") or name in _TERMINAL:
            monkeypatch.delenv(name)


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty directory that is the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
