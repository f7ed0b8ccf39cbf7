"""Run the benchmarks, print one table, write ``.bench/benchmarks.json``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.benchmarks import accuracy, commands, predict_memory, speed, windows
from tests.benchmarks.figures import Figure, table, verdict, write_report
from tests.benchmarks.memory.measure import measure_memory

BENCHMARKS: Mapping[str, Callable[[Path], list[Figure]]] = {
    "startup": commands.measure_startup,
    "predict": commands.measure_predict,
    "predict-memory": predict_memory.measure_predict_memory,
    "train": commands.measure_train,
    "backtest": commands.measure_backtest,
    "windows": windows.measure_windows,
    "speed": speed.measure_speed,
    "memory": measure_memory,
    "accuracy": accuracy.measure_accuracy,
}


def main() -> None:
    """Measure what was asked for; a missed goal is said, but is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    chosen = parser.parse_args().names or list(BENCHMARKS)
    unknown = [name for name in chosen if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    console, words = Console(), Console(stderr=True)
    figures: list[Figure] = []
    for name in chosen:
        words.print(f"measuring {name} ...", style="dim")
        with TemporaryDirectory(prefix="lstmcast-bench-") as folder:
            figures += BENCHMARKS[name](Path(folder))
    console.print(table(figures))
    console.print(verdict(figures))
    written = write_report("benchmarks", [figure.to_dict() for figure in figures])
    words.print(f"written to {written}", style="dim")


if __name__ == "__main__":
    main()
