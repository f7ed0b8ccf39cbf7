"""The judge agrees with the package's own measures, which were written apart from it."""

from __future__ import annotations

import numpy as np
import pytest

from lstmcast.evaluation import baselines, metrics
from lstmcast.evaluation.intervals import interval_coverage
from tests.benchmarks.figures import Figure, verdict
from tests.benchmarks.scoring import score, seasonal_naive


def test_scores_agree_with_the_package() -> None:
    random = np.random.default_rng(0)
    history = random.normal(10, 3, size=(4, 30))
    actual, made = random.normal(10, 3, size=(2, 4, 6))
    lower, upper = made - 3, made + 3
    names = "abcd"

    def named(values: np.ndarray) -> dict[str, list[float]]:
        return {name: row.tolist() for name, row in zip(names, values, strict=True)}

    found = score(
        named(history), named(actual), named(made), season=5,
        lower=named(lower), upper=named(upper),
    )  # fmt: skip
    scale = np.array([metrics.seasonal_scale(row, 5) for row in history])
    assert found.mase == pytest.approx(metrics.mean_absolute_scaled_error(actual, made, scale))
    assert found.smape == pytest.approx(metrics.symmetric_percentage_error(actual, made))
    assert found.coverage_80 == pytest.approx(interval_coverage(actual, lower, upper))


@pytest.mark.parametrize(("season", "horizon"), [(1, 3), (4, 4), (4, 10), (7, 2)])
def test_seasonal_naive_agrees_with_the_package(season: int, horizon: int) -> None:
    history = [float(value) for value in range(20)]
    expected = baselines.seasonal_naive(np.array(history), horizon, season)
    assert seasonal_naive(history, horizon, season) == expected.tolist()


def test_a_history_shorter_than_a_season_repeats_its_last_value() -> None:
    assert seasonal_naive([1.0, 2.0], 3, 12) == [2.0, 2.0, 2.0]


def test_a_missing_forecast_is_no_good_score() -> None:
    truth = {"a": [1.0, 2.0]}
    with pytest.raises(KeyError):
        score(truth, truth, {}, season=1)
    with pytest.raises(ValueError, match="shorter"):
        score(truth, truth, {"a": [1.0]}, season=1)


@pytest.mark.parametrize(
    ("goal", "of", "met"), [(None, "ratio", None), (2.0, "ratio", True), (2.0, "measured", False)]
)
def test_a_goal_is_about_the_ratio_or_the_figure(
    goal: float | None, of: str, met: bool | None
) -> None:
    figure = Figure(
        name="x", measured=3, unit="s", against="y", baseline=2, goal=goal,
        of="ratio" if of == "ratio" else "measured",
    )  # fmt: skip
    assert figure.met is met
    assert ("missed" in verdict([figure])) is (met is False)
