"""Backtests of one file, once for each choice of covariates: pollution and taxi trips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

from tests.benchmarks.covariates.commands import backtest
from tests.benchmarks.covariates.cutting import read_rows
from tests.benchmarks.covariates.results import Finding, Line

_HOLIDAYS = frozenset(  # of the United States, in the months that the file of trips covers
    {
        *("2014-07-04", "2014-09-01", "2014-10-13", "2014-11-11", "2014-11-27", "2014-12-25"),
        *("2015-01-01", "2015-01-19"),
    }
)
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
    holidays: frozenset[str] = frozenset()  # days whose windows are scored by themselves as well


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
    holidays=_HOLIDAYS,
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
        lines=compare_backtests(documents, rolling.most, rolling.holidays),
        remarks=tuple(
            f"{name}: {cost.seconds:.0f} s, {cost.processor_seconds:.0f} processor seconds"
            for name, (_, cost) in made.items()
        ),
        details=documents,
    )


def compare_backtests(
    documents: Mapping[str, Mapping[str, Any]],
    most: Mapping[str, float],
    holidays: frozenset[str] = frozenset(),
) -> tuple[Line, ...]:
    """Return lines of MAE and MASE for each document but that of ``without``; goals are of MAE.

    Windows that begin on ``holidays`` have a line more, where there are any.
    """
    scores = {name: _scores(document, holidays) for name, document in documents.items()}
    without = scores["without"]
    return tuple(
        Line(
            name=f"{metric}, {name}",
            measured=scores[name][metric],
            reference=reference,
            most=most.get(name) if metric == "MAE" else None,
        )
        for name in documents
        if name != "without"
        for metric, reference in without.items()
    )


def _scores(document: Mapping[str, Any], holidays: frozenset[str]) -> dict[str, float]:
    """Return the scores of the model, which stands first."""
    scores = document["scores"]
    first = scores["standings"][0]
    found = {"MAE": first["scores"]["mae"], "MASE": first["scores"]["mase"]}
    special = [
        window["errors"][first["name"]]["mae"]
        for window in scores["by_cutoff"]
        if _day_after(window["latest"]) in holidays
    ]
    return {**found, f"MAE of {len(special)} holidays": fmean(special)} if special else found


def _day_after(cutoff: str) -> str:
    """Return the day of the step after a cutoff, which is the last step of the day before."""
    return (datetime.fromisoformat(cutoff) + timedelta(hours=1)).date().isoformat()


def _earlier(path: Path, steps: int, folder: Path) -> Path:
    """Write the file without its newest ``steps`` rows."""
    earlier = folder / path.name
    read_rows(path).iloc[:-steps].to_csv(earlier, index=False)
    return earlier
