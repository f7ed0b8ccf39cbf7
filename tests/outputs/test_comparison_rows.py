"""A comparison as rows and as a document: every training, every figure, nothing made up."""

from __future__ import annotations

import csv
import io
import json

from comparisons import LAGS, compared, measured

from lstmcast.outputs.comparison_rows import comparison_document, encode_comparison
from lstmcast.outputs.documents import encode_document

MADE = compared(
    measured(0.5, 0.51, 0.52, solved=(3, 1)),
    measured(0.6, 0.61, 0.62, cell="rnn", solved=(0, 0, 0)),
)


def test_a_row_for_each_training_and_one_for_the_pretrained_network() -> None:
    rows = list(csv.DictReader(io.StringIO(encode_comparison(MADE, "csv").decode())))
    assert [row["network"] for row in rows] == ["LSTM 64"] * 3 + ["RNN 64"] * 3 + ["pretrained"]
    assert [row["seed"] for row in rows] == ["0", "1", "2"] * 2 + [""]
    first, second, third = rows[:3]
    assert (first["cell"], first["bidirectional"], first["hidden"]) == ("lstm", "false", "64")
    assert (first["weights"], first["steps"], first["best_step"]) == ("36524", "300", "20")
    assert [float(row["mase"]) for row in rows[:3]] == [0.5, 0.51, 0.52]
    assert [row["recall"] for row in rows] == ["20", "5", "", "0", "0", "0", ""]
    assert [first[f"recall-{lag}"] for lag in LAGS] == ["0.95", "0.95", "0.95"]
    assert [second[f"recall-{lag}"] for lag in LAGS] == ["0.95", "0.2", ""]
    assert third["recall-5"] == rows[-1]["seconds"] == ""
    assert rows[-1]["weights"] == "1234567"


def test_without_a_probe_there_are_no_columns_of_it() -> None:
    header = encode_comparison(compared(measured(0.5), lags=()), "csv").decode().splitlines()[0]
    assert "recall" not in header


def test_the_document_says_it_all() -> None:
    found = json.loads(encode_comparison(MADE, "json"))
    assert found["schema"] == 1
    network = found["networks"][0]
    assert network["network"] == "LSTM 64"
    assert network["figures"]["mase"] == {"median": 0.51, "low": 0.5, "high": 0.52}
    assert [trial["seed"] for trial in network["trials"]] == [0, 1, 2]
    assert network["recalls"][1] == {
        "seed": 1, "lags": [5, 10], "accuracy": [0.95, 0.2], "longest": 5,
    }  # fmt: skip
    assert (found["best"], found["worse"], found["level"]) == ("LSTM 64", ["RNN 64"], [])
    assert found["verdict"].startswith("Best on the last 12 steps: LSTM 64")
    assert found["yardstick"] == {"name": "seasonal naive", "mae": 10.0, "mase": 1.0}
    assert found["pretrained"]["figures"]["mase"] == 0.4


def test_one_seed_is_null() -> None:
    networks = measured(0.5), measured(0.6, cell="rnn")
    found = json.loads(encode_document(comparison_document(compared(*networks))))
    assert found["best"] == "LSTM 64"
    assert found["worse"] is None
    assert found["level"] is None
