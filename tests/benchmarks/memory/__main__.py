"""The child process of the benchmark: run the trials, draw the plot, print JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import torch

from tests.benchmarks.figures import REPORTS
from tests.benchmarks.memory.plot import draw
from tests.benchmarks.memory.trials import LAGS, run_trials


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


def main() -> None:
    """Measure on one thread, as training does."""
    torch.set_num_threads(1)
    # Vanished gradients are denormal numbers, which processors are slow at: a lag of 1000
    # takes up to ten times as long with them, and learns no more.
    torch.set_flush_denormal(True)
    trials, gradients = run_trials(_say)
    REPORTS.mkdir(exist_ok=True)
    draw(trials, gradients, REPORTS / "memory.png")
    found = {
        "lags": LAGS,
        "trials": [asdict(trial) for trial in trials],
        "gradients": [asdict(each) for each in gradients],
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
