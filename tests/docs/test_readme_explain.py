"""What the README shows of ``lstmcast explain`` is what it prints, but for the last digits."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from lstmcast.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.docs.conftest import Readme


def outline(text: str) -> list[str]:
    """Return lines without signs, bars and digits, and with single blanks."""
    bare = re.sub(r"[█▁▂▃▄▅▆▇+−]+|(?<=\d)\.\d+", "", text)
    return [" ".join(re.sub(r"\d+", "0", line).split()) for line in bare.splitlines()]


@pytest.mark.usefixtures("workplace")
def test_explain_prints_what_the_readme_shows(
    capsys: pytest.CaptureFixture[str], readme: Readme, repository: Path
) -> None:
    section = readme.text.partition("### Looking inside")[2]
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
    command = shlex.split(blocks[0][1].splitlines()[0])
    assert command[:2] == ["lstmcast", "explain"]
    data = str(repository / command[2].removeprefix("../"))
    assert main(["explain", data, *command[3:]]) == 0
    printed = capsys.readouterr().out
    assert outline(printed) == outline(blocks[1][1])
    assert len(outline(printed)) > 20
