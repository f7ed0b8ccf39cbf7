"""Which series are shown: the worst, the one in the middle, the best, and others in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lstmcast.evaluation.backtest_scores import BacktestScores
from lstmcast.evaluation.record import Record

Role = Literal["worst", "median", "best", "only", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A series to show."""

    series: int
    label: str
    role: Role
    skill: float | None
    rank: int  # 1 has the most skill


def choose_portraits(record: Record, scores: BacktestScores, *, most: int) -> list[Portrait]:
    """Return worst, median and best by skill, then others, up to ``most`` in all.

    The others stand in the order of the data and are spread evenly over the ranks, in which a
    series without a skill comes last.
    """
    names = record.data.labels
    places = {key: place for place, key in enumerate(record.data.keys)}
    skills = [each.errors[record.name].skill for each in scores.by_series]
    order = [float("-inf") if skill is None else skill for skill in skills]
    ranked = sorted(range(len(order)), key=lambda place: -order[place])
    known = sum(skill is not None for skill in skills) or len(skills)
    roles = _roles(known)
    others = _spread([rank for rank in range(len(ranked)) if rank not in roles], most - len(roles))
    chosen = [*roles, *sorted(others, key=lambda rank: ranked[rank])]

    def portrait(rank: int) -> Portrait:
        series = places[scores.by_series[ranked[rank]].key]
        return Portrait(
            series=series,
            label=names[series],
            role=roles.get(rank, "other"),
            skill=skills[ranked[rank]],
            rank=rank + 1,
        )

    return [portrait(rank) for rank in chosen]


def _roles(known: int) -> dict[int, Role]:
    """Return the ranks that have a part of their own, in the order they are shown."""
    if known == 1:
        return {0: "only"}
    if known == 2:
        return {1: "worst", 0: "best"}
    return {known - 1: "worst", (known - 1) // 2: "median", 0: "best"}


def _spread(ranks: Sequence[int], most: int) -> Sequence[int]:
    """Return up to ``most`` of the ranks, as far apart as they can be."""
    if len(ranks) <= most:
        return ranks
    return [ranks[place * (len(ranks) - 1) // max(1, most - 1)] for place in range(most)]
