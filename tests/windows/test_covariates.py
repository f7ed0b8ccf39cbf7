"""Windows read the covariates of the right steps: nothing that was not known, nothing else's."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN, with_covariates
from covariate_panels import DYNAMIC, SHAPE, STATIC, random_panel
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesSet
from lstmcast.windows.covariates import CovariateShape, RawCovariates, gather_covariates
from lstmcast.windows.folding import Fold
from lstmcast.windows.sampling import WindowShape

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

KNOWN = [place for place, column in enumerate(DYNAMIC) if column.when == "known"]
PAST = [place for place, column in enumerate(DYNAMIC) if column.when == "past"]
seeds = st.integers(0, 2**32 - 1)
folds = st.sampled_from([None, Fold(steps=5, bins=2), Fold(steps=12, bins=4)])


def window(lookback: int = 8, horizon: int = 4, fold: Fold | None = None) -> WindowShape:
    season = 4 if fold is None else fold.bins
    return WindowShape(
        lookback=lookback,
        horizon=horizon,
        season=season,
        lags=(season, 1),
        fold=fold,
        covariates=SHAPE,
    )


def gathered(
    data: SeriesSet,
    series: IntArray,
    cutoffs: IntArray,
    shape: WindowShape,
    *,
    ahead: int = 0,
    ends: IntArray | None = None,
) -> RawCovariates:
    raw = gather_covariates(data, series, cutoffs, shape, ahead=ahead, ends=ends)
    assert raw is not None
    return raw


def random_pairs(data: SeriesSet, seed: int, count: int = 6) -> tuple[IntArray, IntArray]:
    random = np.random.default_rng(seed)
    series = random.integers(0, len(data), count)
    return series, random.integers(0, data.lengths[series] + 1)


def assert_same(first: RawCovariates, second: RawCovariates, rows: object = slice(None)) -> None:
    for name in ("known", "past", "static"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name)[rows])


def cell(data: SeriesSet, series: int, step: int, place: int) -> float:
    assert data.covariates is not None
    rows = data.covariates.series(series)
    return float(rows[step, place]) if 0 <= step < len(rows) else NAN


def by_hand(
    data: SeriesSet, series: int, cutoff: int, shape: WindowShape, ahead: int, end: int
) -> tuple[FloatArray, FloatArray]:
    """Return the known and the past columns of one window, in steps, cell by cell."""
    steps = range(cutoff + ahead - shape.steps_back, cutoff + ahead + shape.steps_ahead)
    # Where the window moved back, steps before the cutoff are those so many steps earlier.
    moved = [step if step >= cutoff else step - (cutoff - end) for step in steps]
    known = [[cell(data, series, step, place) for place in KNOWN] for step in moved]
    past = [
        [cell(data, series, place_in, place) if step < cutoff else NAN for place in PAST]
        for step, place_in in zip(steps, moved, strict=True)
    ]
    return np.array(known), np.array(past)[: shape.steps_back]


def folded_by_hand(values: FloatArray, edges: IntArray, places: list[int]) -> FloatArray:
    """Return the bins of steps [N, K]; ``edges`` are those of the bins, and where the last ends."""
    bins = []
    for begin, end in zip(edges[:-1] - edges[0], edges[1:] - edges[0], strict=True):
        part = values[begin:end]
        observed = [column[~np.isnan(column)] for column in part.T]
        means = [each.mean() if len(each) else NAN for each in observed]
        codes = [DYNAMIC[place].levels is not None for place in places]
        bins.append(np.where(codes, part[0], means))
    return np.array(bins)


@given(
    lengths=st.lists(st.integers(0, 30), min_size=1, max_size=4),
    lookback=st.integers(1, 20),
    horizon=st.integers(1, 9),
    ahead=st.integers(0, 25),
    moved=st.booleans(),
    fold=folds,
    seed=seeds,
)
def test_gathers_what_a_loop_over_cells_finds(
    lengths: list[int],
    lookback: int,
    horizon: int,
    ahead: int,
    moved: bool,
    fold: Fold | None,
    seed: int,
) -> None:
    data = random_panel(*lengths, seed=seed)
    series, cutoffs = random_pairs(data, seed)
    shape = window(lookback, horizon, fold)
    ends = cutoffs - np.random.default_rng(seed).integers(0, 12, len(cutoffs)) * moved
    raw = gathered(data, series, cutoffs, shape, ahead=ahead, ends=ends if moved else None)
    assert data.covariates is not None
    for row in range(len(series)):
        where = (int(series[row]), int(cutoffs[row]))
        known, past = by_hand(data, *where, shape, ahead, int(ends[row]))
        if fold is not None:
            back = shape.steps_back
            behind, forth = fold.edges(-lookback, 0), fold.edges(0, horizon)
            known = np.concatenate(
                [
                    folded_by_hand(known[:back], behind, KNOWN),
                    folded_by_hand(known[back:], forth, KNOWN),
                ]
            )
            past = folded_by_hand(past, behind, PAST)
        np.testing.assert_allclose(raw.known[row], known, rtol=1e-12)
        np.testing.assert_allclose(raw.past[row], past, rtol=1e-12)
        np.testing.assert_array_equal(raw.static[row], data.covariates.attributes[series[row]])


@given(
    ahead=st.integers(0, 20),
    garbage=st.sampled_from([0.0, NAN, 1e300, 3.0]),
    fold=folds,
    seed=seeds,
)
def test_past_columns_are_not_seen_from_the_cutoff_on(
    ahead: int, garbage: float, fold: Fold | None, seed: int
) -> None:
    """Also where a test on the past knows what happened later."""
    data = random_panel(40, seed=seed)
    assert data.covariates is not None
    cutoff = int(np.random.default_rng(seed).integers(0, 40))
    values = data.covariates.values.copy()
    values[cutoff:, PAST] = garbage
    other = replace(data, covariates=replace(data.covariates, values=values))
    where = np.array([0]), np.array([cutoff]), window(fold=fold)
    assert_same(gathered(data, *where, ahead=ahead), gathered(other, *where, ahead=ahead))
    until = data.until(np.array([cutoff]))
    assert_same(gathered(data, *where, ahead=ahead), gathered(until, *where, ahead=ahead))


def test_the_last_value_before_the_cutoff_is_seen() -> None:
    data = random_panel(40, missing=0)
    assert data.covariates is not None
    where = np.array([0]), np.array([30]), window()
    before = gathered(data, *where)
    data.covariates.values[29] += 1
    after = gathered(data, *where)
    assert (np.argwhere(before.past != after.past)[:, 1] == 7).all()
    assert (np.argwhere(before.known != after.known)[:, 1] == 7).all()
    assert (after.past[:, 7] == before.past[:, 7] + 1).all()


@given(step=st.integers(0, 3), seed=seeds)
def test_a_future_value_is_seen_at_its_own_step_alone(step: int, seed: int) -> None:
    data = random_panel(40, 30, missing=0, seed=seed)
    assert data.covariates is not None
    where = np.array([0]), np.array([30]), window()
    before = gathered(data, *where)
    data.covariates.values[30 + step] += 1
    after = gathered(data, *where)
    np.testing.assert_array_equal(after.past, before.past)
    assert np.unique(np.argwhere(after.known != before.known)[:, 1]).tolist() == [8 + step]


@given(ahead=st.integers(0, 20), fold=folds, seed=seeds)
def test_other_series_do_not_matter(ahead: int, fold: Fold | None, seed: int) -> None:
    data = random_panel(25, 40, 3, 31, seed=seed)
    series, cutoffs = random_pairs(data, seed)
    together = gathered(data, series, cutoffs, window(fold=fold), ahead=ahead)
    order = np.random.default_rng(seed).permutation(4)
    shuffled = gathered(
        data.select(order), np.argsort(order)[series], cutoffs, window(fold=fold), ahead=ahead
    )
    assert_same(shuffled, together)
    for row in range(len(series)):
        alone = gathered(
            data.select(series[[row]]),
            np.array([0]),
            cutoffs[[row]],
            window(fold=fold),
            ahead=ahead,
        )
        assert_same(alone, together, rows=[row])


@given(blocks=st.integers(1, 4), fold=folds, seed=seeds)
def test_blocks_see_the_steps_that_they_forecast(blocks: int, fold: Fold | None, seed: int) -> None:
    """Rolled forward, a window knows ahead what one that begins there does, and no more."""
    data = random_panel(60, ahead=40, seed=seed)
    shape = window(fold=fold)
    zero, cutoff, ahead = np.array([0]), np.array([30]), blocks * shape.steps_ahead
    rolled = gathered(data, zero, cutoff, shape, ahead=ahead)
    later = gathered(data, zero, cutoff + ahead, shape)
    np.testing.assert_array_equal(rolled.known, later.known)
    until = gathered(data.until(cutoff), zero, cutoff + ahead, shape)
    np.testing.assert_array_equal(rolled.past, until.past)


def test_windows_without_covariates_have_none_whatever_the_data_have() -> None:
    shape = replace(window(), covariates=None)
    assert gather_covariates(random_panel(30), np.array([0]), np.array([20]), shape) is None


@pytest.mark.parametrize("kind", ["none", "fewer", "other roles", "other levels", "static"])
def test_columns_that_are_not_those_of_the_windows(kind: str) -> None:
    data = random_panel(30)
    known = data.covariates
    assert known is not None
    other = {
        "none": None,
        "fewer": replace(known, dynamic=known.dynamic[:-1], values=known.values[:, :-1]),
        "other roles": replace(known, dynamic=(known.dynamic[1], known.dynamic[0], *DYNAMIC[2:])),
        "other levels": replace(
            known,
            dynamic=tuple(
                replace(column, levels=column.levels and column.levels[:2])
                for column in known.dynamic
            ),
        ),
        "static": replace(known, static=known.static[:1], attributes=known.attributes[:, :1]),
    }[kind]
    with pytest.raises(ValueError, match="not those of the windows"):
        gather_covariates(replace(data, covariates=other), np.array([0]), np.array([20]), window())


def test_static_columns_alone() -> None:
    data = random_panel(30, 20, missing=0)
    assert data.covariates is not None
    rows = [np.empty((30, 0)), np.empty((20, 0))]
    bare = with_covariates(data, STATIC, rows, data.covariates.attributes)
    shape = replace(window(), covariates=CovariateShape(dynamic=(), static=SHAPE.static))
    raw = gathered(bare, np.array([1, 0]), np.array([20, 30]), shape)
    assert raw.known.shape == (2, 12, 0)
    assert raw.past.shape == (2, 8, 0)
    np.testing.assert_array_equal(raw.static, data.covariates.attributes[::-1])


def test_gathering_leaves_the_data_alone() -> None:
    data = random_panel(30)
    assert data.covariates is not None
    kept = data.covariates.values.copy()
    gathered(data, np.array([0]), np.array([20]), window(), ahead=4)
    np.testing.assert_array_equal(data.covariates.values, kept)


def test_batches_cost_no_more_than_their_windows() -> None:
    import tracemalloc

    steps = 500_000
    columns = tuple(Column(name=name, when="known") for name in "ab")
    data = with_covariates(random_panel(1), columns, [np.zeros((steps, 2))])
    data = dataclasses.replace(data, values=np.zeros(steps), offsets=np.array([0, steps]))
    shape = replace(
        window(64, 8), covariates=CovariateShape(dynamic=SHAPE.dynamic[:1] * 2, static=())
    )
    tracemalloc.start()
    gathered(data, np.zeros(32, dtype=np.int64), np.arange(1000, 1032), shape)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 500_000
