"""Series left to the seasonal naive: chosen in training, kept in the model, marked in the rows."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from lstmcast.cli.app import main

STEPS = np.arange(120)


def write(path: Path) -> None:
    rows = ["shop,month,sales"]
    for shop, values in {
        "grows": 5.0 * STEPS + 10 * np.sin(STEPS),
        "returns": 50 + 9.0 * (STEPS % 12),
    }.items():
        rows += [
            f"{shop},{1990 + step // 12}-{step % 12 + 1:02d},{value:.3f}"
            for step, value in zip(STEPS.tolist(), values.tolist(), strict=True)
        ]
    path.write_text("\n".join(rows) + "\n")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open() as stream:
        return list(csv.DictReader(stream))


def test_the_rows_say_who_forecast_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LSTMCAST_STEPS", "2")
    write(tmp_path / "shops.csv")
    command = ["train", "shops.csv", "--season", "12", "--horizon", "6", "--fallback"]
    assert main(command) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert "1 of 2 series ('returns' first) left to seasonal naive" in told
    assert main(["predict", "--quiet"]) == 0
    rows = rows_of(tmp_path / "forecast.csv")
    assert list(rows[0])[:4] == ["shop", "month", "model", "forecast"]
    assert {row["shop"]: row["model"] for row in rows} == {
        "grows": "LSTM", "returns": "seasonal naive",
    }  # fmt: skip
    naive = [float(row["forecast"]) for row in rows if row["shop"] == "returns"]
    np.testing.assert_allclose(naive, 50 + 9.0 * np.arange(6), rtol=1e-6)
    assert main(["train", "shops.csv", "--season", "12", "--horizon", "6", "--quiet"]) == 0
    assert main(["predict", "--quiet"]) == 0
    assert "model" not in rows_of(tmp_path / "forecast.csv")[0]


def test_a_backtest_leaves_series_to_it_as_training_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LSTMCAST_STEPS", "2")
    monkeypatch.setenv("LSTMCAST_FALLBACK", "true")
    write(tmp_path / "shops.csv")
    command = ["backtest", "shops.csv", "--season", "12", "--horizon", "6", "--windows", "1"]
    assert main([*command, "--rivals", "none", "--quiet"]) == 0
    equal = {
        shop: all(
            float(row["forecast"]) == pytest.approx(float(row["seasonal naive"]), rel=1e-6)
            for row in rows_of(tmp_path / "backtest.csv")
            if row["shop"] == shop
        )
        for shop in ("grows", "returns")
    }
    assert equal == {"grows": False, "returns": True}
