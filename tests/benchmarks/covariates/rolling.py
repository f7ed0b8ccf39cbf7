"""Backtests of one file, once for each choice of covariates: pollution and taxi trips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.covariates.commands import backtest
from tests.benchmarks.covariates.cutting import read_rows
from tests.benchmarks.covariates.results import Finding, Line

_WEATHER = "DEWP,TEMP,PRES,cbwd,Iws,Is,Ir"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolling:
    """A file, how it is tested, and the choices of covariates beside none."""

    title: str
    path: str  # below the folder of data
    options: tuple[str, ...]
    steps: int  # that all windows span together
    choices: Mapping[str, tuple[str, ...]]
    most: Mapping[str, float]  # of the ratio, for the choices that have a goal


POLLUTION = Rolling(
    title="pollution",
    path="classics/pollution.csv",
    options=(
        *("--time", "year,month,day,hour", "--target", "pm2.5"),
        *("--horizon", "24", "--windows", "5", "--refit", "never", "--rivals", "none"),
    ),
    steps=5 * 24,
    choices={
        "weather known ahead": ("--known", _WEATHER),
        "weather of the past alone": ("--past", _WEATHER),
    },
    most={"weather known ahead": 1.0},
)
#: Ten weeks, day by day, up to 2015-01-31: Thanksgiving, Christmas, New Year and the third
#: Monday of January. Trained twice, so that the later half has learnt from the earlier one.
TAXI = Rolling(
    title="taxi",
    path="classics/nyc_taxi.csv",
    options=("--horizon", "48", "--windows", "70", "--refit", "35", "--rivals", "none"),
    steps=70 * 48,
    choices={
        "--holidays US": ("--holidays", "US"),
        "--calendar auto": ("--calendar", "auto"),
        "both": ("--calendar", "auto", "--holidays", "US"),
    },
    most={},
)


def measure_rolling(rolling: Rolling, data: Path, folder: Path, *, validation: bool) -> Finding:
    """Return MAE and MASE of each choice beside those without covariates."""
    path = data / rolling.path
    if validation:
        path = _earlier(path, rolling.steps, folder)
    made = {
        name: backtest(path, (*rolling.options, *chosen), folder=folder)
        for name, chosen in {"without": (), **rolling.choices}.items()
    }
    documents = {name: document for name, (document, _) in made.items()}
    return Finding(
        title=rolling.title,
        unit=f"backtest, {' '.join(rolling.options)}",
        lines=compare_backtests(documents, rolling.most),
        remarks=tuple(
            f"{name}: {cost.seconds:.0f} s, {cost.processor_seconds:.0f} processor seconds"
            for name, (_, cost) in made.items()
        ),
        details=documents,
    )


def compare_backtests(
    documents: Mapping[str, Mapping[str, Any]], most: Mapping[str, float]
) -> tuple[Line, ...]:
    """Return lines of MAE and MASE for each document but that of ``without``; goals are of MAE."""
    without = _scores(documents["without"])
    return tuple(
        Line(
            name=f"{metric.upper()}, {name}",
            measured=_scores(document)[metric],
            reference=without[metric],
            most=most.get(name) if metric == "mae" else None,
        )
        for name, document in documents.items()
        if name != "without"
        for metric in ("mae", "mase")
    )


def _scores(document: Mapping[str, Any]) -> Mapping[str, float]:
    """Return the scores of the model, which stands first."""
    scores: Mapping[str, float] = document["scores"]["standings"][0]["scores"]
    return scores


def _earlier(path: Path, steps: int, folder: Path) -> Path:
    """Write the file without its newest ``steps`` rows."""
    earlier = folder / path.name
    read_rows(path).iloc[:-steps].to_csv(earlier, index=False)
    return earlier
