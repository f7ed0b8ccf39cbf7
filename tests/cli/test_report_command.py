"""``lstmcast report`` and ``--plot`` from the command line: one file each, and what is said."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lstmcast.cli.app import main

pytestmark = pytest.mark.usefixtures("workplace")

CHEAP = ["--windows", "2", "--horizon", "6", "--season", "12", "--rivals", "none"]


@pytest.fixture
def sales() -> str:
    """Write five years of monthly sales in two shops; return the file's name."""
    stamps = np.arange(60) + np.datetime64("2020-01", "M")
    rows = [
        f"{stamp}-01,{shop},{100 + step + 20 * np.sin(step * np.pi / 6 + phase):.2f}\n"
        for phase, shop in enumerate(("Berlin", "Bonn"))
        for step, stamp in enumerate(stamps)
    ]
    Path("sales.csv").write_text("month,shop,sales\n" + "".join(rows))
    return "sales.csv"


def test_a_page_is_written_and_its_verdict_said(
    sales: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", sales, *CHEAP, "--series", "Bonn"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    page = Path("report.html").read_text()
    assert {path.name for path in Path().iterdir()} == {"sales.csv", "report.html"}
    verdict = next(line for line in told.err.splitlines() if "seasonal naive by" in line)
    assert verdict.rstrip(".")[:40] in page
    assert told.err.rstrip().endswith("Wrote report.html")
    assert max(map(len, told.err.splitlines())) <= 80


def test_json_is_one_document_and_quiet_is_silent(
    sales: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", sales, *CHEAP, "--json", "-o", "page.html"]) == 0
    told = capsys.readouterr()
    said = json.loads(told.out)
    assert (said["output"], said["windows"], said["ended"]) == ("page.html", 2, "finished")
    assert said["bytes"] == Path("page.html").stat().st_size
    assert main(["report", sales, *CHEAP, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_model_file_makes_the_forecast_and_training_is_tested(
    sales: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LSTMCAST_STEPS", "2")
    assert main(["train", sales, "--horizon", "6", "--season", "12", "--quiet", "--fallback"]) == 0
    assert main(["report", sales, *CHEAP[:-4], "--rivals", "none"]) == 0
    page = Path("report.html").read_text()
    assert "a model trained for each window" in page
    assert '"model": null' in page.replace('"model":null', '"model": null')  # no file was tested
    capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["-"], 2, "cannot come through a pipe"),
        (["sales.csv", "-o", "sales.csv"], 2, "one of the files to be read"),
        (["sales.csv", "-o", "gone/report.html"], 2, "the directory"),
        (["sales.csv", "--series", "Rome"], 2, "Rome"),
        (["sales.csv", "--model", "gone.safetensors"], 4, "gone.safetensors"),
    ],
)
def test_what_is_refused(
    sales: str,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    sentence: str,
) -> None:
    assert main(["report", *arguments]) == code
    assert sentence in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == [sales]


@pytest.mark.parametrize("command", ["backtest", "predict"])
def test_a_picture_is_drawn_beside_the_rows(sales: str, command: str) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib, which is not installed")
    tested = CHEAP if command == "backtest" else []
    assert main([command, sales, *tested, "--pretrained", "--plot", "seen.png", "--quiet"]) == 0
    assert Path("seen.png").read_bytes().startswith(b"\x89PNG")
    assert Path("backtest.csv" if command == "backtest" else "forecast.csv").exists()
