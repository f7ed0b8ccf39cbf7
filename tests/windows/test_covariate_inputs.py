"""What networks see of covariates: scaled by the past alone, zero and unseen where missing."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN
from covariate_panels import BY_WINDOW, SHAPE, random_panel
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.series import SeriesSet
from lstmcast.windows.covariate_inputs import CovariateInputs
from lstmcast.windows.covariates import (
    ColumnShape,
    CovariateScale,
    CovariateShape,
    RawCovariates,
    gather_covariates,
)
from lstmcast.windows.folding import Fold
from lstmcast.windows.sampling import Inputs, WindowShape, gather, gather_past, prepare
from lstmcast.windows.scaling import CLIP

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

L, H = 12, 5
WINDOW = WindowShape(lookback=L, horizon=H, season=4, lags=(4, 6, 1), covariates=SHAPE)
FOLDED = replace(WINDOW, fold=Fold(steps=7, bins=4))
PRICES = CovariateShape(dynamic=(ColumnShape(when="known", scale=BY_WINDOW),), static=())
NAMES = tuple(field.name for field in fields(CovariateInputs))
seeds = st.integers(0, 2**32 - 1)


def seen(
    data: SeriesSet, series: IntArray, cutoffs: IntArray, shape: WindowShape = WINDOW
) -> tuple[Inputs, CovariateInputs]:
    inputs = gather(data, series, cutoffs, shape).inputs
    assert inputs.covariates is not None
    return inputs, inputs.covariates


def of_prices(known: FloatArray, scale: CovariateScale = BY_WINDOW) -> CovariateInputs:
    """Return what is seen of one known column [B, L + H]."""
    column = ColumnShape(when="known", scale=scale)
    shape = replace(WINDOW, covariates=CovariateShape(dynamic=(column,), static=()))
    rows = len(known)
    raw = RawCovariates(
        known=known[..., None], past=np.empty((rows, L, 0)), static=np.empty((rows, 0))
    )
    inputs = prepare(np.random.default_rng(0).normal(size=(rows, L)), shape, covariates=raw)
    assert inputs.covariates is not None
    return inputs.covariates


def random_pairs(data: SeriesSet, seed: int, count: int = 8) -> tuple[IntArray, IntArray]:
    random = np.random.default_rng(seed)
    series = random.integers(0, len(data), count)
    return series, random.integers(0, data.lengths[series] + 1)


def scaled_by_hand(values: FloatArray, scale: CovariateScale, length: int) -> list[float]:
    """Return the numbers of one column of one window, those that are missing as zero."""
    centre, spread = scale.centre, scale.spread
    past = [value for value in values[:length] if not np.isnan(value)]
    if scale.local and past:
        centre = float(np.mean(past))
        own = max(float(np.std(past)), scale.floor * abs(centre))
        spread = own if own > 0 else spread
    made = [(value - centre) / spread for value in values]
    return [0.0 if np.isnan(each) else min(max(each, -CLIP), CLIP) for each in made]


def age_by_hand(observed: npt.NDArray[np.bool_]) -> list[float]:
    ages: list[float] = []
    for step in range(len(observed)):
        back = [step - other for other in range(step + 1) if observed[other]]
        ages.append(np.log1p(min(back)) / np.log1p(len(observed)) if back else 1.0)
    return ages


def numbers_and_codes(
    columns: tuple[ColumnShape, ...], values: FloatArray, length: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the scaled numbers, where they are seen, and the codes of one window [N, K]."""
    scaled, known, codes = [], [], []
    for column, each in zip(columns, values.T, strict=True):
        if column.scale is None:
            codes.append(np.nan_to_num(each))
        else:
            scaled.append(scaled_by_hand(each, column.scale, length))
            known.append(~np.isnan(each))
    steps = len(values)
    return tuple(np.reshape(each, (-1, steps)).T for each in (scaled, known, codes))


@given(
    lengths=st.lists(st.integers(1, 40), min_size=1, max_size=4),
    shape=st.sampled_from([WINDOW, FOLDED]),
    missing=st.sampled_from([0.0, 0.2, 0.9]),
    seed=seeds,
)
def test_every_window_is_scaled_as_a_loop_over_it_does(
    lengths: list[int], shape: WindowShape, missing: float, seed: int
) -> None:
    data = random_panel(*lengths, missing=missing, seed=seed)
    pairs = random_pairs(data, seed)
    raw = gather_covariates(data, *pairs, shape)
    inputs, found = seen(data, *pairs, shape)
    assert raw is not None
    for row in range(len(found.lag)):
        for columns, values, length, names in (
            (SHAPE.known, raw.known[row], L, ("ahead", "ahead_seen", "ahead_codes")),
            (SHAPE.past, raw.past[row], L, ("behind", "behind_seen", "behind_codes")),
            (SHAPE.static, raw.static[[row]], 1, ("static", "static_seen", "static_codes")),
        ):
            for name, expected in zip(
                names, numbers_and_codes(columns, values, length), strict=True
            ):
                made = np.atleast_2d(getattr(found, name)[row])[:, : expected.shape[1]]
                np.testing.assert_allclose(made, expected, rtol=1e-5, atol=1e-6)
        observed = [inputs.observed[row] > 0, *(found.behind_seen[row].T > 0)]
        ages = np.array([age_by_hand(each) for each in observed]).T
        np.testing.assert_allclose(found.age[row], ages, rtol=1e-6)


