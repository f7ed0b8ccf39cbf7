"""Boosted trees: they learn, they do not care about order or threads, and gaps do not hurt them."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from builders import NAN, seasonal_panel, series_set
from threadpoolctl import threadpool_info, threadpool_limits

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.baselines import seasonal_naive
from lstmcast.evaluation.rivals.boosting import BoostedLags
from lstmcast.evaluation.rivals.rival import RivalForecast
from lstmcast.evaluation.rivals.threads import one_thread


def boosted(known: SeriesSet, horizon: int = 6, season: int = 12) -> RivalForecast:
    return BoostedLags().forecast(known, horizon=horizon, season=season)


def with_values(data: SeriesSet, values: np.ndarray) -> SeriesSet:
    return SeriesSet(
        keys=data.keys,
        values=values,
        offsets=data.offsets,
        starts=data.starts,
        calendar=data.calendar,
    )


def test_it_learns_what_repeating_the_season_misses() -> None:
    steps = np.arange(120)
    series = [(50 + level) * (1 + 0.02 * steps) * (1 + 0.3 * np.sin(steps * np.pi / 6 + level))
              for level in range(8)]  # fmt: skip
    made = boosted(series_set(*[values[:-6] for values in series]))
    errors = [np.abs(values[-6:] - point).mean()
              for values, point in zip(series, made.point, strict=True)]  # fmt: skip
    repeated = [
        np.abs(values[-6:] - seasonal_naive(values[:-6], 6, 12)).mean() for values in series
    ]
    assert np.mean(errors) < 0.5 * np.mean(repeated)
    assert not made.replaced.any()


def test_the_order_of_the_series_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmcast.evaluation.rivals.boosting._MOST_ROWS", 200)  # some are drawn
    data = seasonal_panel(60, 40, 80, 50)
    order = np.array([2, 0, 3, 1])
    straight, shuffled = boosted(data), boosted(data.select(order))
    np.testing.assert_array_equal(shuffled.point, straight.point[order])


def test_a_little_at_a_time_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = seasonal_panel(60, 40, 80)
    at_once = boosted(data)
    monkeypatch.setattr("lstmcast.evaluation.rivals.boosting._NUMBERS_AT_ONCE", 1000)
    np.testing.assert_array_equal(boosted(data).point, at_once.point)


def test_the_number_of_threads_does_not_matter() -> None:
    data = seasonal_panel(80, 90)
    made = []
    for threads in (1, 4):
        with threadpool_limits(limits=threads):
            made.append(boosted(data).point)
    np.testing.assert_array_equal(*made)


def test_one_thread_is_one_thread() -> None:
    import sklearn.ensemble  # noqa: F401 - brings the OpenMP that is held back

    with threadpool_limits(limits=2), one_thread():
        assert {library["num_threads"] for library in threadpool_info()} == {1}


def test_it_begins_in_one_thread() -> None:
    """In a new process too, where scikit-learn is not loaded yet."""
    program = """
import numpy as np
from builders import seasonal_panel
from threadpoolctl import threadpool_info
from lstmcast.evaluation.rivals import boosting

def look(inputs, steps, season, made=boosting.lag_features):
    print(*(library["num_threads"] for library in threadpool_info()))
    return made(inputs, steps, season)

boosting.lag_features = look
boosting.BoostedLags().forecast(seasonal_panel(60), horizon=6, season=12)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "2"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(done.stdout.split()) == {"1"}


def test_unit_and_level_of_the_data_do_not_matter() -> None:
    data = seasonal_panel(60, 40)
    straight = boosted(data).point
    moved = boosted(with_values(data, 8 * data.values)).point
    np.testing.assert_array_equal(moved, 8 * straight)
    moved = boosted(with_values(data, data.values - 1024)).point
    np.testing.assert_allclose(moved, straight - 1024, atol=1e-3)


def test_gaps_are_native() -> None:
    data = seasonal_panel(90, 70, 50)
    values = data.values.copy()
    values[np.random.default_rng(1).random(len(values)) < 0.3] = NAN
    values[data.offsets[1] - 40 : data.offsets[1]] = NAN  # nothing in the newest window
    values[data.offsets[2] :] = NAN  # nothing at all
    made = boosted(with_values(data, values))
    assert np.isfinite(made.point[:2]).all()
    assert np.isnan(made.point[2]).all()
    assert not made.replaced.any()


def test_what_is_never_observed_is_no_obstacle() -> None:
    """Windows of 16 steps hold no third season of 12: that feature is missing everywhere."""
    made = boosted(seasonal_panel(*[33] * 10))
    assert np.isfinite(made.point).all()
    assert not made.replaced.any()


@pytest.mark.parametrize("level", [0.0, 7.0, -1e300])
def test_constants_stay_as_they_are(level: float) -> None:
    data = seasonal_panel(60)
    flat = series_set(data.series(0), np.full(50, level))
    np.testing.assert_allclose(boosted(flat).point[1], level, rtol=1e-12)


def test_huge_values_have_finite_forecasts() -> None:
    data = seasonal_panel(60, 60)
    values = data.values.copy()
    values[:60] *= 1e306
    assert np.isfinite(boosted(with_values(data, values)).point).all()


def test_too_little_to_learn_from_is_seasonal_naive() -> None:
    known = series_set(np.arange(20.0), [1, 2, 3], [])
    made = boosted(known)
    expected = [seasonal_naive(known.series(index), 6, 12) for index in range(2)]
    np.testing.assert_array_equal(made.point[:2], expected)
    assert np.isnan(made.point[2]).all()
    assert made.replaced.tolist() == [True, True, False]


def test_no_series_at_all() -> None:
    made = boosted(series_set([]))
    assert np.isnan(made.point).all()
    assert made.replaced.tolist() == [False]
