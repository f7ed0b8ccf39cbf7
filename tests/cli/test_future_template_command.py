"""``lstmcast future-template``: rows to standard output or a file, words elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstmcast.cli.app import main
from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column
from lstmcast.data.frequency import Frequency
from lstmcast.data.future import NeededRows
from lstmcast.data.load import SourceInfo
from lstmcast.data.notes import Note
from lstmcast.data.roles import Roles
from lstmcast.workflows.future_template import TemplateReport

if TYPE_CHECKING:
    from lstmcast.config import Config

NAN = float("nan")
REPORT = TemplateReport(
    rows=NeededRows(
        ids=(("a",), ("a",)),
        ordinals=np.array([0, 1]),
        columns=(Column(name="price", when="known"),),
        values=np.array([[2.5], [NAN]]),
    ),
    roles=Roles(time=("day",), ids=("shop",), targets=("sold",), known=("price",)),
    calendar=Calendar(
        frequency=Frequency.parse("D"), zone=None, style="YYYY-MM-DD", phase=19_782
    ),
    source=SourceInfo(
        path="/data/sales.csv", sha256="0" * 64, rows=9, encoding="utf-8", delimiter=";",
        decimal=",",
    ),
    horizon=2,
    notes=(Note("sorted", "rows were sorted by time"),),
)  # fmt: skip
ROWS = "shop;day;price\na;2024-02-29;2,5\na;2024-03-01;\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, workplace: Path) -> dict[str, Any]:
    """Replace the workflow by one that answers at once; return what it was asked."""
    asked: dict[str, Any] = {"folder": workplace, "report": REPORT}

    def run(source: str | None, config: Config, *, model_path: Path) -> TemplateReport:
        asked.update(source=source, config=config, model_path=model_path)
        report: TemplateReport = asked["report"]
        return report

    monkeypatch.setattr("lstmcast.workflows.future_template.future_template", run)
    return asked


def test_rows_go_to_standard_output(
    asked: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["future-template", "my sales.csv", "-m", "w.safetensors", "--id", "shop"]) == 0
    output = capsys.readouterr()
    assert output.out == ROWS
    assert output.err == (
        "  · rows were sorted by time\n"
        "Wrote 2 rows to standard output: 1 cell to fill in\n"
        "Next  lstmcast predict 'my sales.csv' --model w.safetensors --future future.csv"
        " --id shop\n"
    )
    assert asked["source"] == "my sales.csv"
    assert asked["model_path"] == Path("w.safetensors")


def test_what_is_left_out_is_that_of_predict(
    asked: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["future-template", "--horizon", "3", "--future", "have.csv", "-q"]) == 0
    output = capsys.readouterr()
    assert (output.out, output.err) == (ROWS, "")
    assert (asked["source"], asked["model_path"]) == (None, Path("model.safetensors"))
    assert asked["config"].window.horizon == 3
    assert asked["config"].covariates.future == "have.csv"


def test_rows_go_to_a_file(asked: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    full = replace(REPORT.rows, values=np.ones((2, 1)))
    asked["report"] = replace(REPORT, rows=full, notes=())
    assert main(["future-template", "-", "-o", "next.csv", "--future", "have.csv"]) == 0
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == (
        "Wrote 2 rows to next.csv: nothing is left to fill in\n"
        "Next  lstmcast predict DATA.csv --future next.csv\n"
    )
    assert Path("next.csv").read_text(encoding="utf-8").splitlines()[2] == "a;2024-03-01;1"


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        (
            "next.csv",
            "next.csv is there already, and what is filled in would be lost",
            "choose another place with --output FILE; --future FILE takes over what it has",
        ),
        (
            "next.parquet",
            "cannot write next.parquet: rows to come are written as CSV",
            "name a file .csv",
        ),
        ("no/next.csv", "cannot write no/next.csv: the directory", "mkdir -p"),
    ],
)
def test_a_place_that_will_not_do_is_said_at_once(
    asked: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    name: str,
    message: str,
    hint: str,
) -> None:
    Path("next.csv").write_text("filled in by hand", encoding="utf-8")
    assert main(["future-template", "sales.csv", "-o", name]) == 2
    error, advice = capsys.readouterr().err.splitlines()
    assert error.startswith(f"Error: {message}")
    assert advice.startswith(f"Hint: {hint}")
    assert "source" not in asked
    assert Path("next.csv").read_text(encoding="utf-8") == "filled in by hand"


@pytest.mark.parametrize("output", ["-", "next.csv"])
@pytest.mark.usefixtures("asked")
def test_json_is_one_document(output: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["future-template", "-o", output, "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    rows = document.pop("future", None)
    assert document == {
        "schema": 1,
        "model": "model.safetensors",
        "data": "/data/sales.csv",
        "output": None if output == "-" else "next.csv",
        "columns": ["shop", "day", "price"],
        "known": ["price"],
        "rows": 2,
        "horizon": 2,
        "missing": 1,
        "notes": [
            {"code": "sorted", "text": "rows were sorted by time", "level": "info"},
        ],
    }
    if output == "-":
        assert rows[0] == {"shop": "a", "day": "2024-02-29", "price": "2,5"}
    else:
        assert rows is None
        assert Path("next.csv").read_text(encoding="utf-8") == ROWS


@pytest.mark.usefixtures("workplace")
def test_without_a_model_there_is_nothing_to_ask_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["future-template", "sales.csv"]) == 4
    assert "model.safetensors" in capsys.readouterr().err
