"""Covariates through the real process: asked for, written, filled in, and then all that follows."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from running import Trained, contents, run, succeed
from terminals import watched

from tests.priced_shops import DAYS, FLAGS, SETTINGS, day_of, future, price_of, shops

COPYABLE = ("Wrote ", "Next ", "Error: ", "Hint: ")  # never wrapped, so that they can be copied


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Return a model that knows prices ahead, and what was said when it was trained."""
    folder = tmp_path_factory.mktemp("priced")
    (folder / "sales.csv").write_text(shops())
    (folder / "lstmcast.toml").write_text(SETTINGS)
    said = succeed(folder, ["train", "sales.csv", *FLAGS], env={"COLUMNS": "80"})
    (folder / "said.txt").write_text(said.stderr)
    return Trained(folder=folder)


@pytest.fixture
def folder(tmp_path: Path, priced: Trained) -> Path:
    (tmp_path / "model.safetensors").write_bytes(priced.model.read_bytes())
    (tmp_path / "sales.csv").write_text(shops())
    return tmp_path


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_training_says_what_a_forecast_will_ask_for(priced: Trained) -> None:
    said = (priced.folder / "said.txt").read_text()
    told = " ".join(said.split())
    assert "known ahead price" in told
    assert "without their true values errors of earlier windows rise: price +" in told
    assert "predict will need price in the 7 rows after the last value of each series" in told
    assert said.splitlines()[-1] == "Next  lstmcast future-template -o future.csv"
    metrics = json.loads((priced.folder / "model.metrics.json").read_text())
    rises = {each["name"]: each["rise"] for each in metrics["covariates"]}
    assert list(rises) == ["price", "guests", "kind"]
    assert rises["price"] > 0.5
    for line in said.splitlines():
        assert line.startswith(COPYABLE) or cell_len(line) <= 80, line


def test_a_forecast_without_the_rows_names_them(folder: Path) -> None:
    before = contents(folder)
    finished = run(folder, ["predict", "sales.csv"])
    assert (finished.code, finished.out) == (5, b"")
    told = " ".join(finished.stderr.split())
    assert f"there are no rows with 'price' after {day_of(DAYS - 1)} for 'a'" in told
    assert f"the next 7 steps, from {day_of(DAYS)} on: 14 values of 2 series are missing" in told
    assert "lstmcast future-template sales.csv --model model.safetensors -o future.csv" in told
    assert contents(folder) == before


def test_rows_are_written_filled_in_and_forecast_with(folder: Path) -> None:
    """From one command to the next as each of them says."""
    written = succeed(folder, ["future-template", "sales.csv", "-o", "future.csv"])
    assert written.stdout == ""
    assert "Next  lstmcast predict sales.csv --future future.csv" in written.stderr
    empty = (folder / "future.csv").read_text()
    rows = rows_of(empty)
    assert [(row["shop"], row["day"], row["price"]) for row in rows] == [
        (shop, day_of(DAYS + step), "") for shop in "ab" for step in range(7)
    ]
    filled = [
        ",".join([row["shop"], row["day"], str(price_of(row["shop"], DAYS + place % 7))])
        for place, row in enumerate(rows)
    ]
    (folder / "future.csv").write_text("\n".join(["shop,day,price", *reversed(filled)]) + "\n")
    finished = succeed(folder, ["predict", "sales.csv", "--future", "future.csv"])
    assert "Wrote 14 rows to forecast.csv" in finished.stderr
    assert len(rows_of((folder / "forecast.csv").read_text())) == 14


def test_standard_input_and_output(folder: Path) -> None:
    template = succeed(folder, ["future-template", "-"], given=shops().encode())
    assert template.stdout.splitlines()[:2] == ["shop,day,price", f"a,{day_of(DAYS)},"]
    assert len(template.stdout.splitlines()) == 15
    flags = ["predict", "sales.csv", "--future", "-", "-o", "-"]
    piped = succeed(folder, flags, given=future().encode())
    whole = succeed(folder, ["predict", "-", "-o", "-"], given=shops(ahead=7).encode())
    assert len(rows_of(piped.stdout)) == 14
    assert piped.out == whole.out


@pytest.mark.parametrize("rule", ["last", "season", "mask"])
def test_what_stands_in_for_rows_that_are_missing(rule: str, folder: Path) -> None:
    flags = ["predict", "sales.csv", "--future-fill", rule, "--json", "-o", "out.csv"]
    finished = succeed(folder, flags)
    notes = {note["code"]: note["text"] for note in json.loads(finished.out)["notes"]}
    assert "14 values of 2 series are missing" in notes["future-missing"]
    done = {"last": "the last value", "season": "a season of 7 steps", "mask": "does without"}
    assert done[rule] in notes["future-missing"]
    assert len(rows_of((folder / "out.csv").read_text())) == 14


def test_a_terminal_of_80_columns(folder: Path) -> None:
    (folder / "future.csv").write_text(future())
    with watched(folder, ["predict", "sales.csv", "--future", "future.csv"]) as process:
        finished = process.finish()
    assert finished.code == 0
    shown = process.text.replace("\r", "").splitlines()
    assert any(line.startswith("Wrote 14 rows") for line in shown)
    for line in shown:
        assert line.startswith(COPYABLE) or cell_len(line) <= 80, line
