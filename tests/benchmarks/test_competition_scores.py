"""Pooled scores, scores of windows, and goals that the run itself sets."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks.competitions.ett import HORIZON, TEST, VALIDATION
from tests.benchmarks.competitions.group_runs import (
    Measured,
    goals_of_the_run,
    group_rows,
    together,
)
from tests.benchmarks.competitions.groups import Group
from tests.benchmarks.competitions.referee import Scores, parse_scores, pool
from tests.benchmarks.competitions.results import WAYS, Cost, Way
from tests.benchmarks.competitions.window_scores import (
    WindowForecasts,
    actual_windows,
    repeat_season,
    score_windows,
)


def scores(mase: float, series: int = 1) -> Scores:
    return Scores(
        series=series,
        metrics={"MASE": mase},
        coverage={80: mase / 10},
        interval_score={80: 2 * mase},
    )


def test_the_referees_document_is_read() -> None:
    interval = {"coverage": 0.8, "MSIS": 5.0}
    found = parse_scores(
        {"n_series": 3, "MASE": 0.9, "OWA": None, "sMAPE": 7, "intervals": {"80": interval}}
    )
    assert found.series == 3
    assert found.metrics["MASE"] == 0.9
    assert np.isnan(found.metrics["OWA"])
    assert (found.coverage, found.interval_score) == ({80: 0.8}, {80: 5.0})


def test_parts_weigh_by_their_series() -> None:
    found = pool([scores(1.0, 3), scores(2.0, 1)])
    assert found.series == 4
    assert found.metrics["MASE"] == pytest.approx(1.25)
    assert found.coverage[80] == pytest.approx(0.125)
    assert found.interval_score[80] == pytest.approx(2.5)


def measured(zero_shot: float | None, trained: float, **others: float) -> Measured:
    own: dict[Way, Scores] = {"trained": scores(trained)}
    if zero_shot is not None:
        own["zero-shot"] = scores(zero_shot)
    return Measured(
        group=Group(name="g", title="G", cases=()),
        own=own,
        others={name: scores(value) for name, value in {"snaive": 3.0, **others}.items()},
        costs={way: Cost(seconds=1, processor_seconds=2) for way in own},
        failures={} if zero_shot is not None else {"zero-shot": "words"},
    )


def test_single_series_have_to_beat_the_rivals_and_then_themselves() -> None:
    found = measured(0.8, 0.7, AutoETS=0.9, AutoTheta=0.85, theta=0.1)
    assert goals_of_the_run(found) == {"zero-shot": 0.85, "trained": 0.8}
    assert goals_of_the_run(measured(None, 0.7)) == {"zero-shot": None, "trained": None}
    zero_shot, trained = group_rows(found, WAYS, goals_of_the_run(found))
    assert (zero_shot.measures[0].goal, zero_shot.measures[0].best_name) == (0.85, "theta")
    assert trained.measures[0].met


def test_a_failure_of_one_group_is_one_of_the_whole() -> None:
    whole = together([measured(0.8, 0.7), measured(None, 0.9)])
    assert whole.own.keys() == {"trained"}
    assert whole.own["trained"].metrics["MASE"] == pytest.approx(0.8)
    assert whole.costs["trained"] == Cost(seconds=2, processor_seconds=4)
    rows = group_rows(whole, WAYS, goals_of_the_run(whole))
    assert [row.failure for row in rows] == ["G: see there", None]


def test_the_windows_are_those_of_the_papers() -> None:
    assert len(TEST.cutoffs) == len(VALIDATION.cutoffs) == 2785
    assert TEST.cutoffs[0] == VALIDATION.cutoffs[-1] + HORIZON
    assert TEST.cutoffs[-1] + HORIZON == 14400


def test_windows_are_scored_value_by_value() -> None:
    actual = np.array([[0.0, 1.0], [2.0, 3.0]])
    point = np.array([[0.0, 2.0], [2.0, 0.0]])
    made = WindowForecasts(point=point, levels=(80,), lower=point[None] - 1, upper=point[None] + 1)
    found = score_windows(actual, made)
    assert found.metrics == {"MSE": 2.5, "MAE": 1.0}
    assert found.coverage == {80: 0.75}
    # Width 2 everywhere; one value lies 2 beyond, at 2 / 0.2 for each.
    assert found.interval_score[80] == pytest.approx(2 + 20 / 4)
    scaled = score_windows((actual - 5) / 2, made.scaled(5, 2))
    assert scaled.metrics["MSE"] == pytest.approx(2.5 / 4)
    assert scaled.interval_score[80] == pytest.approx(7 / 2)


def test_the_repeated_season_knows_nothing_of_the_future() -> None:
    values = np.random.default_rng(0).normal(size=60)
    cutoffs = np.array([20, 31])
    made = repeat_season(values, cutoffs, 6, season=4, known=20, levels=(80, 95))
    for row, cutoff in enumerate(cutoffs):
        expected = [values[cutoff - 4 + step % 4] for step in range(6)]
        assert made.point[row].tolist() == expected
    width = made.upper - made.lower  # [V, B, H]
    assert np.allclose(width[..., 4], width[..., 0] * np.sqrt(2))
    assert (width[1] > width[0]).all()
    changed = values.copy()
    changed[31:] = 99
    again = repeat_season(changed, cutoffs, 6, season=4, known=20, levels=(80, 95))
    assert np.array_equal(again.point, made.point)
    assert np.array_equal(actual_windows(values, cutoffs, 2), values[[[20, 21], [31, 32]]])
