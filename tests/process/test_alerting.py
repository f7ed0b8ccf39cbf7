"""Alerts of the real process: told, in the document, and a failure only if asked."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from running import Trained, contents, run, succeed

PREDICT = ["predict", "--level", "90"]


def predict(trained: Trained, folder: Path, *more: str) -> list[str]:
    return [*PREDICT, "--model", str(trained.model), "-o", str(folder / "out.csv"), *more]


def test_a_forecast_that_meets_a_condition(trained: Trained, tmp_path: Path) -> None:
    told = succeed(tmp_path, predict(trained, tmp_path, "--json"))
    assert json.loads(told.out)["alerts"] == []
    with (tmp_path / "out.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    first = max(rows, key=lambda row: float(row["hi-90"]))
    limit = float(first["hi-90"]) - 1e-3
    told = succeed(tmp_path, predict(trained, tmp_path, "--json", "--when", f"hi-90 > {limit}"))
    [alert] = json.loads(told.out)["alerts"]
    assert alert["time"] == first["month"]
    assert alert["step"] == rows.index(first) + 1
    assert alert["value"] == pytest.approx(float(first["hi-90"]), rel=1e-6)
    # The value itself is above its own upper end one time in twenty.
    assert alert["probability"] == pytest.approx(0.05, abs=0.001)
    bounds = alert["probability_anywhere"]
    assert alert["probability"] <= bounds["at_least"] <= bounds["at_most"] <= 1


def test_it_fails_only_when_asked_and_writes_the_same(trained: Trained, tmp_path: Path) -> None:
    succeed(tmp_path, predict(trained, tmp_path, "--quiet"))
    plain = contents(tmp_path)
    met = ["--when", "forecast > 0", "--when", "forecast < 0"]
    told = succeed(tmp_path, predict(trained, tmp_path, *met))
    assert "forecast > 0" in told.stderr
    assert contents(tmp_path) == plain
    failed = run(tmp_path, predict(trained, tmp_path, *met, "--fail-when", "--quiet"))
    assert failed.code == 1
    assert failed.stderr == "Warning: --fail-when: 1 series meets forecast > 0\n"
    assert contents(tmp_path) == plain
    succeed(tmp_path, predict(trained, tmp_path, "--when", "forecast < 0", "--fail-when"))


def test_the_document_of_a_failed_check_is_one(trained: Trained, tmp_path: Path) -> None:
    told = run(
        tmp_path, predict(trained, tmp_path, "--when", "forecast > 0", "--fail-when", "--json")
    )
    assert told.code == 1
    assert len(json.loads(told.out)["alerts"]) == 1
    assert told.err == b""


@pytest.mark.parametrize("text", ["hi90 > 95", "open('x') > 1", "hi-90 > 95 and 1 > 0"])
def test_what_is_no_condition_is_refused_before_any_work(
    trained: Trained, tmp_path: Path, text: str
) -> None:
    told = run(tmp_path, predict(trained, tmp_path, "--when", text))
    assert told.code == 2
    assert "--when must be conditions such as" in told.stderr
    assert contents(tmp_path) == {}
