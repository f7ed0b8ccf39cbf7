"""Unfolding shows what bins cannot: the pattern, the noise and the newest step."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from builders import NAN
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lstmcast.windows.folding import Fold, fold_future, fold_past
from lstmcast.windows.unfolding import FloatArray, unfold

PROBABILITIES = (0.1, 0.5, 0.9)
folds = st.integers(2, 60).flatmap(
    lambda steps: st.integers(1, steps - 1).map(lambda bins: Fold(steps=steps, bins=bins))
)


def unfolded(past: FloatArray, made: FloatArray, fold: Fold) -> FloatArray:
    """Unfold quantiles with nine bins of past."""
    return unfold(made, past, fold_past(past, fold, 9), fold, PROBABILITIES)


def drawn(seed: int, fold: Fold, rows: int = 4) -> tuple[FloatArray, FloatArray]:
    """Return nine bins of past with gaps, and quantiles of five bins."""
    random = np.random.default_rng(seed)
    past = random.normal(size=(rows, fold.steps_back(9)))
    past[random.random(past.shape) < 0.1] = NAN
    return past, np.sort(random.normal(size=(rows, 5, 3)), axis=-1)


@settings(deadline=None)
@given(
    fold=folds,
    seed=st.integers(0, 2**31),
    factor=st.sampled_from([1e-6, 0.5, 3.0, 1e6]),
    shift=st.floats(-100, 100),
)
@example(fold=Fold(steps=19, bins=7), seed=7, factor=0.5, shift=1.0)  # one pair to learn from
def test_unfolding_follows_scale_and_shift(
    fold: Fold, seed: int, factor: float, shift: float
) -> None:
    past, made = drawn(seed, fold)
    moved = unfolded(past * factor + shift, made * factor + shift, fold)
    expected = unfolded(past, made, fold) * factor + shift
    np.testing.assert_allclose(moved, expected, rtol=1e-6, atol=1e-6 * factor + 1e-12 * abs(shift))


@settings(deadline=None)
@given(fold=folds, seed=st.integers(0, 2**31))
def test_rows_ignore_each_other_and_quantiles_do_not_cross(fold: Fold, seed: int) -> None:
    past, made = drawn(seed, fold, rows=5)
    together = unfolded(past, made, fold)
    assert together.shape == (5, fold.steps_ahead(5), 3)
    assert np.isfinite(together).all()
    assert (np.diff(together, axis=-1) >= 0).all()
    for row in range(5):
        alone = unfolded(past[[row]], made[[row]], fold)
        np.testing.assert_array_equal(alone[0], together[row])
    backwards = unfolded(past[::-1].copy(), made[::-1].copy(), fold)
    np.testing.assert_array_equal(backwards[::-1], together)


def test_a_straight_line_stays_one() -> None:
    fold = Fold(steps=4, bins=2)
    steps = np.arange(-18.0, 10.0)[None]
    made = np.repeat(fold_future(steps[:, 18:], fold, 5)[..., None], 3, axis=-1)
    line = unfolded(steps[:, :18], made, fold)
    np.testing.assert_allclose(line[0, :, 1], steps[0, 18:], atol=1e-12)
    np.testing.assert_allclose(line[0, :, 2], line[0, :, 1], atol=1e-6)


def test_what_recurs_inside_of_a_bin_is_shown_and_certain() -> None:
    fold = Fold(steps=6, bins=3)
    past = np.tile([1.0, -1.0, 1.0, -1.0, 3.0, -3.0], 3)[None]
    made = np.zeros((1, 6, 3))
    found = unfolded(past, made, fold)
    np.testing.assert_allclose(found[0, :, 1], np.tile(past[0, :6], 2), atol=1e-12)
    np.testing.assert_allclose(found[0, :, 0], found[0, :, 2], atol=1e-12)


def test_noise_widens_the_interval_and_makes_no_pattern() -> None:
    fold = Fold(steps=8, bins=2)
    random = np.random.default_rng(1)
    past = random.normal(size=(300, fold.steps_back(40)))
    made = np.zeros((300, 2, 3))
    seen = fold_past(past, fold, 40)
    seen[:, -1] = 0.0  # where the line begins
    found = unfold(made, past, seen, fold, PROBABILITIES)
    half = (found[..., 2] - found[..., 0]) / 2 / NormalDist().inv_cdf(0.9)
    assert 0.8 < half.mean() < 1.1
    assert np.abs(found[..., 1]).mean() < 0.1  # the mean of 20 would be 0.18


def test_of_a_single_season_nothing_is_believed() -> None:
    fold = Fold(steps=6, bins=3)
    past = np.full((1, 18), NAN)
    past[0, -6:] = [1.0, -1.0, 1.0, -1.0, 3.0, -3.0]
    found = unfolded(past, np.zeros((1, 3, 3)), fold)
    np.testing.assert_allclose(found[0, :, 1], 0.0, atol=1e-12)
    assert (found[0, :, 2] > 1).all()


@settings(deadline=None)
@given(fold=folds, seed=st.integers(0, 2**31), seasons=st.integers(3, 5), ahead=st.integers(1, 70))
def test_what_is_periodic_stays_so_if_its_bins_are_right(
    fold: Fold, seed: int, seasons: int, ahead: int
) -> None:
    """At both ends of the forecast as well, wherever in a season it ends."""
    season = np.random.default_rng(seed).normal(size=fold.steps)
    bins = seasons * fold.bins
    past = np.tile(season, seasons)[None]
    future = np.resize(season, fold.steps_ahead(ahead))[None]
    made = np.repeat(fold_future(future, fold, ahead)[..., None], 3, axis=-1)
    found = unfold(made, past, fold_past(past, fold, bins), fold, PROBABILITIES)
    np.testing.assert_allclose(found[0], np.repeat(future[0][:, None], 3, axis=1), atol=1e-6)


def walks(share: float, seed: int = 3) -> FloatArray:
    """Return 200 series of 40 bins and 2 more; ``share`` of each step is left in the next."""
    noise = np.random.default_rng(seed).normal(size=(200, 42 * 12))
    made = noise.copy()
    for step in range(1, made.shape[1]):
        made[:, step] = share * made[:, step - 1] + noise[:, step]
    return made


def persistent_forecast(values: FloatArray, fold: Fold) -> FloatArray:
    """Unfold the mean of the last bin, which is all that bins say of a walk."""
    past = values[:, : 40 * 12]
    seen = fold_past(past, fold, 40)
    made = seen[:, -1:, None] + np.array([-9.0, 0.0, 9.0])
    return unfold(made.repeat(2, axis=1), past, seen, fold, PROBABILITIES)


def test_a_walk_goes_on_from_its_newest_step() -> None:
    values, fold = walks(1.0), Fold(steps=96, bins=8)
    found, truth = persistent_forecast(values, fold), values[:, 480:]
    best = np.abs(values[:, 479:480] - truth)
    error = np.abs(found[..., 1] - truth)
    assert error[:, 0].mean() < 1.1 * best[:, 0].mean()
    assert error[:, :6].mean() < 1.15 * best[:, :6].mean()
    inside = (found[..., 0] <= truth) & (truth <= found[..., 2])
    for step in (0, 2, 5, 11):
        assert 0.7 < inside[:, step].mean() < 0.9
    widths = (found[..., 2] - found[..., 0]).mean(axis=0)
    assert (np.diff(widths[:12]) > 0).all()
    assert widths[-1] <= np.hypot(18, 2.6 * 3)


def test_of_noise_nothing_is_carried() -> None:
    values, fold = walks(0.0), Fold(steps=96, bins=8)
    found = persistent_forecast(values, fold)
    line = found[:, :6, 1] - fold_past(values[:, :480], fold, 40)[:, -1:]
    carried = np.corrcoef(line[:, 0], values[:, 479])[0, 1]
    assert np.abs(line).mean() < 0.25
    assert abs(carried) < 0.5


def test_a_gap_before_the_cutoff_makes_the_newest_step_older() -> None:
    values, fold = walks(0.9)[:1], Fold(steps=96, bins=8)
    values[0, 477:480] = NAN
    moved = values.copy()
    moved[0, 476] += 12.0
    seen, other = (persistent_forecast(each, fold)[0, :, 1] for each in (values, moved))
    change = other - seen
    assert change[0] > change[5] > change[11] > 0
    past = values[:, :480].copy()
    past[0, 468:] = NAN  # the whole of the last bin
    made = np.zeros((1, 2, 3))
    found = unfold(made, past, fold_past(past, fold, 40), fold, PROBABILITIES)
    np.testing.assert_allclose(found[0, :12, 1] - found[0, 0, 1], 0.0, atol=2.0)


@pytest.mark.parametrize("bins", [2, 3])
def test_a_past_inside_of_one_bin_has_noise(bins: int) -> None:
    fold = Fold(steps=24, bins=2)
    past = np.full((1, 12 * bins), NAN)
    past[0, -6:] = [1.0, 3.0, 2.0, 4.0, 1.0, 1.0]
    seen = fold_past(past, fold, bins)
    found = unfold(np.full((1, 2, 3), 2.0), past, seen, fold, PROBABILITIES)
    half = (found[..., 2] - found[..., 0]) / 2
    np.testing.assert_allclose(half, NormalDist().inv_cdf(0.9) * past[0, -6:].std(), rtol=1e-9)
