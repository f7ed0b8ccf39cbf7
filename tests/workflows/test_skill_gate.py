"""The gate of skill through the command line: what is made worse is caught, luck is no skill."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from lstmcast.cli.app import main
from lstmcast.inference.forecast import Forecasts
from lstmcast.workflows import rounds

FloatArray = npt.NDArray[np.float64]
STEPS = np.arange(84)
BACKTEST = ["backtest", "sales.csv", "--pretrained", "--windows", "3", "--horizon", "6",
            "--season", "12", "--rivals", "none", "--quiet"]  # fmt: skip


def write(values: FloatArray) -> None:
    rows = [
        f"{1990 + step // 12}-{step % 12 + 1:02d},{value:.4f}"
        for step, value in zip(STEPS.tolist(), values.tolist(), strict=True)
    ]
    Path("sales.csv").write_text("\n".join(["month,sales", *rows]) + "\n")


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path("backtest.metrics.json").read_text())
    return found


def test_a_forecast_with_ten_percent_added_is_caught(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(200 + 0.5 * STEPS + 20 * np.sin(2 * np.pi * STEPS / 12))
    assert main([*BACKTEST, "--require-skill", "0.05"]) == 0
    honest = document()["scores"]["standings"][0]["skill"]
    forecasts_at = rounds.forecasts_at

    def tampered(*arguments: Any, horizon: int) -> Forecasts:
        made = forecasts_at(*arguments, horizon=horizon)
        return Forecasts(quantiles=1.1 * made.quantiles, mean=made.mean)

    monkeypatch.setattr(rounds, "forecasts_at", tampered)
    assert main([*BACKTEST, "--require-skill", "0.05"]) == 1
    assert "--require-skill asks for 5 %" in capsys.readouterr().err
    assert honest >= 0.05
    assert document()["scores"]["standings"][0]["skill"] < 0
    assert document()["verdict"].startswith("Not better than seasonal naive")


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_is_no_occasion_to_boast(workplace: Path, seed: int) -> None:
    """Without a season the yardstick is the last value, the best there is."""
    random = np.random.default_rng(seed)
    write(500 + np.cumsum(random.normal(size=len(STEPS))))
    assert main([*BACKTEST, "--season", "1"]) == 0
    assert document()["verdict"].startswith("Not better than seasonal naive")


def test_training_without_the_skill_leaves_the_older_model_alone(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LSTMCAST_STEPS", "2")
    write(200 + 0.5 * STEPS + 20 * np.sin(2 * np.pi * STEPS / 12))
    train = ["train", "sales.csv", "--horizon", "6", "--season", "12", "--quiet"]
    assert main([*train, "--require-skill", "0.999"]) == 1
    assert [path.name for path in workplace.iterdir()] == ["sales.csv"]
    assert main([*train, "--require-skill", "-9"]) == 0
    before = {path.name: path.read_bytes() for path in workplace.iterdir()}
    capsys.readouterr()
    assert main([*train, "--seed", "1", "--require-skill", "0.999", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "check"
    assert {path.name: path.read_bytes() for path in workplace.iterdir()} == before
