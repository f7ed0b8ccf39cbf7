"""The effect of a covariate as forecasts show it: the same future twice, one column changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import pandas as pd

from tests.benchmarks.covariates.results import Line
from tests.benchmarks.scoring import Series

LEAST, MOST = 0.9, 1.1  # times the true effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A column that is ``before`` in all rows to come, or ``after`` in some of them."""

    name: str
    column: str
    before: Mapping[str, float]  # by series
    after: Mapping[str, float]
    steps: range  # of the horizon in which it is changed
    effect: Mapping[str, float]  # the true one in each of these steps, by series


def write_futures(future: Path, change: Change, *, id: str) -> tuple[Path, Path]:
    """Write the rows to come without the change and with it; return the two files."""
    rows = pd.read_csv(future, dtype=str, keep_default_na=False)
    changed = rows.groupby(id, sort=False).cumcount().isin(change.steps)
    usual, other = (rows[id].map(values) for values in (change.before, change.after))
    paths = future.with_name("usual.csv"), future.with_name("changed.csv")
    for path, values in zip(paths, (usual, usual.mask(changed, other)), strict=True):
        rows.assign(**{change.column: values.map("{:g}".format)}).to_csv(path, index=False)
    return paths


def shown_effect(usual: Series, changed: Series, change: Change) -> Mapping[str, float]:
    """Return by how much the forecast moves in the changed steps: the mean of each series."""
    return {
        name: fmean(values[step] - usual[name][step] for step in change.steps)
        for name, values in changed.items()
    }


def compare_effects(shown: Mapping[str, float], change: Change) -> tuple[Line, ...]:
    """Return a line for each series, and one for the mean of their ratios, which has a goal."""
    lines = tuple(
        Line(name=f"{change.name}, {name}", measured=shown[name], reference=true)
        for name, true in change.effect.items()
    )
    mean = fmean(line.ratio for line in lines)
    name = f"{change.name}, mean of {len(lines)} ratios"
    return *lines, Line(name=name, measured=mean, reference=1.0, least=LEAST, most=MOST)
