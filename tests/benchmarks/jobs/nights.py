"""Sixty nights of a job with a shift, an outage, a late file and a corrected one.

    python -m tests.benchmarks.jobs.nights [SEED ...]

Says for each seed whether the shift was found in time, whether there was a false alarm before
it, and how much better the forecasts of all nights were with training on drift than without;
then what a night that need not train costs beside `predict`. A missed goal is said, but is no
failure.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.benchmarks.figures import REPOSITORY, Figure, table, verdict, write_report
from tests.benchmarks.jobs.plant import SIXTY
from tests.benchmarks.jobs.simulation import Outcome, Simulation
from tests.benchmarks.processes import LSTMCAST, compare, run_or_fail

_SEEDS = tuple(range(10, 20))  # others were looked at when the rules were chosen
_SHIFT = SIXTY.shift or 0
_JOB = '[job]\nsource = "{}"\n[retraining]\nretrain = "never"\n'
_LOAD = REPOSITORY / "sample_data" / "station_load.csv"


def main() -> None:
    """Simulate the nights of some seeds, and write ``.bench/nights.json``."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.jobs.nights")
    parser.add_argument("seeds", nargs="*", type=int, metavar="SEED", default=_SEEDS)
    seeds = parser.parse_args().seeds
    console, words = Console(), Console(stderr=True)
    with TemporaryDirectory(prefix="lstmcast-bench-") as folder:
        words.print("measuring a warm night ...", style="dim")
        # First: the peak memory of a child begins at what its parent holds.
        figures = [measure_warm_night(Path(folder))]
        for seed in seeds:
            words.print(f"spending {SIXTY.nights} nights, seed {seed} ...", style="dim")
            figures += simulate(Path(folder) / str(seed), seed)
    figures.append(_together(figures))
    console.print(table(figures))
    console.print(verdict(figures))
    written = write_report("nights", [figure.to_dict() for figure in figures])
    words.print(f"written to {written}", style="dim")


def simulate(folder: Path, seed: int) -> list[Figure]:
    """Spend all nights twice, with training on drift and without."""
    with_training = Simulation(folder / "drift", SIXTY, seed=seed, retrain="drift")
    without = Simulation(folder / "never", SIXTY, seed=seed, retrain="never")
    nights = with_training.run()
    quiet = [without.run()[:_SHIFT], nights[:_SHIFT]]
    false_alarms = max(sum(bool(night.findings) for night in some) for some in quiet)
    details = {
        "skill on drift": with_training.skill(),
        "skill without": without.skill(),
        "trained": [night.night for night in nights if night.trained],
        "promoted": [night.night for night in nights if night.promoted],
    }
    # Errors as shares of those of the repeated season: skill itself may be about zero.
    return [
        Figure(name=f"seed {seed}: error", measured=1 - with_training.skill(), unit="",
               against="never", baseline=1 - without.skill(), goal=1.0,
               details=details),
        _count(seed, "nights until found", first_finding(nights) - _SHIFT, goal=3),
        _count(seed, "false alarms", false_alarms, goal=0),
    ]  # fmt: skip


def first_finding(nights: list[Outcome]) -> int:
    """Return the first night from the shift on with a finding; the last one if there is none."""
    return next((n.night for n in nights[_SHIFT:] if n.findings), len(nights))


def measure_warm_night(folder: Path) -> Figure:
    """Time a whole `run` that need not train, against `predict` with the same model."""
    (folder / "job.toml").write_text(_JOB.format(_LOAD), encoding="utf-8")
    run_or_fail([*LSTMCAST, "run", "job.toml"], folder)
    model = str(folder / "job.state" / "models" / "current")
    night = [*LSTMCAST, "run", "job.toml", "--force", "--quiet"]
    own, base = compare(
        night, [*LSTMCAST, "predict", str(_LOAD), "--model", model, "-o", "out.csv"], folder,
        rounds=9,
    )  # fmt: skip
    return Figure(name="run, warm, 5681 rows", measured=own.seconds, unit="s", against="predict",
                  baseline=base.seconds, goal=2.0)  # fmt: skip


def _together(figures: list[Figure]) -> Figure:
    """Return the error of all seeds together."""
    errors = [figure for figure in figures if figure.against == "never"]
    return Figure(
        name=f"all {len(errors)} seeds: error",
        measured=sum(figure.measured for figure in errors) / len(errors),
        unit="",
        against="never, all seeds",
        baseline=sum(figure.baseline for figure in errors) / len(errors),
        goal=1.0,
    )


def _count(seed: int, name: str, count: int, *, goal: float) -> Figure:
    return Figure(name=f"seed {seed}: {name}", measured=count, unit="", against="one", baseline=1,
                  goal=goal, of="measured")  # fmt: skip


if __name__ == "__main__":
    main()
