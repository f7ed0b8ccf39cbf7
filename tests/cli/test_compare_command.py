"""``lstmcast compare`` from the command line: who gets what, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from lstmcast.cli.app import main

pytestmark = pytest.mark.usefixtures("workplace")
QUICK = ["--cells", "gru,birnn", "--hidden", "4", "--horizon", "3", "--lookback", "12",
         "--steps", "3", "--seeds", "1", "--no-probe"]  # fmt: skip


@pytest.fixture
def sales() -> str:
    """Write three years of monthly sales; return the file's name."""
    stamps = np.arange(36) + np.datetime64("2020-01", "M")
    rows = "".join(f"{stamp}-01,{100 + step**1.5:.2f}\n" for step, stamp in enumerate(stamps))
    Path("sales.csv").write_text(f"month,sales\n{rows}")
    return "sales.csv"


def test_programs_get_one_document(sales: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", sales, *QUICK, "--json", "-o", "all.json"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    found = json.loads(output.out)
    assert [network["network"] for network in found["networks"]] == ["GRU 4", "BiRNN 4"]
    assert found["trainings"] == {"planned": 2, "done": 2}
    assert found["probes"] == {"planned": 0, "done": 0}
    assert (found["data"], found["output"]) == (str(Path(sales).resolve()), "all.json")
    assert not found["interrupted"]
    written = json.loads(Path("all.json").read_text())
    assert written["networks"] == found["networks"]


def test_rows_take_the_place_of_the_table(sales: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", sales, *QUICK, "--seed", "5", "-o", "-"]) == 0
    output = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(output.out)))
    assert [(row["network"], row["seed"]) for row in rows] == [
        ("GRU 4", "5"), ("BiRNN 4", "5"), ("pretrained", ""),
    ]  # fmt: skip
    assert "Best on the last 3 steps" in output.err
    assert [path.name for path in Path.cwd().iterdir()] == [sales]


def test_quiet_says_nothing(sales: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", sales, *QUICK, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--cells", "lstm,gruu"], "Error: --cells must be of lstm, gru, rnn, bilstm, bigru,"
                                   " birnn, not gruu\nHint: did you mean gru?\n"),
        (["--output", "sales.csv"], "Error: cannot write sales.csv: it is one of the files to"),
        (["--steps", "0"], "Error: --steps must be a whole number from 1"),
        (["--horizon", "12"], "Error: too few values to compare networks"),
    ],
)  # fmt: skip
def test_mistakes_are_told(
    sales: str, capsys: pytest.CaptureFixture[str], arguments: list[str], error: str
) -> None:
    before = Path(sales).read_bytes()
    assert main(["compare", sales, *arguments]) == (5 if "few" in error else 2)
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(error)
    assert Path(sales).read_bytes() == before
