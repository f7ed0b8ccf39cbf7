"""The README's example, run as it stands with few steps of training."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.docs.conftest import Readme

_STEPS = "5"


def lstmcast(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "lstmcast", *arguments],
        cwd=folder,
        env={**os.environ, "LSTMCAST_STEPS": _STEPS, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def example(
    tmp_path_factory: pytest.TempPathFactory, readme: Readme, repository: Path
) -> tuple[Path, str]:
    """Train as the README does, beside sample_data; return the folder and what was said."""
    (line,) = [
        line
        for _, block in readme.blocks
        for line in block.splitlines()
        if line.startswith("lstmcast train ../sample_data/")
    ]
    place = tmp_path_factory.mktemp("clone")
    (place / "sample_data").symlink_to(repository / "sample_data")
    folder = place / ".demo"
    folder.mkdir()
    trained = lstmcast(folder, *line.split()[1:])
    assert trained.returncode == 0, trained.stderr
    assert trained.stdout == ""
    return folder, trained.stderr


def test_train_says_what_the_readme_shows(example: tuple[Path, str], readme: Readme) -> None:
    _, said = example
    shown = next(block for language, block in readme.blocks if language == "text")
    # What was found is the same for ever; what was learnt depends on the steps.
    assert said.partition("\n\n")[0] == shown.partition("\n\n")[0]
    assert [line for line in said.splitlines() if line.startswith("Wrote")] == [
        line for line in shown.splitlines() if line.startswith("Wrote")
    ]
    assert _first_words(said) == _first_words(shown)


def _first_words(text: str) -> list[str]:
    """Return how the lines of the score table begin."""
    table = text.partition("Tested")[2].partition("\n\n")[0]
    return [line.strip()[:8] for line in table.splitlines()[2:]]


def test_predict_writes_what_the_readme_shows(example: tuple[Path, str], readme: Readme) -> None:
    folder, _ = example
    predicted = lstmcast(folder, "predict", "--quiet")
    assert (predicted.returncode, predicted.stdout, predicted.stderr) == (0, "", "")
    shown = [block for language, block in readme.blocks if language == "text"][1].splitlines()
    made = (folder / "forecast.csv").read_text(encoding="utf-8").splitlines()
    assert made[0] == shown[0]
    assert [row.split(",")[0] for row in made[1:4]] == [row.split(",")[0] for row in shown[1:]]


@pytest.mark.parametrize("style", ["lstmcast", "nixtla", "prophet"])
def test_styles_have_the_columns_of_the_table(
    example: tuple[Path, str], readme: Readme, style: str
) -> None:
    folder, _ = example
    predicted = lstmcast(folder, "predict", "--quiet", "--style", style, "--output", "-")
    header = predicted.stdout.splitlines()[0].split(",")
    [columns] = [row[1] for row in readme.table("style", "columns") if row[0] == f"`{style}`"]
    named = columns.replace("your time column", "`month`").split("`")[1::2]
    optional = {"target"} if style == "lstmcast" else {"unique_id"} if style == "prophet" else set()
    assert header == [name for name in named if name not in optional]