@given(
    seed=seeds, missing=st.sampled_from([0.0, 0.3, 0.8]), shape=st.sampled_from([WINDOW, FOLDED])
)
def test_the_source_is_where_the_baseline_comes_from(
    seed: int, missing: float, shape: WindowShape
) -> None:
    data = random_panel(40, 13, 5, missing=missing, seed=seed)
    series, cutoffs = random_pairs(data, seed)
    inputs, found = seen(data, series, cutoffs, shape)
    assert ((found.source >= 0) & (found.source < L)).all()
    for row in np.flatnonzero(inputs.observed.any(axis=1)):
        assert inputs.observed[row, found.source[row]].all()
        past = shape.fold_past(gather_past(data, series[[row]], cutoffs[[row]], shape.steps_back))
        repeated = inputs.scale.restore(inputs.baseline.astype(np.float64))[row]
        spread = float(inputs.scale.spread[row])
        if spread:
            np.testing.assert_allclose(past[0, found.source[row]], repeated, atol=1e-5 * spread)
        if not missing and cutoffs[row] >= shape.steps_back:
            assert found.lag[row] in (4, 6)
            expected = L - found.lag[row] + np.arange(H) % found.lag[row]
            np.testing.assert_array_equal(found.source[row], expected)


def test_without_any_value_the_first_step_is_the_source() -> None:
    data = random_panel(30)
    data.values[:] = NAN
    _, found = seen(data, np.array([0]), np.array([20]))
    assert (found.source == 0).all()
    assert (found.age[..., 0] == 1).all()


@given(step=st.integers(0, H - 1), seed=seeds)
def test_a_known_value_at_a_step_changes_that_step_alone(step: int, seed: int) -> None:
    data = random_panel(40, 30, seed=seed)
    assert data.covariates is not None
    where = np.array([0]), np.array([30])
    _, before = seen(data, *where)
    values = data.covariates.values.copy()
    values[30 + step] = np.nan_to_num(values[30 + step], nan=7) + 1
    values[30 + step, [2, 4]] = 2  # a category
    other = replace(data, covariates=replace(data.covariates, values=values))
    _, after = seen(other, *where)
    for name in NAMES:
        changed = np.argwhere(getattr(before, name) != getattr(after, name))
        if name.startswith("ahead"):
            assert set(changed[:, 1]) <= {L + step}
        else:
            assert not len(changed)
    assert not np.array_equal(before.ahead[:, L + step], after.ahead[:, L + step])


@given(garbage=st.sampled_from([0.0, NAN, 1e300, 3.0]), seed=seeds)
def test_nothing_later_of_a_past_column_is_seen(garbage: float, seed: int) -> None:
    data = random_panel(40, seed=seed)
    assert data.covariates is not None
    values = data.covariates.values.copy()
    values[25:, [1, 4, 5]] = garbage
    other = replace(data, covariates=replace(data.covariates, values=values))
    where = np.array([0]), np.array([25])
    for shape in (WINDOW, FOLDED):
        before, after = seen(data, *where, shape)[1], seen(other, *where, shape)[1]
        for name in NAMES:
            np.testing.assert_array_equal(getattr(before, name), getattr(after, name))


@given(seed=seeds, shape=st.sampled_from([WINDOW, FOLDED]))
def test_a_window_is_the_same_alone_to_the_bit(seed: int, shape: WindowShape) -> None:
    data = random_panel(25, 40, 3, 31, seed=seed)
    series, cutoffs = random_pairs(data, seed)
    _, together = seen(data, series, cutoffs, shape)
    for row in range(len(series)):
        alone = seen(data.select(series[[row]]), np.array([0]), cutoffs[[row]], shape)[1]
        for name in NAMES:
            assert getattr(alone, name).tobytes() == getattr(together, name)[[row]].tobytes(), name


@given(power=st.integers(-20, 20), seed=seeds)
def test_the_unit_of_a_local_column_does_not_matter(power: int, seed: int) -> None:
    """Powers of two, in which there is no rounding: the very same bits."""
    random = np.random.default_rng(seed)
    prices = 50 + random.normal(size=(5, L + H)).cumsum(axis=1)
    prices[0] = 3.0  # never moves
    prices[random.random(prices.shape) < 0.2] = NAN
    np.testing.assert_array_equal(of_prices(prices).ahead, of_prices(2.0**power * prices).ahead)


