"""A measured figure beside its baseline and its goal, and reports of many."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from rich import box
from rich.table import Table

REPOSITORY = Path(__file__).resolve().parents[2]
REPORTS = REPOSITORY / ".bench"
_PACKAGES = ("lstmcast", "torch", "numpy", "pandas", "scikit-learn", "typer", "rich")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing that was measured."""

    name: str
    measured: float
    unit: str
    against: str  # what the baseline is
    baseline: float
    goal: float | None  # at most
    of: Literal["ratio", "measured"] = "ratio"  # what the goal is about
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Return how many times the baseline was measured."""
        return self.measured / self.baseline

    @property
    def met(self) -> bool | None:
        """Return whether the goal was met, None where there is none."""
        if self.goal is None:
            return None
        return (self.ratio if self.of == "ratio" else self.measured) <= self.goal

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


def table(figures: Sequence[Figure]) -> Table:
    """Return one row per figure."""
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for heading in ("what", "measured", "baseline", "ratio", "goal", "met"):
        drawn.add_column(
            heading,
            justify="left" if heading in {"what", "met"} else "right",
            no_wrap=True,
        )
    for figure in figures:
        unit = f" {figure.unit}" if figure.unit else ""
        drawn.add_row(
            f"{figure.name}\n[dim]  vs {figure.against}[/]",
            f"{_short(figure.measured)}{unit}",
            f"{_short(figure.baseline)}{unit}",
            f"{figure.ratio:.2f}",
            _goal(figure),
            {True: "yes", False: "[bold]NO[/]", None: ""}[figure.met],
        )
    return drawn


def _short(number: float) -> str:
    return f"{number:.2g}" if number < 1 else f"{number:.3g}"


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    unit = " x" if figure.of == "ratio" else f" {figure.unit}".rstrip()
    return f"≤ {figure.goal:g}{unit}"


def verdict(figures: Sequence[Figure]) -> str:
    """Return one sentence on the goals."""
    missed = [figure.name for figure in figures if figure.met is False]
    judged = sum(figure.met is not None for figure in figures)
    if not missed:
        return f"All {judged} goals were met."
    return f"{len(missed)} of {judged} goals were missed: {'; '.join(missed)}."


def write_report(name: str, content: object) -> Path:
    """Write measurements, with the circumstances of the run, to ``.bench/<name>.json``."""
    report = {
        "made": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
        "python": platform.python_version(),
        "versions": {package: version(package) for package in _PACKAGES},
        name: content,
    }
    REPORTS.mkdir(exist_ok=True)
    path = REPORTS / f"{name}.json"
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return path.relative_to(REPOSITORY)
