"""Windows read the right steps of the right series, and nothing from the cutoff on."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN, series_set
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.windows.sampling import (
    CutoffPool,
    Inputs,
    WindowShape,
    gather,
    gather_future,
    gather_past,
    normalise_windows,
    prepare,
)
from lstmcast.windows.scaling import CLIP

IntArray = npt.NDArray[np.int64]

lengths = st.lists(st.integers(0, 30), min_size=1, max_size=5)
seeds = st.integers(0, 2**32 - 1)


def random_values(length: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
    values = random.normal(size=length)
    values[random.random(length) < 0.2] = NAN
    return values


def assert_same_inputs(first: Inputs, second: Inputs) -> None:
    for name in ("past", "observed", "baseline", "changes", "pace"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    np.testing.assert_array_equal(first.scale.centre, second.scale.centre)
    np.testing.assert_array_equal(first.scale.spread, second.scale.spread)


@given(lengths=lengths, lookback=st.integers(1, 40), horizon=st.integers(1, 12), seed=seeds)
def test_gathers_what_slices_of_one_series_hold(
    lengths: list[int], lookback: int, horizon: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    each = [random_values(length, random) for length in lengths]
    data = series_set(*each, [1.0])  # one more: an index beyond the values must not matter
    series = random.integers(0, len(each), size=8)
    cutoffs = np.array([random.integers(0, len(each[index]) + 1) for index in series])
    past = gather_past(data, series, cutoffs, lookback)
    future = gather_future(data, series, cutoffs, horizon)
    for row, (index, cutoff) in enumerate(zip(series, cutoffs, strict=True)):
        before = np.concatenate([np.full(lookback, NAN), each[index][:cutoff]])[-lookback:]
        after = np.concatenate([each[index][cutoff:], np.full(horizon, NAN)])[:horizon]
        np.testing.assert_array_equal(past[row], before)
        np.testing.assert_array_equal(future[row], after)


@given(length=st.integers(1, 30), lookback=st.integers(1, 40), seed=seeds)
def test_no_window_reads_a_neighbour(length: int, lookback: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    middle = random_values(length, random)
    shape = WindowShape(lookback=lookback, horizon=12, season=4, lags=(4,))
    cutoffs = np.arange(length + 1)
    series = np.ones_like(cutoffs)
    quiet = gather(series_set(np.zeros(9), middle, np.zeros(50)), series, cutoffs, shape)
    loud = gather(series_set(np.full(9, 1e9), middle, np.full(50, -1e9)), series, cutoffs, shape)
    assert_same_inputs(quiet.inputs, loud.inputs)
    np.testing.assert_array_equal(quiet.target, loud.target)
    np.testing.assert_array_equal(quiet.target_observed, loud.target_observed)


@given(
    length=st.integers(2, 40),
    lookback=st.integers(1, 40),
    season=st.integers(1, 15),
    garbage=st.sampled_from([0.0, NAN, 1e300, -1e300, float("inf")]),
    seed=seeds,
)
def test_nothing_from_the_cutoff_on_reaches_the_inputs(
    length: int, lookback: int, season: int, garbage: float, seed: int
) -> None:
    random = np.random.default_rng(seed)
    values = random_values(length, random)
    cutoff = int(random.integers(0, length))
    shape = WindowShape(lookback=lookback, horizon=5, season=season, lags=(season, 1))
    where = np.array([0]), np.array([cutoff])
    changed = values.copy()
    changed[cutoff:] = garbage
    assert_same_inputs(
        prepare(gather_past(series_set(values), *where, lookback), shape),
        prepare(gather_past(series_set(changed), *where, lookback), shape),
    )
    assert_same_inputs(
        gather(series_set(values), *where, shape).inputs,
        gather(series_set(changed), *where, shape).inputs,
    )


def test_the_last_value_before_the_cutoff_does_reach_the_inputs() -> None:
    values = np.arange(10.0)
    shape = WindowShape(lookback=4, horizon=2, season=1, lags=(1,))
    where = np.array([0]), np.array([6])
    plain = gather(series_set(values), *where, shape)
    values[5] = 100.0
    assert not np.array_equal(
        gather(series_set(values), *where, shape).inputs.past, plain.inputs.past
    )


def test_short_series_are_padded_on_the_left() -> None:
    shape = WindowShape(lookback=6, horizon=3, season=1, lags=(1,))
    windows = gather(series_set([1.0, NAN, 3.0, 5.0]), np.array([0]), np.array([3]), shape)
    assert windows.inputs.observed.tolist() == [[0, 0, 0, 1, 0, 1]]
    assert windows.inputs.past.tolist() == [[0, 0, 0, -2, 0, 0]]  # centre 3, spread 1
    assert windows.target.tolist() == [[2, 0, 0]]
    assert windows.target_observed.tolist() == [[1, 0, 0]]


def test_targets_of_flat_windows_do_not_count() -> None:
    data = series_set([4.0, 4.0, 4.0, 4.0, 9.0])
    shape = WindowShape(lookback=4, horizon=1, season=1, lags=(1,))
    windows = gather(data, np.array([0]), np.array([4]), shape)
    assert windows.target_observed.tolist() == [[0]]
    assert windows.target.tolist() == [[0]]


def test_targets_are_clipped_at_twice_the_range_of_inputs() -> None:
    data = series_set([0.0, 2.0, 0.0, 2.0, 1e9, -1e9, 21.0])
    shape = WindowShape(lookback=4, horizon=3, season=2, lags=(2,))
    windows = gather(data, np.array([0]), np.array([4]), shape)
    assert windows.target.tolist() == [[2 * CLIP, -2 * CLIP, 20]]


def test_arrays_are_single_precision_and_never_nan() -> None:
    data = series_set([NAN, 1.0, NAN, 3.0, NAN])
    shape = WindowShape(lookback=9, horizon=4, season=3, lags=(3,))
    windows = gather(data, np.zeros(6, dtype=np.int64), np.arange(6), shape)
    named = {field.name for field in dataclasses.fields(Inputs)} - {"scale", "covariates"}
    for array in [getattr(windows.inputs, name) for name in named] + [windows.target]:
        assert array.dtype == np.float32
        assert np.isfinite(array).all()
    assert len(windows.inputs) == 6


def test_windows_are_normalised_alike_wherever_they_come_from() -> None:
    """Synthetic windows are never in a panel, and must look the same to the network."""
    data = series_set(random_values(60, np.random.default_rng(0)))
    shape = WindowShape(lookback=12, horizon=5, season=4, lags=(4, 1))
    where = np.zeros(20, dtype=np.int64), np.arange(20, 40)
    gathered = gather(data, *where, shape)
    made = normalise_windows(gather_past(data, *where, 12), gather_future(data, *where, 5), shape)
    assert_same_inputs(made.inputs, gathered.inputs)
    np.testing.assert_array_equal(made.target, gathered.target)
    np.testing.assert_array_equal(made.target_observed, gathered.target_observed)


@given(seed=seeds, lags=st.sampled_from([(1,), (4, 1), (6, 4, 1), (30, 4)]))
def test_a_window_is_the_same_beside_windows_with_gaps_and_without(
    seed: int, lags: tuple[int, ...]
) -> None:
    """Batches that miss nothing take a shorter way, which must lead to the very same bits."""
    random = np.random.default_rng(seed)
    shape = WindowShape(lookback=24, horizon=7, season=4, lags=lags)
    values = random.normal(size=(6, 31)).cumsum(axis=1)
    values[random.random(6) < 0.3] = 2.0
    gaps = np.where(random.random((2, 31)) < 0.4, NAN, values[:2])
    mixed = np.concatenate([gaps, values])
    whole = normalise_windows(values[:, :24], values[:, 24:], shape)
    beside = normalise_windows(mixed[:, :24], mixed[:, 24:], shape)
    for name in ("past", "observed", "baseline", "changes", "pace"):
        made, expected = getattr(beside.inputs, name)[2:], getattr(whole.inputs, name)
        assert made.tobytes() == expected.tobytes(), name
    assert beside.inputs.scale.centre[2:].tobytes() == whole.inputs.scale.centre.tobytes()
    assert beside.inputs.scale.spread[2:].tobytes() == whole.inputs.scale.spread.tobytes()
    assert beside.target[2:].tobytes() == whole.target.tobytes()


def test_changes_can_be_left_out() -> None:
    values = np.random.default_rng(0).normal(size=(3, 20))
    shape = WindowShape(lookback=16, horizon=4, season=4, lags=(4, 1))
    whole = normalise_windows(values[:, :16], values[:, 16:], shape)
    without = normalise_windows(values[:, :16], values[:, 16:], shape, changes=False)
    for name in ("past", "observed", "baseline"):
        np.testing.assert_array_equal(getattr(without.inputs, name), getattr(whole.inputs, name))
    np.testing.assert_array_equal(without.target, whole.target)
    assert (without.inputs.changes == 0).all()
    assert (without.inputs.pace == 1).all()
    assert (whole.inputs.changes != 0).any()


def test_preparing_leaves_the_values_alone() -> None:
    past = np.array([[1.0, 5.0, 2.0, 4.0], [3.0, 3.0, 3.0, 3.0]])
    future = np.array([[9.0, NAN], [1.0, 2.0]])
    kept = past.copy(), future.copy()
    normalise_windows(past, future, WindowShape(lookback=4, horizon=2, season=2, lags=(2, 1)))
    np.testing.assert_array_equal(past, kept[0])
    np.testing.assert_array_equal(future, kept[1])


def test_a_target_is_measured_with_the_scale_of_its_own_past() -> None:
    past, future = np.array([[1.0, 3.0, 1.0, 3.0]]), np.array([[2.0, NAN, 5.0]])
    shape = WindowShape(lookback=4, horizon=3, season=2, lags=(2,))
    windows = normalise_windows(past, future, shape)
    assert windows.target.tolist() == [[0, 0, 3]]  # centre 2, spread 1
    assert windows.target_observed.tolist() == [[1, 0, 1]]
    far = normalise_windows(past, future + 1000, shape)
    assert_same_inputs(far.inputs, windows.inputs)


POOL = CutoffPool(first=np.array([5, 1, 7, 2, 9]), count=np.array([0, 3, 0, 5, 2]))


def test_pool_draws_every_window_equally_often() -> None:
    assert POOL.total == 10
    draws = 50_000
    series, cutoffs = POOL.draw(draws, np.random.default_rng(1))
    found, counts = np.unique(np.stack([series, cutoffs]), axis=1, return_counts=True)
    allowed = [(1, 1), (1, 2), (1, 3), *((3, cutoff) for cutoff in range(2, 7)), (4, 9), (4, 10)]
    assert list(zip(*found.tolist(), strict=True)) == allowed
    deviation = np.sqrt(draws * 0.1 * 0.9)
    assert np.abs(counts - draws / 10).max() < 5 * deviation


def test_pool_draws_alike_from_the_same_seed() -> None:
    first = POOL.draw(100, np.random.default_rng(7))
    np.testing.assert_array_equal(first, POOL.draw(100, np.random.default_rng(7)))
    assert not np.array_equal(first, POOL.draw(100, np.random.default_rng(8)))


@given(
    counts=st.lists(st.integers(0, 20), min_size=1, max_size=9).filter(any),
    size=st.integers(1, 50),
    seed=seeds,
)
def test_pool_stays_within_its_ranges(counts: list[int], size: int, seed: int) -> None:
    count = np.array(counts)
    pool = CutoffPool(first=np.arange(len(counts)) * 3, count=count)
    series, cutoffs = pool.draw(size, np.random.default_rng(seed))
    assert len(series) == len(cutoffs) == size
    assert (cutoffs >= pool.first[series]).all()
    assert (cutoffs < pool.first[series] + count[series]).all()


def test_sample_takes_each_window_once_where_all_fit() -> None:
    every = [(1, 1), (1, 2), (1, 3), *((3, cutoff) for cutoff in range(2, 7)), (4, 9), (4, 10)]
    for size in (10, 11, 500):
        series, cutoffs = POOL.sample(size, np.random.default_rng(0))
        assert list(zip(series.tolist(), cutoffs.tolist(), strict=True)) == every
    drawn = POOL.sample(9, np.random.default_rng(7))
    np.testing.assert_array_equal(drawn, POOL.draw(9, np.random.default_rng(7)))


def test_sample_of_an_empty_pool_is_empty() -> None:
    pool = CutoffPool(first=np.array([1, 1]), count=np.array([0, 0]))
    series, cutoffs = pool.sample(5, np.random.default_rng(0))
    assert len(series) == len(cutoffs) == 0


def test_batches_cost_no_more_than_their_windows() -> None:
    """Indices, not copies: a batch from a large array allocates little."""
    import tracemalloc

    data = series_set(np.arange(2_000_000.0))
    shape = WindowShape(lookback=64, horizon=8, season=1, lags=(1,))
    tracemalloc.start()
    gather(data, np.zeros(32, dtype=np.int64), np.arange(1000, 1032), shape)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 500_000


@pytest.mark.parametrize("cutoff", [0, 3])
def test_windows_at_the_ends_of_a_series(cutoff: int) -> None:
    data = series_set([1.0, 2.0, 4.0])
    where = np.array([0]), np.array([cutoff])
    assert np.isnan(gather_past(data, *where, 5)).sum() == 5 - cutoff
    assert np.isnan(gather_future(data, *where, 5)).sum() == 2 + cutoff
