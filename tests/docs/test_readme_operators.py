"""What the README tells operators to type, typed in an empty directory."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.docs.conftest import Readme

_HEADINGS = ("what you see", "what it is", "what to type")


def section(readme: Readme) -> str:
    return readme.text.split("\n## Unattended\n")[1].split("\n## ")[0]


def typed(readme: Readme) -> list[str]:
    """Return the lines of the shell block."""
    _, block, _ = re.split(r"^```$", section(readme), flags=re.MULTILINE)
    return block.strip().splitlines()


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Type a line into a shell that knows nothing but where lstmcast is."""
    tool = folder / "bin" / "lstmcast"
    if not tool.exists():
        tool.parent.mkdir()
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -W error -m lstmcast "$@"\n')
        tool.chmod(0o755)
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env={
            "PATH": f"{tool.parent}:{os.defpath}",
            "LC_ALL": "C.UTF-8",
            "LSTMCAST_STEPS": "5",
            "LSTMCAST_DEVICE": "cpu",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def followed(
    tmp_path_factory: pytest.TempPathFactory, readme: Readme, repository: Path
) -> tuple[Path, dict[str, subprocess.CompletedProcess[str]]]:
    """Return a folder in which all of the block was typed, and what each line came to."""
    folder = tmp_path_factory.mktemp("empty")
    shutil.copy(repository / "sample_data" / "air_passengers.csv", folder / "sales.csv")
    return folder, {line.split("#")[0].strip(): shell(folder, line) for line in typed(readme)}


def test_every_line_works(
    followed: tuple[Path, dict[str, subprocess.CompletedProcess[str]]],
) -> None:
    folder, lines = followed
    assert [(line, it.stderr) for line, it in lines.items() if it.returncode] == []
    assert "would train a model" in lines["lstmcast run job.toml --dry-run"].stderr
    assert "Wrote " in lines["lstmcast run job.toml"].stderr
    again = lines["lstmcast run job.toml --quiet"]
    assert (again.stdout, again.stderr) == ("", "")
    assert "already done" in lines["lstmcast history job.toml"].stdout
    assert lines["lstmcast monitor job.toml"].stdout == "job: nothing found.\n"
    assert "\n0 6 * * * cd " in lines['lstmcast schedule job.toml --at "0 6 * * *"'].stdout
    kept = {"sales.csv", "job.toml", "job.state", "forecast.csv", "bin"}
    assert {path.name for path in folder.iterdir()} == kept


def test_the_line_for_cron_runs_the_job(
    followed: tuple[Path, dict[str, subprocess.CompletedProcess[str]]],
) -> None:
    folder, lines = followed
    (entry,) = [
        line
        for line in lines['lstmcast schedule job.toml --at "0 6 * * *"'].stdout.splitlines()
        if not line.startswith("#")
    ]
    ended = shell(folder, entry.removeprefix("0 6 * * * "))
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert "Already done" in (folder / "job.log").read_text(encoding="utf-8")
    (folder / "job.log").unlink()


def test_the_state_is_what_is_listed(
    followed: tuple[Path, dict[str, subprocess.CompletedProcess[str]]], readme: Readme
) -> None:
    folder, _ = followed
    paragraph = section(readme).split("`job.state/`")[1].split("\n\n")[0]
    there = {path.name for path in (folder / "job.state").iterdir()}
    assert there == {"ledger.db", "models", "run.json"}
    assert all(f"`{name}" in paragraph for name in there)
    assert (folder / "job.state" / "models" / "current").is_symlink()


def test_what_to_type_exists(readme: Readme, commands: Mapping[str, Any]) -> None:
    rows = readme.table(*_HEADINGS)
    lines = [
        words
        for _, _, cell in rows
        for quoted in re.findall(r"`([^`]+)`", cell)
        for words in re.findall(r"lstmcast ([^&]+)", quoted)
    ]
    assert len(lines) >= 8
    for line in lines:
        name, job, *flags = line.split()
        known = {option for param in commands[name].params for option in param.opts}
        assert job == "job.toml"
        assert {word for word in flags if word.startswith("-")} <= known, line


def test_the_sentences_are_those_of_the_program(readme: Readme, repository: Path) -> None:
    package = repository / "lstmcast"
    code = "".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    said = [word for row in readme.table(*_HEADINGS) for word in re.findall(r"`([^`]+)`", row[0])]
    assert len(said) >= 6
    for sentence in said:
        if sentence.startswith("no space"):
            continue  # the system says that
        for part in sentence.split(" … "):
            assert part in code, sentence


def test_training_anew_at_once(
    followed: tuple[Path, dict[str, subprocess.CompletedProcess[str]]], readme: Readme
) -> None:
    folder, _ = followed
    (line,) = re.findall(r"`(lstmcast run [^`]+ --retrain)`", section(readme))
    trained = shell(folder, line)
    assert trained.returncode == 0, trained.stderr
    assert "Training again: --retrain asks for it" in trained.stderr
