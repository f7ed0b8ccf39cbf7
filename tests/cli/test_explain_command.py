"""``lstmcast explain`` from the command line: streams, files, exit codes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from lstmcast.cli.app import main

pytestmark = pytest.mark.usefixtures("workplace")


@pytest.fixture
def sales() -> str:
    """Write four years of monthly sales in two shops; return the file's name."""
    stamps = np.arange(48) + np.datetime64("2020-01", "M")
    rows = [
        f"{stamp}-01,{shop},{100 + step + 20 * np.sin(step * np.pi / 6 + phase):.2f}\n"
        for phase, shop in enumerate(("Berlin", "Bonn"))
        for step, stamp in enumerate(stamps)
    ]
    Path("sales.csv").write_text("month,shop,sales\n" + "".join(rows))
    return "sales.csv"


def lines(text: str) -> list[str]:
    assert "\x1b" not in text
    assert max(map(len, text.splitlines()), default=0) <= 80
    return [line for line in text.splitlines() if line]


def test_tables_are_the_result_and_words_are_not(
    sales: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", sales, "--horizon", "6"]) == 0
    output = capsys.readouterr()
    told = lines(output.err)
    assert told[0] == "Read sales.csv: 96 rows, 2 series, 2020-01-01 – 2023-12-01"
    assert "  horizon    6 steps" in told
    assert told[-1] == "  · Berlin is the first of 2 series; another: --series Bonn"
    shown = lines(output.out)
    assert shown[0] == "Berlin: what the forecast of 2024-01-01 – 2024-06-01 rests on"
    assert shown[1] == "Where one season of 12 steps is hidden"
    assert shown[3].split()[0] == "2023-01-01"
    assert any(line.startswith("LSTM of 192 units, ") for line in shown)
    assert any(line.startswith("  forget gate  ") for line in shown)
    assert [path.name for path in Path.cwd().iterdir()] == [sales]


def test_a_series_can_be_named(sales: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", sales, "--series", "bonn"]) == 0
    output = capsys.readouterr()
    assert output.out.startswith("Bonn: what the forecast")
    assert "--series" not in output.err
    assert main(["explain", sales, "--series", "Bon"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.splitlines() == [
        "Error: there is no series Bon",
        "Hint: --series takes one of 2 names, such as Bonn",
    ]


def test_json_is_one_document(sales: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", sales, "--series", "Bonn", "--json"]) == 0
    output = capsys.readouterr()
    document = json.loads(output.out)
    assert output.err == ""
    assert document["schema"] == 1
    assert (document["model"], document["output"]) == (None, None)
    assert document["pretrained"]["season"] == 12
    assert document["series"] == {"ids": ["Bonn"], "target": "sales"}
    assert len(document["networks"][0]["layers"][0]["signals"]["forget"]["mean"]) > 1


def test_figures_are_written_where_asked(sales: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", sales, "-o", "why.csv"]) == 0
    output = capsys.readouterr()
    assert lines(output.err)[-1] == "Wrote why.csv"
    assert output.out.startswith("Berlin: what")
    with Path("why.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["about"] for row in rows} == {"past", "cells"}
    assert main(["explain", sales, "-o", "why.json", "-q"]) == 0
    assert capsys.readouterr() == ("", "")
    written = json.loads(Path("why.json").read_text())
    assert main(["explain", sales, "-o", "-", "--format", "json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out) == written
    assert "Wrote" not in output.err
    assert main(["explain", sales, "-o", "-"]) == 0
    assert capsys.readouterr().out == Path("why.csv").read_text()
    assert main(["explain", sales, "-o", "why", "--format", "json", "--json"]) == 0
    assert json.loads(Path("why").read_text()) == written
    assert json.loads(capsys.readouterr().out)["output"] == "why"


def test_quiet_is_quiet(sales: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", sales, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "csv"], "--format is that of --output"),
        (["--format", "csv", "-o", "sales.csv"], "sales.csv"),
        (["--model", "m", "--pretrained"], "--model names one"),
        (["--season", "48"], "a season of 48 steps does not fit"),
        (["--horizon", "none"], "--horizon must be"),
    ],
)
def test_mistakes_are_one_sentence(
    sales: str, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    before = Path(sales).read_bytes()
    assert main(["explain", sales, *arguments]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert words in output.err.splitlines()[0]
    assert Path(sales).read_bytes() == before


def test_a_format_that_a_variable_names_waits_for_a_file(
    sales: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LSTMCAST_FORMAT", "json")
    assert main(["explain", sales]) == 0
    assert capsys.readouterr().out.startswith("Berlin: what")
    assert main(["explain", sales, "-o", "why", "-q"]) == 0
    assert json.loads(Path("why").read_text())["schema"] == 1


def test_without_data_and_model_it_says_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "Error: there is no model.safetensors here, and no data to forecast",
        "Hint: no model is needed for `lstmcast explain DATA.csv`; or train one first with"
        " `lstmcast train DATA.csv`",
    ]
    assert main(["explain", "none.csv", "-m", "none.safetensors"]) == 4
    assert main(["explain", "none.csv"]) == 5
