"""Accuracy on the air passengers: the last five years, each forecast from all rows before it."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

from tests.benchmarks.commands import AIR_PASSENGERS
from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import LSTMCAST, run_or_fail
from tests.benchmarks.scoring import read_series, score, seasonal_naive

_SEASON = _HORIZON = 12
_HELD_OUT = (60, 48, 36, 24, 12)  # months left out at the end
_SEEDS = range(5)


def measure_accuracy(folder: Path) -> list[Figure]:
    """Train with default settings at five cutoffs with five seeds; score by MASE."""
    values = read_series(AIR_PASSENGERS, id=None, value="passengers")[""]
    own: dict[str, list[float]] = {}
    naive: dict[str, float] = {}
    for left_out in _HELD_OUT:
        history = {"": values[:-left_out]}
        actual = {"": values[-left_out:][:_HORIZON]}
        name = f"last {left_out} held out"
        repeated = {"": seasonal_naive(history[""], _HORIZON, _SEASON)}
        naive[name] = score(history, actual, repeated, season=_SEASON).mase
        own[name] = [
            score(history, actual, _forecast(folder, left_out, seed), season=_SEASON).mase
            for seed in _SEEDS
        ]
    return [
        Figure(
            name=f"MASE, air passengers, {len(_HELD_OUT)} x {len(_SEEDS)} runs",
            measured=fmean(fmean(by_seed) for by_seed in own.values()),
            unit="",
            against="seasonal naive",
            baseline=fmean(naive.values()),
            goal=1.0,
            of="measured",
            details={"mase": own, "seasonal_naive": naive},
        )
    ]


def _forecast(folder: Path, left_out: int, seed: int) -> dict[str, list[float]]:
    """Train on all but the last rows and return the forecast of the next twelve."""
    data = folder / f"without_{left_out}.csv"
    lines = AIR_PASSENGERS.read_text(encoding="utf-8").splitlines()
    data.write_text("\n".join(lines[:-left_out]) + "\n", encoding="utf-8")
    run_or_fail([*LSTMCAST, "train", str(data), "--seed", str(seed), "--quiet"], folder)
    run_or_fail([*LSTMCAST, "predict", "--output", "out.csv", "--quiet"], folder)
    made = read_series(folder / "out.csv", id=None, value="forecast")
    return {"": [*made[""]]}
