"""The tool without a model file: it forecasts at once, and says with what."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from running import MONTHLY, Trained, contents, run, succeed

_PROGRAM = """
import sys
from lstmcast.cli.app import main
code = main(sys.argv[1:])
print(sorted({name.partition(".")[0] for name in sys.modules} & {"torch", "sklearn", "scipy"}))
sys.exit(code)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sales.csv").write_text(MONTHLY)
    return tmp_path


def test_a_file_is_all_it_takes(folder: Path) -> None:
    finished = succeed(folder, ["predict", "sales.csv"])
    assert finished.out == b""
    said = " ".join(finished.stderr.split())
    assert "Forecast by the pretrained LSTM for a season of 12 steps" in said
    assert "`lstmcast train` tests it on them" in said
    assert said.endswith("Next lstmcast train sales.csv")
    rows = (folder / "forecast.csv").read_text().splitlines()
    assert rows[0] == "month,forecast,lo-80,hi-80,lo-95,hi-95"
    assert len(rows) == 13
    assert rows[1].startswith("1963-01,")


def test_quiet_json_and_pipes(folder: Path) -> None:
    quiet = succeed(folder, ["predict", "-", "-o", "-", "-q"], given=MONTHLY.encode())
    assert quiet.err == b""
    before = contents(folder)
    document = json.loads(succeed(folder, ["predict", "sales.csv", "-o", "-", "--json"]).out)
    assert document["model"] is None
    assert document["pretrained"]["season"] == 12
    assert document["pretrained"]["matched"] == "own"
    assert document["pretrained"]["card"]["season"] == 12
    assert len(document["forecast"]) == document["rows"] == len(quiet.stdout.splitlines()) - 1
    assert contents(folder) == before


def test_settings_come_from_everywhere(folder: Path) -> None:
    (folder / "lstmcast.toml").write_text("[window]\nseason = 6\n")
    env = {"LSTMCAST_HORIZON": "30"}
    document = json.loads(succeed(folder, ["predict", "sales.csv", "--json"], env=env).out)
    assert (document["horizon"], document["pretrained"]["season"]) == (30, 6)
    assert document["pretrained"]["matched"] == "multiple"
    assert "rolled-forward" in {note["code"] for note in document["notes"]}


def test_a_model_comes_first_unless_told_otherwise(folder: Path, trained: Trained) -> None:
    (folder / "model.safetensors").write_bytes(trained.model.read_bytes())
    by_model = succeed(folder, ["predict", "sales.csv", "-o", "-"])
    assert "pretrained" not in by_model.stderr
    without = succeed(folder, ["predict", "sales.csv", "-o", "-", "--pretrained"])
    assert "pretrained" in without.stderr
    by_variable = succeed(
        folder, ["predict", "sales.csv", "-o", "-", "--pretrained"], env={"LSTMCAST_MODEL": "no"}
    )
    assert by_variable.out == without.out
    assert run(folder, ["predict", "sales.csv"], env={"LSTMCAST_MODEL": "no"}).code == 4
    document = json.loads(succeed(folder, ["predict", "sales.csv", "--json"]).out)
    assert (document["model"], document["pretrained"]) == ("model.safetensors", None)


def test_it_starts_without_torch(folder: Path) -> None:
    finished = run(folder, ["predict", "sales.csv", "-q"], program=[sys.executable, "-c", _PROGRAM])
    assert (finished.code, finished.stdout) == (0, "[]\n")
