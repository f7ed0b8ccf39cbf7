"""Splits are chronological for every series, whatever the lengths, as integers alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import TimeSeriesSplit

from lstmcast.windows.splits import plan_splits, training_cutoffs

IntArray = npt.NDArray[np.int64]

#: Ends so far apart that every series counts its own time.
SCATTERED = 100_000

#: Of two series, one alone is half: they always count as ending together.
panels = st.lists(st.integers(0, 400), max_size=12).filter(lambda lengths: len(lengths) != 2)
horizons = st.integers(1, 40)
seasons = st.integers(1, 60)


def scattered(lengths: Sequence[int]) -> IntArray:
    """Return starts of series that end at quite different times."""
    return np.arange(len(lengths)) * SCATTERED - np.array(lengths, dtype=np.int64)


def together(lengths: Sequence[int]) -> IntArray:
    """Return starts of series that all end at step 0."""
    return -np.array(lengths, dtype=np.int64)


@given(lengths=panels, horizon=horizons, season=seasons)
def test_parts_follow_one_another(lengths: list[int], horizon: int, season: int) -> None:
    every = np.array(lengths, dtype=np.int64)
    splits = plan_splits(every, scattered(lengths), horizon=horizon, season=season)
    holdout = dict(
        zip(splits.holdout_series.tolist(), splits.holdout_cutoffs.tolist(), strict=True)
    )
    assert splits.training_end.shape == every.shape
    for series, cutoff in holdout.items():
        assert cutoff + horizon == lengths[series]
        assert splits.training_end[series] <= cutoff
    for series, cutoff in zip(splits.validation_series, splits.validation_cutoffs, strict=True):
        assert splits.training_end[series] <= cutoff
        assert cutoff + horizon <= holdout[series]
        assert cutoff >= season + horizon


@given(lengths=panels, horizon=horizons, season=seasons)
def test_splits_are_integers_and_all_of_a_series_is_used(
    lengths: list[int], horizon: int, season: int
) -> None:
    every = np.array(lengths, dtype=np.int64)
    splits = plan_splits(every, scattered(lengths), horizon=horizon, season=season)
    for name in (
        "training_end",
        "before_holdout",
        "validation_series",
        "validation_cutoffs",
        "holdout_series",
        "holdout_cutoffs",
    ):
        assert getattr(splits, name).dtype == np.int64
    validated = set(splits.validation_series.tolist())
    held = set(splits.holdout_series.tolist())
    assert validated <= held
    assert held == {index for index, size in enumerate(lengths) if size >= season + 2 * horizon}
    for index, size in enumerate(lengths):
        cutoffs = splits.validation_cutoffs[splits.validation_series == index]
        assert (np.diff(cutoffs) > 0).all()
        end = size - horizon * (index in held)
        assert splits.training_end[index] == (cutoffs.min() if len(cutoffs) else end)
        if len(cutoffs):
            assert cutoffs.max() + horizon == end
            assert len(cutoffs) <= max(24, end // (10 * horizon))


@given(lengths=panels, ends=st.lists(st.integers(0, 60), min_size=12, max_size=12),
       horizon=horizons, season=seasons)  # fmt: skip
def test_no_series_looks_past_the_holdout_of_another(
    lengths: list[int], ends: list[int], horizon: int, season: int
) -> None:
    sizes = np.array(lengths, dtype=np.int64)
    starts = np.array(ends[: len(lengths)], dtype=np.int64) - sizes
    splits = plan_splits(sizes, starts, horizon=horizon, season=season)
    latest = max((starts + sizes).tolist(), default=0)
    current = starts + sizes > latest - horizon
    if 2 * current.sum() < len(lengths) or not len(splits.holdout_series):
        return
    if not current[splits.holdout_series].all():
        return  # the current ones are too short to be scored: each counts its own time
    first = (starts[splits.holdout_series] + splits.holdout_cutoffs).min()
    assert (splits.training_end <= splits.before_holdout).all()
    assert (starts + splits.before_holdout <= np.maximum(first, starts)).all()
    for series, cutoff in zip(splits.validation_series, splits.validation_cutoffs, strict=True):
        validated = starts[series] + cutoff
        assert validated + horizon <= first
        assert (starts + splits.training_end <= np.maximum(validated, starts)).all()


@pytest.mark.parametrize("earlier", [0, 900])
def test_series_that_ended_long_ago_are_not_scored(earlier: int) -> None:
    """Also where all of them ended before the step 0, which is in 1970."""
    lengths, ends = np.array([100, 100, 60]), np.array([500, 499, 400]) - earlier
    splits = plan_splits(lengths, ends - lengths, horizon=4, season=12)
    assert splits.holdout_series.tolist() == [0, 1]
    assert splits.before_holdout.tolist() == [95, 96, 60]  # step 495 for all


def test_at_most_4096_windows_evenly() -> None:
    lengths = np.full(5000, 100)
    splits = plan_splits(lengths, together(lengths), horizon=4, season=12)
    assert len(splits.validation_series) == len(splits.validation_cutoffs) == 4096
    assert (splits.validation_series[0], splits.validation_series[-1]) == (0, 4999)
    assert set(np.diff(splits.validation_series).tolist()) <= {0, 1, 2}


@given(lengths=panels, horizon=horizons, season=seasons)
def test_the_input_is_left_alone(lengths: list[int], horizon: int, season: int) -> None:
    every = np.array(lengths, dtype=np.int64)
    plan_splits(every, scattered(lengths), horizon=horizon, season=season)
    assert every.tolist() == lengths


@given(size=st.integers(80, 400), horizon=st.integers(1, 8), season=st.integers(1, 12))
def test_a_single_series_gets_enough_windows(size: int, horizon: int, season: int) -> None:
    splits = plan_splits(np.array([size]), together([size]), horizon=horizon, season=season)
    assert len(splits.validation_cutoffs) >= 8
    assert splits.training_end[0] >= 0.6 * (size - horizon) - horizon


@pytest.mark.parametrize(
    ("size", "series", "horizon", "windows"),
    [
        (20_024, 1, 24, 83),  # a tenth of the steps
        (50_024, 1, 24, 96),
        (50_024, 4, 24, 24),  # of each
        (50_024, 50, 24, 3),
        (5_024, 1, 24, 24),  # in the tenth there would be 20
    ],
)
def test_long_series_are_validated_in_more_windows_a_horizon_apart(
    size: int, series: int, horizon: int, windows: int
) -> None:
    sizes = [size] * series
    splits = plan_splits(np.array(sizes), together(sizes), horizon=horizon, season=24)
    cutoffs = splits.validation_cutoffs[splits.validation_series == 0]
    assert np.diff(cutoffs).tolist() == [horizon] * (windows - 1)
    assert splits.training_end[0] == size - horizon - windows * horizon


def test_many_series_need_three_windows_each() -> None:
    splits = plan_splits(np.full(50, 100), together([100] * 50), horizon=4, season=12)
    _, counts = np.unique(splits.validation_series, return_counts=True)
    assert counts.tolist() == [3] * 50
    assert splits.validation_cutoffs[:3].tolist() == [84, 88, 92]


@pytest.mark.parametrize(("size", "horizon"), [(400, 2), (240, 1), (1000, 5), (2000, 12)])
def test_equals_sklearns_time_series_split(size: int, horizon: int) -> None:
    """With room for folds that do not overlap, both schemes name the same test folds."""
    splits = plan_splits(np.array([size]), together([size]), horizon=horizon, season=4)
    steps = np.zeros((size, 1))
    ((_, held_out),) = list(TimeSeriesSplit(n_splits=2, test_size=horizon).split(steps))[1:]
    assert splits.holdout_cutoffs.tolist() == [held_out[0]]
    folds = TimeSeriesSplit(n_splits=24, test_size=horizon).split(steps[: held_out[0]])
    tests = [test for _, test in folds]
    assert splits.validation_cutoffs.tolist() == [test[0] for test in tests]
    assert all(len(test) == horizon for test in tests)


def test_nothing_is_split_off_a_series_that_is_too_short() -> None:
    splits = plan_splits(np.array([19, 20]), scattered([19, 20]), horizon=4, season=12)
    assert splits.holdout_series.tolist() == [1]
    assert splits.holdout_cutoffs.tolist() == [16]
    assert splits.validation_series.tolist() == []
    assert splits.training_end.tolist() == [19, 16]


@given(lengths=panels, horizon=horizons, season=seasons)
def test_training_cutoffs_leave_a_target_to_every_window(
    lengths: list[int], horizon: int, season: int
) -> None:
    every = np.array(lengths, dtype=np.int64)
    pool = training_cutoffs(every, horizon=horizon, season=season)
    for size, first, count in zip(lengths, pool.first, pool.count, strict=True):
        assert (count > 0) == (size >= 3)
        if count > 0:
            last = first + count - 1
            assert 1 <= first <= last < size
            assert last == max(size - horizon, size // 2)
            assert first == min(last, 2 * season)
