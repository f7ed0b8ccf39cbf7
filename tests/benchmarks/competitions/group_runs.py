"""Measure groups of single series beside the baselines and statsforecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.competitions.alone import forecast_alone
from tests.benchmarks.competitions.cases import join_futures, join_histories
from tests.benchmarks.competitions.goals import GOALS
from tests.benchmarks.competitions.groups import Group
from tests.benchmarks.competitions.judging import judge_intervals, judge_measures, plain
from tests.benchmarks.competitions.lstmcast_runs import CommandFailedError
from tests.benchmarks.competitions.referee import (
    BASELINES,
    SEASONAL_NAIVE,
    Referee,
    Scores,
    pool,
)
from tests.benchmarks.competitions.results import Cost, Row, Way
from tests.benchmarks.competitions.rivals import RIVALS, forecast_rivals


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A group's scores; ``own`` has the ways that could be measured, ``failures`` the others."""

    group: Group
    own: Mapping[Way, Scores]
    others: Mapping[str, Scores]
    costs: Mapping[Way, Cost]
    failures: Mapping[Way, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Court:
    """A group's files as the referee wants them: one test file for each season of MASE."""

    referee: Referee
    history: Path
    tests: Mapping[int, Path]

    def score(self, forecast: Path) -> Scores:
        return pool([
            self.referee.score(self.history, test, forecast, season=season)
            for season, test in self.tests.items()
        ])  # fmt: skip


def measure_group(
    group: Group, ways: Sequence[Way], referee: Referee, rivals: Path | None
) -> Measured:
    """Score a group; ``rivals`` is the Python that has statsforecast, None to go without."""
    court = _summon(group, referee)
    others = _score_baselines(group, court)
    if rivals:
        made = forecast_rivals(group.cases, rivals, referee.folder)
        others |= {name: court.score(path) for name, path in made.items()}
    own: dict[Way, Scores] = {}
    costs: dict[Way, Cost] = {}
    failures: dict[Way, str] = {}
    for way in ways:
        try:
            own[way], costs[way] = _score_own(group, way, court)
        except CommandFailedError as failed:
            failures[way] = str(failed)
    return Measured(group=group, own=own, others=others, costs=costs, failures=failures)


def _seasons(group: Group) -> list[int]:
    return sorted({case.line.scoring_season for case in group.cases})


def _summon(group: Group, referee: Referee) -> _Court:
    history = referee.folder / "history.csv"
    join_histories(group.cases, history)
    tests = {}
    for season in _seasons(group):
        tests[season] = referee.folder / f"future-{season}.csv"
        cases = [case for case in group.cases if case.line.scoring_season == season]
        join_futures(cases, tests[season], observed=True)
    return _Court(referee=referee, history=history, tests=tests)


def _score_baselines(group: Group, court: _Court) -> dict[str, Scores]:
    parts: dict[str, list[Scores]] = {name: [] for name in BASELINES}
    for season, test in court.tests.items():
        like, made = test.with_name(f"steps-{season}.csv"), test.with_name(f"baselines-{season}")
        cases = [case for case in group.cases if case.line.scoring_season == season]
        join_futures(cases, like, observed=False)
        court.referee.baselines(court.history, like, season=season, into=made)
        for name, found in parts.items():
            forecast = made / f"{name}.csv"
            found.append(court.referee.score(court.history, test, forecast, season=season))
    return {name: pool(found) for name, found in parts.items()}


def _score_own(group: Group, way: Way, court: _Court) -> tuple[Scores, Cost]:
    """Return the mean over seeds; zero-shot there is nothing random, so one does."""
    scores, spent = [], Cost()
    path = court.referee.folder / "own.csv"
    for seed in group.seeds if way == "trained" else group.seeds[:1]:
        made, cost = forecast_alone(group.cases, way, seed, court.referee.folder)
        made.to_csv(path, index=False)
        scores.append(court.score(path))
        spent += cost
    return replace(pool(scores), series=scores[0].series), spent


def group_rows(
    measured: Measured, ways: Sequence[Way], goals: Mapping[Way, float | None]
) -> list[Row]:
    """Return one row for each way, with MASE judged by the goal of that way."""
    group = measured.group
    rows = []
    for way in ways:
        if way in measured.failures:
            failure = measured.failures[way]
            rows.append(Row(name=group.name, title=group.title, way=way, failure=failure))
            continue
        own = measured.own[way]
        rows.append(
            Row(
                name=group.name,
                title=group.title,
                way=way,
                measures=judge_measures(own, measured.others, {"MASE": goals.get(way)}),
                intervals=judge_intervals(own, measured.others[SEASONAL_NAIVE], way),
                cost=measured.costs[way],
                details={
                    "cases": own.series,
                    "own": own.metrics,
                    "others": plain(measured.others),
                },
            )
        )
    return rows


def fixed_goals(group: Group) -> dict[Way, float | None]:
    """Return the goals that were set beforehand."""
    return {way: goals.get("MASE") for way, goals in GOALS[group.name].items()}


def goals_of_the_run(measured: Measured) -> dict[Way, float | None]:
    """Return what single series have to reach: rivals zero-shot, and zero-shot when trained."""
    rivals = [measured.others[name].metrics["MASE"] for name in RIVALS if name in measured.others]
    zero_shot = measured.own.get("zero-shot")
    return {
        "zero-shot": min(rivals, default=None),
        "trained": zero_shot.metrics["MASE"] if zero_shot else None,
    }


def together(parts: Sequence[Measured]) -> Measured:
    """Return all groups as one; a way counts where every group could be measured."""
    ways = [way for way in parts[0].own if all(way in part.own for part in parts)]
    methods = [name for name in parts[0].others if all(name in part.others for part in parts)]
    return Measured(
        group=Group(
            name="singles",
            title="single: all",
            cases=tuple(case for part in parts for case in part.group.cases),
        ),
        own={way: pool([part.own[way] for part in parts]) for way in ways},
        others={name: pool([part.others[name] for part in parts]) for name in methods},
        costs={way: sum((part.costs[way] for part in parts), Cost()) for way in ways},
        failures={way: f"{part.group.title}: see there" for part in parts for way in part.failures},
    )
