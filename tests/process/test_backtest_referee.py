"""The figures of a backtest, computed again from its rows by a referee that knows nothing of us."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from running import succeed

REPOSITORY = Path(__file__).resolve().parents[2]
REFEREE = REPOSITORY.parent / "shared" / "bench" / "score.py"
SAMPLE = REPOSITORY / "sample_data" / "air_passengers.csv"

pytestmark = pytest.mark.skipif(
    not REFEREE.is_file(), reason="there is no referee: ../shared/bench/score.py"
)

Rows = list[dict[str, str]]


def write(path: Path, rows: Rows) -> Path:
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def judge(folder: Path, cutoff: str, made: Rows, history: Rows) -> dict[str, object]:
    """Score the rows of one cutoff, each series against what was known then."""
    known = [row for row in history if row["month"] <= cutoff]
    rename = {"month": "ds", "passengers": "y"}
    train = write(folder / "train.csv", [{rename[k]: v for k, v in row.items()} for row in known])
    test = write(folder / "test.csv", [{"ds": row["month"], "y": row["actual"]} for row in made])
    columns = ("forecast", "lo-80", "hi-80", "lo-95", "hi-95")
    forecast = write(
        folder / "made.csv",
        [{"ds": row["month"], **{name: row[name] for name in columns}} for row in made],
    )
    judged = subprocess.run(
        [sys.executable, REFEREE, "--train", train, "--test", test, "--forecast", forecast,
         "--season", "12"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    scores: dict[str, object] = json.loads(judged.stdout)
    return scores


def test_every_window_is_judged_alike(tmp_path: Path) -> None:
    succeed(
        tmp_path,
        ["backtest", str(SAMPLE), "--pretrained", "--windows", "3", "--season", "12", "--rivals",
         "naive", "-q"],
    )  # fmt: skip
    document = json.loads((tmp_path / "backtest.metrics.json").read_text())
    with SAMPLE.open() as stream:
        history = list(csv.DictReader(stream))
    by_cutoff: dict[str, Rows] = defaultdict(list)
    with (tmp_path / "backtest.csv").open() as stream:
        for row in csv.DictReader(stream):
            by_cutoff[row["cutoff"]].append(row)
    judged = [judge(tmp_path, cutoff, made, history) for cutoff, made in by_cutoff.items()]
    assert len(judged) == 3
    for ours, theirs in zip(document["scores"]["by_cutoff"], judged, strict=True):
        assert ours["errors"]["LSTM"]["mase"] == pytest.approx(theirs["MASE"], rel=1e-9)
        assert ours["errors"]["LSTM"]["mae"] == pytest.approx(theirs["MAE"], rel=1e-9)
    overall = document["scores"]["standings"][0]["scores"]
    for ours, theirs in (("mase", "MASE"), ("smape", "sMAPE"), ("mae", "MAE")):
        mean = sum(float(str(each[theirs])) for each in judged) / 3
        assert overall[ours] == pytest.approx(mean, rel=1e-9)
