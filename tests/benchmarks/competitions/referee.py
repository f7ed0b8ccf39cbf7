"""The referee's two programs, as processes: scores of a forecast file, and simple forecasts.

What they define is written in their own heads. They are run, never imported.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.competitions.results import LEVELS
from tests.benchmarks.processes import run_or_fail

BASELINES = ("naive", "snaive", "drift", "naive2", "ses", "theta")
SEASONAL_NAIVE = "snaive"
_LEVELS = ",".join(map(str, LEVELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What the referee says of one forecast file, means over series."""

    series: int
    metrics: dict[str, float]  # MASE, OWA, sMAPE
    coverage: dict[int, float]  # by level; empty without intervals
    interval_score: dict[int, float]  # MSIS by level


@dataclass(frozen=True, slots=True, kw_only=True)
class Referee:
    """Where the programs lie, and where they may write."""

    programs: Path
    folder: Path

    def score(self, train: Path, test: Path, forecast: Path, *, season: int) -> Scores:
        """Score a forecast; steps the test file lacks do not count.

        Raises RuntimeError with the referee's words when the files do not fit together.
        """
        finished = run_or_fail(
            [
                *self._program("score.py"),
                *("--train", str(train), "--test", str(test), "--forecast", str(forecast)),
                *("--season", str(season), "--allow-extra"),
            ],
            self.folder,
        )
        return parse_scores(json.loads(finished.output))

    def baselines(self, train: Path, like: Path, *, season: int, into: Path) -> None:
        """Write a forecast of each of BASELINES for the times of ``like``, as ``NAME.csv``."""
        run_or_fail(
            [
                *self._program("baselines.py"),
                *("--train", str(train), "--like", str(like), "--season", str(season)),
                *("--method", "all", "--out-dir", str(into), "--levels", _LEVELS),
            ],
            self.folder,
        )

    def _program(self, name: str) -> tuple[str, str]:
        return sys.executable, str(self.programs / name)


def parse_scores(document: dict[str, Any]) -> Scores:
    """Read the referee's JSON; a metric it cannot define is NaN."""
    intervals = {float(level): found for level, found in document.get("intervals", {}).items()}
    levels = [level for level in LEVELS if level in intervals]
    return Scores(
        series=document["n_series"],
        metrics={name: _number(document[name]) for name in ("MASE", "OWA", "sMAPE")},
        coverage={level: _number(intervals[level]["coverage"]) for level in levels},
        interval_score={level: _number(intervals[level]["MSIS"]) for level in levels},
    )


def pool(parts: Sequence[Scores]) -> Scores:
    """Return the means over all series of several parts, which must have the same levels."""
    total = sum(part.series for part in parts)

    def mean(figures: Sequence[float]) -> float:
        weighted = (part.series * value for part, value in zip(parts, figures, strict=True))
        return sum(weighted) / total

    first = parts[0]
    return Scores(
        series=total,
        metrics={name: mean([part.metrics[name] for part in parts]) for name in first.metrics},
        coverage={
            level: mean([part.coverage[level] for part in parts]) for level in first.coverage
        },
        interval_score={
            level: mean([part.interval_score[level] for part in parts])
            for level in first.interval_score
        },
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
