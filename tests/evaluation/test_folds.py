"""Cutoffs of a backtest: in order, apart by the step, and never without history or a future."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.evaluation.folds import plan_folds


def test_one_series_is_cut_from_its_end_backwards() -> None:
    folds = plan_folds(np.array([100]), np.array([7]), horizon=10, step=10, windows=3)
    assert [fold.cutoffs.tolist() for fold in folds] == [[70], [80], [90]]
    assert [fold.number for fold in folds] == [0, 1, 2]


def test_steps_may_be_shorter_or_longer_than_the_horizon() -> None:
    folds = plan_folds(np.array([100]), np.array([0]), horizon=10, step=1, windows=3)
    assert [fold.cutoffs.tolist() for fold in folds] == [[88], [89], [90]]


def test_windows_that_do_not_fit_are_left_out() -> None:
    folds = plan_folds(np.array([35]), np.array([0]), horizon=10, step=10, windows=5)
    assert [fold.cutoffs.tolist() for fold in folds] == [[15], [25]]
    assert plan_folds(np.array([20]), np.array([0]), horizon=10, step=10, windows=5) == ()


def test_series_that_end_together_are_cut_at_one_time() -> None:
    """The one that ended long ago is known by then, and has no future to be forecast."""
    lengths, starts = np.array([60, 40, 20]), np.array([0, 20, 0])
    (fold,) = plan_folds(lengths, starts, horizon=6, step=6, windows=1)
    assert fold.series.tolist() == [0, 1]
    assert fold.ends.tolist() == [54, 34, 20]
    assert len(set((starts + fold.ends)[fold.series])) == 1


def test_series_that_end_anywhere_are_cut_each_by_itself() -> None:
    lengths, starts = np.array([60, 40, 50]), np.array([0, 200, 400])
    (fold,) = plan_folds(lengths, starts, horizon=6, step=6, windows=1)
    assert fold.ends.tolist() == [54, 34, 44]


@given(
    shapes=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 90)), min_size=1, max_size=6),
    horizon=st.integers(1, 12),
    step=st.integers(1, 12),
    windows=st.integers(1, 6),
    earlier=st.integers(0, 1000),
)
def test_every_fold_has_a_past_and_a_future(
    shapes: list[tuple[int, int]], horizon: int, step: int, windows: int, earlier: int
) -> None:
    lengths, starts = np.array(shapes).T
    folds = plan_folds(lengths, starts, horizon=horizon, step=step, windows=windows)
    moved = plan_folds(lengths, starts - earlier, horizon=horizon, step=step, windows=windows)
    assert [fold.ends.tolist() for fold in moved] == [fold.ends.tolist() for fold in folds]
    assert len(folds) <= windows
    assert [fold.number for fold in folds] == list(range(len(folds)))
    for fold in folds:
        assert len(fold.series)
        assert (fold.cutoffs > horizon).all()
        assert (fold.cutoffs < lengths[fold.series]).all()
        assert (fold.ends >= 0).all()
        assert (fold.ends <= lengths).all()
    for one, next_one in itertools.pairwise(folds):
        assert (one.ends <= next_one.ends).all()
