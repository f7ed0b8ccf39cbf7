"""The benchmark as its parent sees it: start the child, show a table, keep the figures.

Neither torch nor matplotlib is imported here, see ``tests.benchmarks.processes``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from tests.benchmarks.figures import REPOSITORY, Figure, write_report
from tests.benchmarks.processes import run_or_fail

_Row = Mapping[str, Any]  # a Trial as JSON
_PROMISED = {("adding", 10), ("adding", 30), ("copy", 10)}  # what the shipped LSTM has to learn
_LEARNT = 0.1
_CAPTION = (
    "guess: the loss without memory, to beat; of the adding problem the squared error of always "
    "answering 1, of the copy task the cross-entropy of eight equally likely symbols. learnt: a "
    "tenth of it is left, in most seeds. dots: not tried after shorter lags had failed."
)


def measure_memory(_folder: Path) -> list[Figure]:
    """Measure in a child process, show who learns what, and return the shipped LSTM's losses."""
    child = run_or_fail([sys.executable, "-m", "tests.benchmarks.memory"], REPOSITORY)
    found = json.loads(child.output)
    report = write_report("memory", {**found, "processor_seconds": child.processor_seconds})
    console = Console()
    console.print(memory_table(found["trials"], found["lags"]))
    console.print(f"[dim]{report}, and as a picture {report.with_suffix('.png')}[/]")
    return [_figure(row) for row in found["trials"] if row["cell"] == "lstm"]


def memory_table(trials: Sequence[_Row], lags: Sequence[int]) -> Table:
    """Return one row per task and cell and one column per lag."""
    drawn = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
        title="By lag: updates until it was learnt, or the share of the guess's loss left",
        title_justify="left",
        caption=_CAPTION,
        caption_justify="left",
    )
    for heading in ("task", "guess", "cell"):
        drawn.add_column(heading, no_wrap=True)
    for lag in lags:
        drawn.add_column(str(lag), justify="right", no_wrap=True)
    named = dict.fromkeys((row["task"], row["guess"], row["cell"]) for row in trials)
    for task, guess, cell in named:
        own = {row["lag"]: row for row in trials if (row["task"], row["cell"]) == (task, cell)}
        cells = [_cell(own[lag]) if lag in own else "·" for lag in lags]
        drawn.add_row(task, f"{guess:.3f}", cell, *cells)
    return drawn


def _cell(row: _Row) -> str:
    seeds = f" [dim]{row['learnt']}/{row['seeds']}[/]" if row["seeds"] > 1 else ""
    if 2 * row["learnt"] > row["seeds"]:
        return f"[bold]{row['updates']:.0f}[/]{seeds}"
    return f"{100 * row['loss'] / row['guess']:.0f} %{seeds}"


def _figure(row: _Row) -> Figure:
    return Figure(
        name=f"{row['task']}, lag {row['lag']}, lstm",
        measured=row["loss"],
        unit="",
        against="guess without memory",
        baseline=row["guess"],
        goal=_LEARNT if (row["task"], row["lag"]) in _PROMISED else None,
        details=row,
    )
