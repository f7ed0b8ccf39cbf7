"""Kill nights as often as is asked for: ``python -m tests.benchmarks.kills --times 200``."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.benchmarks.kills.nights import kill_first_nights, kill_warm_nights


def main() -> None:
    """Kill, and say how many of the kills came before the end; the first damage is an error."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="of each of the two kinds of night")
    parser.add_argument("--seed", type=int, default=0)
    given, console = parser.parse_args(), Console()
    for kill in (kill_warm_nights, kill_first_nights):
        with TemporaryDirectory(prefix="lstmcast-kills-") as folder:
            done = kill(Path(folder), times=given.times, seed=given.seed)
        name = kill.__name__.replace("_", " ")
        console.print(f"{name}: {done.times} kills, {done.in_time} before the end; all is whole")


if __name__ == "__main__":
    main()
