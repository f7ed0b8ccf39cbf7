"""Figures of each series as means over seeds; errors with covariates beside those without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from statistics import fmean

from tests.benchmarks.covariates.results import Line
from tests.benchmarks.scoring import Series

Figures = Mapping[str, float]  # by series


def absolute_errors(actual: Series, made: Series) -> Figures:
    """Return the mean absolute error of each series over the steps that have a value.

    Raises KeyError or ValueError where a series or a step is missing.
    """
    return {
        name: fmean(
            abs(value - forecast)
            for value, forecast in zip(truth, made[name], strict=True)
            if not isnan(value)
        )
        for name, truth in actual.items()
    }


def mean_by_series(runs: Sequence[Figures]) -> Figures:
    """Return the mean of each series over runs, which have the same series."""
    return {name: fmean(run[name] for run in runs) for name in runs[0]}


def compare_errors(
    with_them: Figures, without: Figures, *, most_each: float, most_on_average: float
) -> tuple[Line, ...]:
    """Return a line for each series, and one for the mean of their ratios.

    Series of different levels count alike: the last line is of errors in units of those without.
    """
    lines = tuple(
        Line(name=name, measured=with_them[name], reference=without[name], most=most_each)
        for name in without
    )
    mean = fmean(line.ratio for line in lines)
    name = f"mean of {len(lines)} ratios"
    return *lines, Line(name=name, measured=mean, reference=1.0, most=most_on_average)
