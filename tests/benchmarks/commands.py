"""What the commands cost, whole processes, against the imports they cannot do without."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.figures import REPOSITORY, Figure
from tests.benchmarks.processes import LSTMCAST, Cost, compare, importing, run_or_fail

AIR_PASSENGERS = REPOSITORY / "sample_data" / "air_passengers.csv"
STATION_LOAD = REPOSITORY / "sample_data" / "station_load.csv"


def measure_startup(folder: Path) -> list[Figure]:
    """Time ``--help`` and ``--version``."""
    figures = []
    for option in ("--help", "--version"):
        own, base = compare([*LSTMCAST, option], importing("typer, rich"), folder, rounds=9)
        figures.append(_time(option, own, "import typer, rich", base, goal=2.5))
    return figures


def measure_predict(folder: Path) -> list[Figure]:
    """Time ``predict`` with a saved model, and its peak memory."""
    figures = []
    for name, data in (("144 rows", AIR_PASSENGERS), ("5681 rows", STATION_LOAD)):
        model = str(folder / f"{data.stem}.safetensors")
        run_or_fail([*LSTMCAST, "train", str(data), "--output", model], folder)
        command = [*LSTMCAST, "predict", "--model", model, "--output", "out.csv"]
        own, base = compare(command, importing("pandas"), folder, rounds=9)
        figures += [
            _time(f"predict, {name}", own, "import pandas", base, goal=1.6),
            Figure(
                name=f"predict, {name}: peak memory",
                measured=own.peak_mb,
                unit="MB",
                against="import pandas",
                baseline=base.peak_mb,
                goal=200,
                of="measured",
            ),
        ]
    return figures


def measure_train(folder: Path) -> list[Figure]:
    """Time ``train`` on the air passengers, from nothing to a published model."""
    command = [*LSTMCAST, "train", str(AIR_PASSENGERS), "--output", "model.safetensors"]
    modules = "torch, pandas, sklearn"
    own, base = compare(command, importing(modules), folder, rounds=5)
    return [_time("train, 144 rows", own, f"import {modules}", base, goal=3)]


def measure_backtest(folder: Path) -> list[Figure]:
    """Time a backtest with two processes against the same with one.

    Six stations by the hour, four windows, each with a model of its own: large enough that the
    start of a process, two seconds of importing torch, hardly counts.
    """
    command = [*LSTMCAST, "backtest", str(STATION_LOAD), "--windows", "4", "--rivals", "none"]
    own, base = compare([*command, "--jobs", "2"], [*command, "--jobs", "1"], folder, rounds=1)
    return [_time("backtest, --jobs 2", own, "--jobs 1", base, goal=0.65)]


def _time(name: str, own: Cost, against: str, base: Cost, *, goal: float) -> Figure:
    return Figure(
        name=name,
        measured=own.seconds,
        unit="s",
        against=against,
        baseline=base.seconds,
        goal=goal,
        details={"own": asdict(own), "baseline": asdict(base)},
    )
