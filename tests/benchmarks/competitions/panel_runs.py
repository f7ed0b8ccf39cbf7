"""Forecast a panel through the command line and have the referee judge it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.competitions.goals import GOALS, LONGEST_TRAINING, PUBLISHED
from tests.benchmarks.competitions.judging import judge_intervals, judge_measures, plain
from tests.benchmarks.competitions.lstmcast_runs import CommandFailedError, forecast_file
from tests.benchmarks.competitions.panels import Panel
from tests.benchmarks.competitions.referee import BASELINES, SEASONAL_NAIVE, Referee, Scores
from tests.benchmarks.competitions.results import Row, Way
from tests.benchmarks.competitions.validation import hold_out


def measure_panel(
    panel: Panel, data: Path, ways: Sequence[Way], referee: Referee, *, validation: bool
) -> list[Row]:
    """Return one row for each way; a command that fails is a row that says so."""
    folder = referee.folder
    history, future = panel.train_file(data), panel.test_file(data)
    if validation:
        history, future = hold_out(history, horizon=panel.horizon, into=folder)
    others = _score_baselines(panel, history, future, referee)
    return [_measure(panel, way, history, future, others, referee) for way in ways]


def _score_baselines(
    panel: Panel, history: Path, future: Path, referee: Referee
) -> dict[str, Scores]:
    season, made = panel.scoring_season, referee.folder / "baselines"
    referee.baselines(history, future, season=season, into=made)
    return {
        name: referee.score(history, future, made / f"{name}.csv", season=season)
        for name in BASELINES
    }


def _measure(
    panel: Panel,
    way: Way,
    history: Path,
    future: Path,
    others: dict[str, Scores],
    referee: Referee,
) -> Row:
    try:
        forecast, cost = forecast_file(
            way, history, horizon=panel.horizon, season=panel.season, folder=referee.folder
        )
    except CommandFailedError as failed:
        return Row(name=panel.name, title=panel.title, way=way, failure=str(failed))
    own = referee.score(history, future, forecast, season=panel.scoring_season)
    return Row(
        name=panel.name,
        title=panel.title,
        way=way,
        measures=judge_measures(own, others, GOALS[panel.name][way]),
        intervals=judge_intervals(own, others[SEASONAL_NAIVE], way),
        cost=cost,
        longest_training=LONGEST_TRAINING.get(panel.name) if way == "trained" else None,
        published=PUBLISHED.get(panel.name, ()),
        details={"series": own.series, "own": own.metrics, "others": plain(others)},
    )
