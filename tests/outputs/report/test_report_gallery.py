from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from pages import make_record, panel

from lstmcast.evaluation.backtest_scores import BacktestScores
from lstmcast.evaluation.scoring import score_record
from lstmcast.outputs.report.gallery import choose_portraits


def scores_with(count: int, skills: dict[int, float | None]) -> tuple[object, BacktestScores]:
    """Return scores whose series have skills of 0.1 times their number, or as told."""
    record = make_record(panel(*[40] * count), folds=1)
    scores = score_record(record)
    changed = [
        replace(
            each,
            errors=dict(each.errors)
            | {"LSTM": replace(each.errors["LSTM"], skill=skills.get(place, place / 10))},
        )
        for place, each in enumerate(scores.by_series)
    ]
    return record, replace(scores, by_series=tuple(changed))


def chosen(count: int, most: int, skills: dict[int, float | None] | None = None) -> list[tuple]:
    record, scores = scores_with(count, skills or {})
    found = choose_portraits(record, scores, most=most)
    return [(each.role, each.series, each.rank) for each in found]


def test_worst_median_and_best_come_first() -> None:
    assert chosen(5, 50) == [
        ("worst", 0, 5), ("median", 2, 3), ("best", 4, 1), ("other", 1, 4), ("other", 3, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "roles"), [(1, ["only"]), (2, ["worst", "best"]), (3, ["worst", "median", "best"])]
)
def test_few_series(count: int, roles: list[str]) -> None:
    assert [role for role, _, _ in chosen(count, 50)] == roles


def test_many_series_are_spread_over_the_ranks() -> None:
    found = chosen(40, 10)
    assert len(found) == 10
    ranks = sorted(rank for _, _, rank in found)
    assert ranks[0] == 1
    assert ranks[-1] == 40
    assert max(after - before for before, after in pairwise(ranks)) <= 6


def test_series_without_a_skill_are_no_extremes() -> None:
    found = chosen(4, 50, {0: None})
    assert found[0] == ("worst", 1, 3)
    assert found[-1] == ("other", 0, 4)


def test_no_series_has_a_skill() -> None:
    found = chosen(3, 50, dict.fromkeys(range(3)))
    assert [role for role, _, _ in found] == ["worst", "median", "best"]
