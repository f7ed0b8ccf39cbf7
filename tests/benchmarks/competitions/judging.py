"""Scores of lstmcast beside those of simple methods on the same values."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from tests.benchmarks.competitions.goals import COVERAGE_TOLERANCE
from tests.benchmarks.competitions.referee import SEASONAL_NAIVE, Scores
from tests.benchmarks.competitions.results import Interval, Measure, Way


def judge_measures(
    own: Scores, others: Mapping[str, Scores], goals: Mapping[str, float | None]
) -> tuple[Measure, ...]:
    """Return one measure for each metric that ``goals`` names; ``others`` has seasonal naive."""
    return tuple(_measure(metric, own, others, goal) for metric, goal in goals.items())


def _measure(metric: str, own: Scores, others: Mapping[str, Scores], goal: float | None) -> Measure:
    known = {
        name: scores.metrics[metric]
        for name, scores in others.items()
        if isfinite(scores.metrics[metric])
    }
    best = min(known, key=lambda name: known[name])
    return Measure(
        metric=metric,
        value=own.metrics[metric],
        goal=goal,
        naive=others[SEASONAL_NAIVE].metrics[metric],
        best=known[best],
        best_name=best,
    )


def judge_intervals(own: Scores, naive: Scores, way: Way) -> tuple[Interval, ...]:
    """Return the intervals of both levels."""
    return tuple(
        Interval(
            level=level,
            coverage=own.coverage[level],
            score=own.interval_score[level],
            naive_score=naive.interval_score[level],
            tolerance=COVERAGE_TOLERANCE[way],
        )
        for level in own.coverage
    )


def plain(scores: Mapping[str, Scores]) -> dict[str, dict[str, float]]:
    """Return the metrics of many methods as JSON data."""
    return {name: dict(found.metrics) for name, found in scores.items()}