@given(shift=st.floats(-1e4, 1e4), factor=st.floats(1e-3, 1e3), seed=seeds)
def test_the_level_of_a_local_column_that_moves_does_not_matter(
    shift: float, factor: float, seed: int
) -> None:
    moving = np.random.default_rng(seed).normal(size=(5, L + H))
    scale = replace(BY_WINDOW, floor=0.0)
    plain, moved = of_prices(moving, scale), of_prices(factor * (moving + shift), scale)
    np.testing.assert_allclose(moved.ahead, plain.ahead, atol=1e-5)


def test_a_price_that_never_moved_moves_in_usual_steps() -> None:
    prices = np.full((2, L + H), 20.0)
    prices[:, L:] = 22.0
    prices[1] *= 100
    ahead = of_prices(prices).ahead[..., 0]
    np.testing.assert_array_equal(ahead[:, :L], 0)
    np.testing.assert_allclose(ahead[:, L:], 0.1 / BY_WINDOW.floor, rtol=1e-6)


def test_a_local_column_without_a_past_is_scaled_as_in_training() -> None:
    prices = np.full((2, L + H), NAN)
    prices[:, L:] = 9.0
    prices[1, :L] = 0.0  # no size either
    ahead = of_prices(prices).ahead[:, L:, 0]
    np.testing.assert_allclose(ahead[0], (9 - BY_WINDOW.centre) / BY_WINDOW.spread)
    np.testing.assert_allclose(ahead[1], 9 / BY_WINDOW.spread)


def test_what_is_far_out_is_clipped_and_what_is_not_finite_is_missing() -> None:
    known = np.zeros((1, L + H))
    known[0, :4] = 1e308, -1e308, np.inf, NAN
    for scale in (BY_WINDOW, replace(BY_WINDOW, local=False)):
        found = of_prices(known, scale)
        assert np.isfinite(found.ahead).all()
        assert np.abs(found.ahead).max() <= CLIP
        assert found.ahead_seen[0, :4, 0].tolist() == [1, 1, 0, 0]


def test_types_are_what_networks_take() -> None:
    data = random_panel(30, 20)
    for shape in (WINDOW, FOLDED):
        _, found = seen(data, np.array([0, 1]), np.array([20, 3]), shape)
        shapes = {
            "ahead": (2, L + H, 3), "ahead_seen": (2, L + H, 3), "ahead_codes": (2, L + H, 1),
            "behind": (2, L, 2), "behind_seen": (2, L, 2), "behind_codes": (2, L, 1),
            "age": (2, L, 3), "static": (2, 1), "static_seen": (2, 1), "static_codes": (2, 1),
            "source": (2, H), "lag": (2,),
        }  # fmt: skip
        assert {name: getattr(found, name).shape for name in NAMES} == shapes
        for name in NAMES:
            whole = name.endswith("codes") or name in {"source", "lag"}
            assert getattr(found, name).dtype == (np.int64 if whole else np.float32), name
            assert np.isfinite(getattr(found, name)).all()


def test_rows_are_views_for_slices_and_copies_for_indices() -> None:
    data = random_panel(30, 20)
    pairs = random_pairs(data, 3)
    inputs, found = seen(data, *pairs)
    windows = gather(data, *pairs, WINDOW)
    for part, shared in ((slice(2, 5), True), (np.array([4, 0]), False)):
        some = inputs.rows(part).covariates
        assert some is not None
        assert np.shares_memory(some.ahead, found.ahead) == shared
        for name in NAMES:
            np.testing.assert_array_equal(getattr(some, name), getattr(found, name)[part])
    some = windows.rows(slice(1, 3)).inputs.covariates
    assert some is not None
    np.testing.assert_array_equal(some.ahead, found.ahead[1:3])


@pytest.mark.parametrize("shape", [WINDOW, FOLDED], ids=["steps", "bins"])
def test_what_is_seen_of_the_target_stays_the_same(shape: WindowShape) -> None:
    data = random_panel(40, 13)
    pairs = random_pairs(data, 0)
    with_them = gather(data, *pairs, shape)
    without = gather(data, *pairs, replace(shape, covariates=None))
    assert without.inputs.covariates is None
    assert without.inputs.rows(slice(2)).covariates is None
    for name in ("past", "observed", "baseline", "changes", "pace"):
        np.testing.assert_array_equal(
            getattr(with_them.inputs, name), getattr(without.inputs, name)
        )
    np.testing.assert_array_equal(with_them.target, without.target)
