"""What the README shows of ``lstmcast compare`` is what it prints, but for the figures."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from lstmcast.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.docs.conftest import Readme

#: Little enough for a test; what was learnt and recalled takes longer.
_QUICK = ["--steps", "2", "--seeds", "1", "--no-probe"]


def networks(table: str) -> list[str]:
    """Return what the rows are called."""
    return re.findall(r"^  (\w+(?: \d+)?)  ", table, flags=re.MULTILINE)


@pytest.mark.usefixtures("workplace")
def test_compare_prints_what_the_readme_shows(
    capsys: pytest.CaptureFixture[str], readme: Readme, repository: Path
) -> None:
    section = readme.text.partition("### Which cell")[2]
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
    command = shlex.split(blocks[0][1].splitlines()[0])
    assert command[:2] == ["lstmcast", "compare"]
    data = str(repository / command[2].removeprefix("../"))
    assert main(["compare", data, *command[3:], *_QUICK]) == 0
    printed = capsys.readouterr()
    shown = blocks[1][1]
    headings = shown.splitlines()[0].split()
    assert headings == [*printed.out.splitlines()[0].split(), "recall"]
    assert networks(shown) == networks(printed.out)
    assert len(networks(shown)) == 5
    yardstick = re.search(r"seasonal naive\s\([\d.]+\)", shown)
    assert yardstick is not None
    assert yardstick[0].split() == re.findall(r"seasonal naive\s\([\d.]+\)", printed.err)[0].split()
