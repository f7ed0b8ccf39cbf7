"""Every entry of ``covariate_mistakes.py``: its code, its words, and nothing left behind."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from lstmcast.cli.app import main
from tests.cli.covariate_mistakes import CASES, FUTURE, SHOPS
from tests.priced_shops import FLAGS, SETTINGS


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a model that knows prices ahead."""
    folder = tmp_path_factory.mktemp("model")
    for name, text in (("shops.csv", SHOPS), ("lstmcast.toml", SETTINGS)):
        (folder / name).write_text(text)
    path = folder / "model.safetensors"
    flags = [*FLAGS, "--config", str(folder / "lstmcast.toml"), "--quiet", "-o", str(path)]
    assert main(["train", str(folder / "shops.csv"), *flags]) == 0
    return path.read_bytes()


@pytest.fixture
def folder(workplace: Path, model: bytes) -> Path:
    (workplace / "model.safetensors").write_bytes(model)
    files = {"shops.csv": SHOPS, "future.csv": FUTURE, "lstmcast.toml": SETTINGS}
    for name, text in files.items():
        (workplace / name).write_text(text)
    return workplace


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_there_are_enough_kinds() -> None:
    assert len(CASES) >= 50
    assert len({case.message for case in CASES.values()}) >= 45


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_explained(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    for file, text in case.files.items():
        (folder / file).write_text(text)
    before = contents(folder)
    assert main(shlex.split(case.command)) == case.code
    said = capsys.readouterr()
    message, _, hint = " ".join(said.err.split()).partition(" Hint: ")
    assert said.out == ""
    assert message.startswith("Error: ")
    assert case.message in message
    assert case.hint in hint
    assert contents(folder) == before


def test_a_mistake_is_one_object_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", "shops.csv", "--json"]) == 5
    said = capsys.readouterr()
    assert said.err == ""
    error = json.loads(said.out)["error"]
    assert error["code"] == "data"
    assert "there are no rows with 'price'" in error["message"]
    assert "--future future.csv" in error["hint"]


@pytest.mark.usefixtures("folder")
def test_holidays_without_their_library(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert main(["train", "shops.csv", "--holidays", "DE"]) == 7
    assert "lstmcast[holidays]" in capsys.readouterr().err
