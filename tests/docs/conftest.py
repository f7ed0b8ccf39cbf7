"""The README, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

from lstmcast.cli.app import create_app

if TYPE_CHECKING:
    from collections.abc import Mapping

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readme:
    """The text, its tables by their first heading, its fenced blocks."""

    text: str

    def table(self, *headings: str) -> list[list[str]]:
        """Return the rows of the table whose header begins with these headings."""
        lines = self.text.splitlines()
        header = "| " + " | ".join(headings) + " |"
        start = next(number for number, line in enumerate(lines) if line.startswith(header))
        rows: list[list[str]] = []
        for line in lines[start + 2 :]:
            if not line.startswith("|"):
                return rows
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        return rows

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """Return the fenced blocks as language and content."""
        return re.findall(r"^```(\w*)\n(.*?)^```", self.text, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def readme() -> Readme:
    return Readme(text=(REPOSITORY / "README.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def commands() -> Mapping[str, Any]:
    """Return the commands by name, as typer sees them."""
    group: Any = typer.main.get_command(create_app())
    return {name: group.commands[name] for name in group.commands}


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY
