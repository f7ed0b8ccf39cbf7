"""Scores of a forecast file, from the files alone: no code of lstmcast judges lstmcast.

Formulas: sMAPE as in the M4 competition (Makridakis et al. 2020), MASE after Hyndman and
Koehler (2006) with the in-sample seasonal naive error as its scale.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

Series = Mapping[str, Sequence[float]]  # id -> values in order of time


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Means over series; MASE leaves out series whose history never changes."""

    mase: float
    smape: float
    coverage_80: float | None


def read_series(path: Path, *, id: str | None, value: str) -> Series:
    """Return the values of each series, in the order of the file; "" names an only series.

    Row by row, because the process that measures has to stay small.
    """
    series: dict[str, list[float]] = {}
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(newline="") as stream:
        for row in csv.DictReader(stream):
            series.setdefault(row[id] if id else "", []).append(float(row[value]))
    return series


def seasonal_naive(history: Sequence[float], horizon: int, season: int) -> list[float]:
    """Repeat the last season, or the last value where there is no whole season."""
    season = season if len(history) >= season else 1
    return [history[len(history) - season + step % season] for step in range(horizon)]


def score(
    history: Series,
    actual: Series,
    forecast: Series,
    *,
    season: int,
    lower: Series | None = None,
    upper: Series | None = None,
) -> Score:
    """Score forecasts; raises KeyError or ValueError when a series or a step is missing."""
    mase, smape, inside = [], [], []
    for name, truth in actual.items():
        made = forecast[name]
        pairs = list(zip(truth, made, strict=True))
        scale = _scale(history[name], season)
        if scale:
            mase.append(fmean(abs(y - f) for y, f in pairs) / scale)
        smape.append(fmean(_percentage(y, f) for y, f in pairs))
        if lower and upper:
            bounds = zip(lower[name], truth, upper[name], strict=True)
            inside.append(fmean(low <= y <= high for low, y, high in bounds))
    return Score(
        mase=fmean(mase) if mase else float("nan"),
        smape=fmean(smape),
        coverage_80=fmean(inside) if inside else None,
    )


def _scale(history: Sequence[float], season: int) -> float:
    steps = [abs(after - before) for before, after in zip(history, history[season:], strict=False)]
    return fmean(steps) if steps else 0.0


def _percentage(actual: float, forecast: float) -> float:
    size = abs(actual) + abs(forecast)
    return 200 * abs(actual - forecast) / size if size else 0.0
