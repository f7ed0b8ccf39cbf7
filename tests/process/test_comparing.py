"""Comparisons through the real process: streams, files and signals."""

from __future__ import annotations

import csv
import signal
from pathlib import Path

import pytest
from running import MONTHLY, contents, succeed
from terminals import watched

COMPARE = ["--horizon", "3", "--lookback", "24", "--cells", "gru,rnn", "-o", "comparison.csv"]
QUICK = ["--steps", "5", "--seeds", "1", "--no-probe"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sales.csv").write_text(MONTHLY)
    return tmp_path


def test_the_table_is_the_result_and_words_are_not(folder: Path) -> None:
    finished = succeed(folder, ["compare", "-", *COMPARE, *QUICK], given=MONTHLY.encode())
    shown, told = finished.stdout.splitlines(), finished.stderr.splitlines()
    assert max(map(len, [*shown, *told])) <= 80
    assert shown[0].split() == ["weights", "time", "MASE", "pinball", "skill", "validated"]
    assert [line.split()[0] for line in shown[1:]] == ["GRU", "RNN", "pretrained"]
    assert told[0].startswith("Read standard input: 36 rows")
    assert "2 networks from scratch, 1 seed each: 5 steps of 64 windows" in finished.stderr
    assert told[-1] == "Wrote comparison.csv"
    assert set(contents(folder)) == {"sales.csv", "comparison.csv"}
    with (folder / "comparison.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [row["network"] for row in rows] == ["GRU 64", "RNN 64", "pretrained"]
    for row, line in zip(rows, shown[1:], strict=True):
        assert f"{float(row['mase']):.2f}" in line
        assert f"{float(row['pinball']):.2f}" in line


def test_a_signal_leaves_what_is_done(folder: Path) -> None:
    (folder / "comparison.csv").write_text("older")
    arguments = ["compare", "sales.csv", *COMPARE, "--steps", "60", "--seeds", "9"]
    with watched(folder, arguments, {"LSTMCAST_BATCH_SIZE": "1024"}) as comparing:
        comparing.wait_for(r"RNN 64, seed 0")
        comparing.send(signal.SIGTERM)
        finished = comparing.finish()
    assert finished.code == 143
    assert "GRU 64" in finished.stdout
    told = " ".join(finished.stderr.split())
    assert "of 18 trainings and 0 of 18 memory probes are done" in told
    assert "comparison.csv was not written." in told
    assert (folder / "comparison.csv").read_text() == "older"
    assert set(contents(folder)) == {"sales.csv", "comparison.csv"}
