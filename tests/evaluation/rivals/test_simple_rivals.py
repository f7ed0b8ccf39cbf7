"""The baselines as rivals: finite wherever anything was observed, each series by itself."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from builders import NAN, series_set
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstmcast.evaluation.baselines import drift, naive, seasonal_average, seasonal_naive
from lstmcast.evaluation.rivals.registry import choose_rivals
from lstmcast.evaluation.rivals.rival import Rival

SIMPLE = choose_rivals(["naive", "drift", "seasonal-average"])
VALUES = st.floats(-1e308, 1e308) | st.just(NAN)
HISTORIES = st.lists(
    arrays(np.float64, st.integers(0, 30), elements=VALUES), min_size=1, max_size=4
)
each_rival = pytest.mark.parametrize("rival", SIMPLE, ids=lambda rival: rival.name)


def test_they_forecast_what_the_baselines_do() -> None:
    history = np.array([3.0, 1, NAN, 4, 1, 5, 9, 2, 6, 5, 3, 5])
    expected = {
        "seasonal naive": seasonal_naive(history, 5, 4),
        "naive": naive(history, 5),
        "drift": drift(history, 5),
        "seasonal average": seasonal_average(history, 5, 4),
    }
    for rival in SIMPLE:
        made = rival.forecast(series_set(history), horizon=5, season=4)
        assert made.point.tolist() == [expected[rival.name].tolist()]
        assert made.replaced.tolist() == [False]


@each_rival
@settings(max_examples=60)
@given(histories=HISTORIES, season=st.integers(1, 9), horizon=st.integers(1, 12))
def test_finite_wherever_a_value_was_observed(
    rival: Rival, histories: list[np.ndarray], season: int, horizon: int
) -> None:
    made = rival.forecast(series_set(*histories), horizon=horizon, season=season)
    seen = np.array([np.isfinite(history).any() for history in histories])
    assert made.point.shape == (len(histories), horizon)
    assert np.isfinite(made.point[seen]).all()
    assert np.isnan(made.point[~seen]).all()
    assert not made.replaced[~seen].any()


@each_rival
@settings(max_examples=30)
@given(histories=HISTORIES)
def test_a_series_is_forecast_as_if_alone(rival: Rival, histories: list[np.ndarray]) -> None:
    together = rival.forecast(series_set(*histories), horizon=4, season=3)
    for index, history in enumerate(histories):
        alone = rival.forecast(series_set(history), horizon=4, season=3)
        np.testing.assert_array_equal(alone.point[0], together.point[index])
        assert alone.replaced[0] == together.replaced[index]


def test_seasonal_naive_stands_in_for_what_is_no_number() -> None:
    (drifting,) = choose_rivals(["drift"])[1:]
    known = series_set([-1e308, 1e308], [1, 2])
    made = drifting.forecast(known, horizon=2, season=1)
    assert made.point.tolist() == [[1e308, 1e308], [3, 4]]
    assert made.replaced.tolist() == [True, False]


@each_rival
def test_it_can_be_sent_to_another_process(rival: Rival) -> None:
    assert pickle.loads(pickle.dumps(rival)) == rival
