"""Groups of single series, each to be forecast alone from its own past."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.commands import AIR_PASSENGERS
from tests.benchmarks.competitions.cases import Case, Line, last_horizons, without_end
from tests.benchmarks.competitions.classics import CLASSICS, read_classic
from tests.benchmarks.competitions.panels import PANELS, Panel

_CUTOFFS = 3
_PASSENGER_YEARS = 5
_DRAWN = {"m3-monthly": 100, "m4-weekly": 50}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cases that are told as one figure."""

    name: str
    title: str
    cases: tuple[Case, ...]
    seeds: tuple[int, ...] = (0,)  # one model for each; scores are averaged


def air_passengers(*, validation: bool) -> Group:
    """Return five yearly cutoffs; the twin ends where the first of the tests begins."""
    rows = pd.read_csv(AIR_PASSENGERS)
    line = Line(
        name="air passengers",
        times=tuple(rows["month"].astype(str) + "-01"),
        values=rows["passengers"].to_numpy(dtype=float),
        season=12,
        scoring_season=12,
    )
    if validation:
        line = without_end(line, 12 * _PASSENGER_YEARS)
    return Group(
        name="air-passengers",
        title="air passengers",
        cases=tuple(last_horizons(line, 12, _PASSENGER_YEARS)),
        seeds=tuple(range(5)),
    )


def single_groups(data: Path, *, sample: int | None, validation: bool) -> list[Group]:
    """Return the classics and the series drawn from M3 monthly and M4 weekly with seed 0.

    ``sample`` bounds the series of each group. The twin for validation ends where the first
    test window of the same series begins.
    """
    classics = [(read_classic(each, data / "classics"), each.horizon) for each in CLASSICS[:sample]]
    held_out = _CUTOFFS if validation else 0  # horizons
    groups = [
        Group(
            name="singles-classics",
            title="single: classics",
            cases=_cases(classics, held_out=held_out),
        )
    ]
    for name, count in _DRAWN.items():
        [panel] = [each for each in PANELS if each.name == name]
        lines = draw_lines(panel, data, count, whole=not validation)[:sample]
        # Without its test file a series lacks one horizon already.
        cut = held_out - 1 if validation else 0
        cases = _cases([(line, panel.horizon) for line in lines], held_out=cut)
        groups.append(Group(name=f"singles-{name}", title=f"single: {panel.title}", cases=cases))
    return groups


def _cases(lines: list[tuple[Line, int]], *, held_out: int) -> tuple[Case, ...]:
    """Return the last horizons of each series, those at its very end held out."""
    return tuple(
        case
        for line, horizon in lines
        for case in last_horizons(without_end(line, held_out * horizon), horizon, _CUTOFFS)
    )


def draw_lines(panel: Panel, data: Path, count: int, *, whole: bool) -> list[Line]:
    """Draw series with ``numpy.random.default_rng(0)``: whole, or their training part alone."""
    parts = [pd.read_csv(panel.train_file(data))]
    ids = parts[0]["unique_id"].drop_duplicates().to_numpy()
    if whole:
        parts.append(pd.read_csv(panel.test_file(data)))
    rows = pd.concat(parts)
    chosen = np.random.default_rng(0).choice(len(ids), size=count, replace=False)
    by_id = dict(iter(rows.groupby("unique_id", sort=False)))
    return [
        Line(
            name=str(ids[index]),
            times=tuple(by_id[ids[index]]["ds"]),
            values=by_id[ids[index]]["y"].to_numpy(dtype=float),
            season=panel.season,
            scoring_season=panel.scoring_season,
        )
        for index in chosen
    ]
