"""Forecasts that rest on other series: pools, likeness, borrowed pasts, and what comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from builders import NAN, random_weights, series_set, small_model, with_covariates
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstmcast.data.covariates import UNKNOWN, Column
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.inference.cold_start import newcomers as cold_start
from lstmcast.inference.cold_start.borrowing import Loans, borrow_past
from lstmcast.inference.cold_start.lending import (
    Lenders,
    count_observed,
    find_lenders,
    lend_all,
    lend_past,
)
from lstmcast.inference.cold_start.likeness import attribute_distances, choose_sharpness, kernel
from lstmcast.inference.cold_start.newcomers import few_values, forecast_newcomers
from lstmcast.inference.cold_start.placing import place_empty
from lstmcast.inference.cold_start.pooling import effective_members, pool, spread_levels
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import QUANTILES, ModelSpec
from lstmcast.prior.library import pretrained
from lstmcast.training.recipe import covariate_spec
from lstmcast.windows.covariates import ColumnShape, CovariateScale, CovariateShape
from lstmcast.windows.sampling import WindowShape

GROUP = Column(name="group", when="static", levels=("a", "b"))
SIZE = Column(name="size", when="static")
SEASON = 12


def together(*series: Sequence[float] | np.ndarray) -> SeriesSet:
    """Return monthly series that all end before step 100."""
    made = series_set(*series)
    return replace(made, starts=100 - made.lengths)


def with_attributes(data: SeriesSet, columns: Sequence[Column], rows: np.ndarray) -> SeriesSet:
    empty = [np.empty((length, 0)) for length in data.lengths.tolist()]
    return with_covariates(data, columns, empty, np.asarray(rows, dtype=np.float64))


def panel(count: int, *, seed: int = 0, steps: int = 60) -> list[np.ndarray]:
    """Return so many series with one season, levels of their own and a little noise."""
    random = np.random.default_rng(seed)
    shape = 1 + 0.4 * np.sin(2 * np.pi * np.arange(steps) / SEASON)
    levels = np.exp(random.normal(4, 0.5, (count, 1)))
    return list(levels * shape * np.exp(0.03 * random.normal(size=(count, steps))))


def small_ensemble() -> Ensemble:
    """Return a network of random weights and a season of twelve steps."""
    return small_model(ModelSpec(horizon=4, lookback=24, patch=4, hidden=6)).ensemble


def newcomers(data: SeriesSet, ensemble: Ensemble | None = None) -> np.ndarray:
    """Return the quantiles of the newcomers."""
    made = forecast_newcomers(ensemble or small_ensemble(), data, season=SEASON, horizon=4)
    return made.forecasts.quantiles


quantiles = arrays(np.float64, (5, 2, len(QUANTILES)), elements=st.floats(-1e6, 1e6)).map(
    lambda drawn: np.sort(drawn, axis=-1)
)
shares = st.lists(st.floats(0.01, 1), min_size=5, max_size=5).map(
    lambda drawn: np.array(drawn) / np.sum(drawn)
)


@given(quantiles, shares)
def test_a_pool_is_sorted_and_lies_among_its_members(made: np.ndarray, weights: np.ndarray) -> None:
    pooled = pool(made, weights, QUANTILES)
    assert pooled.shape == made.shape[1:]
    assert (np.diff(pooled, axis=-1) >= 0).all()
    slack = 1e-6 * (1 + np.abs(made).max())
    median = QUANTILES.index(0.5)
    assert (pooled[:, median] >= made[..., median].min(axis=0) - slack).all()
    assert (pooled[:, median] <= made[..., median].max(axis=0) + slack).all()


@given(quantiles, shares)
def test_a_pool_of_forecasts_that_agree_is_that_forecast(
    made: np.ndarray, weights: np.ndarray
) -> None:
    same = np.repeat(made[:1], 5, axis=0)
    np.testing.assert_array_equal(pool(same, weights, QUANTILES), made[0])
    nearly = same.copy()
    nearly[0] += 1e-9 * (1 + np.abs(same).max())  # takes the long way
    scale = 1 + np.abs(made).max()
    np.testing.assert_allclose(pool(nearly, weights, QUANTILES), made[0], atol=1e-6 * scale)


@given(quantiles, shares, st.permutations(range(5)))
def test_a_pool_does_not_know_the_order_of_its_members(
    made: np.ndarray, weights: np.ndarray, order: list[int]
) -> None:
    pooled = pool(made, weights, QUANTILES)
    again = pool(made[order], weights[order], QUANTILES)
    np.testing.assert_allclose(again, pooled, atol=1e-6 * (1 + np.abs(made).max()))


def test_a_pool_is_the_mixture_and_not_the_average() -> None:
    def normal(mean: float) -> np.ndarray:
        law = NormalDist(mean, 1)
        return np.array([[law.inv_cdf(level) for level in QUANTILES]])

    far = pool(np.stack([normal(0), normal(100)]), np.array([0.4, 0.6]), QUANTILES)[0]
    found = dict(zip(QUANTILES, far.tolist(), strict=True))
    # Each hump has its own share: 0.1 of all is 0.25 of the first, 0.75 is 0.35/0.6 of the other.
    assert found[0.1] == pytest.approx(NormalDist().inv_cdf(0.25), abs=0.05)
    assert found[0.75] == pytest.approx(100 + NormalDist().inv_cdf(0.35 / 0.6), abs=0.05)
    assert found[0.975] == pytest.approx(100 + NormalDist().inv_cdf(0.575 / 0.6), abs=0.15)


def test_a_jump_stays_a_jump() -> None:
    """A member that is sure of one value gives that value its whole weight."""
    made = np.stack([np.full((1, len(QUANTILES)), 5.0), np.array([np.linspace(0, 10, 9)])])
    pooled = pool(made, np.array([0.6, 0.4]), QUANTILES)[0]
    inside = [place for place, level in enumerate(QUANTILES) if 0.25 <= level <= 0.75]
    np.testing.assert_array_equal(pooled[inside], 5.0)
    assert pooled[0] < 5 < pooled[-1]


@given(st.lists(st.floats(0.1, 1e6), min_size=1, max_size=8), st.floats(2.0, 50.0))
def test_levels_move_apart_and_keep_their_order(levels: list[float], members: float) -> None:
    centres = np.sort(levels)
    weights = np.full(len(centres), 1 / len(centres))
    moved = spread_levels(centres, weights, members)
    assert (moved > 0).all()
    assert (np.diff(moved) >= -1e-9 * moved[:-1]).all()
    assert np.ptp(np.log(moved)) >= np.ptp(np.log(centres)) - 1e-9
    np.testing.assert_allclose(spread_levels(8 * centres, weights, members), 8 * moved, rtol=1e-9)
    assert effective_members(weights) == pytest.approx(len(centres))


def test_what_many_series_show_is_taken_as_it_is() -> None:
    centres, weights = np.array([-3.0, 0.0, 3.0]), np.full(3, 1 / 3)
    few, many = (spread_levels(centres, weights, members) for members in (3.0, 3000.0))
    np.testing.assert_allclose(many, centres, atol=0.01)
    assert few[-1] > 1.5 * centres[-1]
    assert few[1] == pytest.approx(0)


attributes = arrays(np.float64, (6, 2), elements=st.sampled_from([0.0, 1.0, 2.0, NAN]))


@given(attributes, st.floats(0, 8), st.floats(0, 8))
def test_weights_are_shares_of_one(drawn: np.ndarray, first: float, second: float) -> None:
    far = attribute_distances(drawn[:1], drawn[1:], (GROUP, SIZE))
    weights = kernel(far, np.array([first, second]))
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1)
    np.testing.assert_allclose(kernel(far, np.zeros(2)), 0.2)


def test_what_is_unknown_is_like_nothing() -> None:
    known = np.array([[1.0, 10.0], [2.0, 20.0], [UNKNOWN, NAN]])
    far = attribute_distances(np.array([[UNKNOWN, NAN], [1.0, 10.0]]), known, (GROUP, SIZE))
    np.testing.assert_array_equal(far[:, 0], 1.0)
    np.testing.assert_array_equal(far[0, 1], [0.0, 1.0, 1.0])
    assert far[1, 1, 0] == 0


@given(arrays(np.float64, 6, elements=st.sampled_from([0.5, 1.0, 3.0, 4.0, 70.0, NAN])))
def test_the_unit_of_a_number_does_not_matter(drawn: np.ndarray) -> None:
    sizes, squares = drawn[:, None], drawn[:, None] ** 2
    far = attribute_distances(sizes, sizes, (SIZE,))
    np.testing.assert_array_equal(attribute_distances(squares, squares, (SIZE,)), far)
    np.testing.assert_array_equal(far[0], far[0].T)


def test_attributes_count_as_far_as_they_tell_series_apart() -> None:
    random = np.random.default_rng(1)
    group = np.repeat([1.0, 2.0], 10)
    levels = 2 * group + random.normal(scale=0.2, size=20)
    unlike = np.abs(levels[:, None] - levels)
    useless = random.permutation(group)
    drawn = np.stack([useless, group, random.normal(size=20)], axis=1)
    columns = (GROUP, replace(GROUP, name="other"), SIZE)
    chosen = choose_sharpness(attribute_distances(drawn, drawn, columns), unlike)
    assert chosen[1] >= 2
    np.testing.assert_array_equal(chosen[[0, 2]], 0)
    by_size = attribute_distances(levels[:, None], levels[:, None], (SIZE,))
    assert choose_sharpness(by_size, unlike)[0] > 0
    np.testing.assert_array_equal(choose_sharpness(by_size[:, :2, :2], unlike[:2, :2]), 0)


def test_own_values_stay_and_the_rest_is_borrowed_at_the_same_steps() -> None:
    data = together(np.arange(1.0, 41.0), [70.0, NAN, 78.0])
    loans = Loans(
        lenders=np.array([0, -1]), scale=np.array([2.0, 1.0]), shift=np.zeros(2),
        weights=np.array([0.5, 0.5]),
    )  # fmt: skip
    copies = borrow_past(data, 1, loans, steps=6)
    assert copies.keys == (data.keys[1],) * 2
    np.testing.assert_array_equal(copies.series(0), [70, 72, 74, 70, 78, 78])
    np.testing.assert_array_equal(copies.series(1), [NAN, NAN, NAN, 70, NAN, 78])
    np.testing.assert_array_equal(copies.starts + copies.lengths, 100)


def test_covariates_are_borrowed_for_the_past_alone() -> None:
    columns = (Column(name="price", when="known"), Column(name="seen", when="past"), SIZE)
    rows = [
        np.stack([np.arange(1.0, 12.0), np.append(np.arange(101.0, 111.0), NAN)], axis=1),
        np.array([[NAN, 7.0], [50.0, NAN], [60.0, NAN]]),
    ]
    data = with_covariates(together(np.ones(10), [5.0]), columns, rows, np.array([[1.0], [2.0]]))
    loans = Loans(lenders=np.array([0]), scale=np.ones(1), shift=np.zeros(1), weights=np.ones(1))
    made = borrow_past(data, 1, loans, steps=3).covariates
    assert made is not None
    expected = [[8, 108], [9, 109], [10, 7], [50, NAN], [60, NAN]]
    np.testing.assert_array_equal(made.series(0), expected)
    np.testing.assert_array_equal(made.attributes, [[2.0]])


def lenders_among(
    data: SeriesSet, target: str, ordinal: int, *, season: int, whole: bool
) -> Lenders | None:
    observed = count_observed(data)
    return find_lenders(data, target, ordinal, season=season, whole=whole, observed=observed)


def test_lenders_come_to_the_level_of_the_few_values() -> None:
    season = np.tile([1.0, 2.0, 4.0, 3.0, 2.0, 1.0], 8)
    other = np.tile([3.0, 1.0, 1.0, 2.0, 3.0, 4.0], 8)
    data = together(season, other, 50 * season[-6:])
    lenders = lenders_among(data, "y", 100, season=6, whole=False)
    assert lenders is not None
    loans = lend_past(lenders, 2, steps=24)
    assert loans is not None
    assert loans.lenders[0] == 0
    assert loans.scale[0] == pytest.approx(50)
    assert loans.weights[0] > 0.9  # it fits; neither the other nor a flat line do
    below = lend_past(replace(lenders, data=replace(data, values=data.values - 60)), 2, steps=24)
    assert below is not None
    np.testing.assert_array_equal(below.scale, 1)


def test_nothing_is_borrowed_where_the_few_values_are_all_alike() -> None:
    data = together(*panel(3), [0.0, 0.0, 0.0])
    lenders = lenders_among(data, "y", 100, season=SEASON, whole=False)
    assert lenders is not None
    assert lend_past(lenders, 3, steps=24) is None


def test_of_many_lenders_a_few_stand_for_all() -> None:
    data = together(*panel(300, steps=30), [])
    lenders = lenders_among(data, "y", 100, season=SEASON, whole=True)
    assert lenders is not None
    loans = lend_all(lenders, 300)
    assert len(loans.lenders) == 32
    assert loans.levels == pytest.approx(300)
    assert loans.weights.sum() == pytest.approx(1)
    levels = [data.series(index).mean() for index in range(300)]
    drawn = [levels[index] for index in loans.lenders]
    for share in (0.1, 0.5, 0.9):
        assert np.quantile(drawn, share) == pytest.approx(np.quantile(levels, share), rel=0.1)


def test_series_of_another_target_or_of_long_ago_lend_nothing() -> None:
    data = together(*panel(2), [])
    mixed = replace(data, keys=(data.keys[0], SeriesKey(("b",), "z"), data.keys[2]))
    lenders = lenders_among(mixed, "y", 100, season=SEASON, whole=True)
    assert lenders is not None
    assert lenders.series.tolist() == [0]
    assert lenders_among(mixed, "x", 100, season=SEASON, whole=True) is None
    assert lenders_among(data, "y", 100 + SEASON, season=SEASON, whole=True) is None
    made = forecast_newcomers(
        small_ensemble(),
        replace(data, starts=data.starts + np.array([0, 0, 50])),
        season=SEASON,
        horizon=4,
    )
    assert made.series.tolist() == []
    assert made.forecasts.quantiles.shape == (0, 4, len(QUANTILES))


def test_a_forecast_begins_where_the_others_do_or_with_the_own_rows() -> None:
    data = series_set(np.ones(10), np.ones(9), np.ones(5), [], [])  # they start at 0 .. 4
    placed = place_empty(data)
    assert placed.starts.tolist() == [0, 1, 2, 10, 10]
    later = place_empty(replace(data, starts=np.array([0, 1, 2, 3, 14])))
    assert later.starts.tolist() == [0, 1, 2, 10, 14]
    columns = (Column(name="price", when="known"),)
    rows = [np.arange(float(length))[:, None] for length in (10, 9, 5, 9, 2)]
    known = place_empty(with_covariates(data, columns, rows)).covariates
    assert known is not None
    assert known.series(3).ravel().tolist() == [7, 8]  # steps 10 and 11
    assert known.series(4).ravel().tolist() == []
    full = series_set([1.0], [2.0])
    assert place_empty(full) is full
    nothing = series_set([], [])
    assert place_empty(nothing) is nothing


def test_few_are_at_most_a_season() -> None:
    data = series_set(np.ones(13), np.ones(12), [1.0, *[NAN] * 20, 1.0], [])
    assert few_values(data, SEASON, count_observed(data)).tolist() == [1, 2, 3]


@pytest.mark.parametrize("own", [0, 1, 5, 12])
def test_scaling_all_series_scales_the_forecast(own: int) -> None:
    series = panel(8)
    series[0] = series[0][len(series[0]) - own :]
    plain = newcomers(together(*series))
    assert plain.shape == (1, 4, len(QUANTILES))
    assert (np.diff(plain, axis=-1) >= 0).all()
    scaled = newcomers(together(*(8 * each for each in series)))
    np.testing.assert_allclose(scaled, 8 * plain, rtol=1e-5)


@settings(max_examples=15)
@given(st.permutations(range(7)), st.sampled_from([0, 4]))
def test_the_order_of_the_series_does_not_matter(order: list[int], own: int) -> None:
    series = panel(7)
    series[2] = series[2][len(series[2]) - own :]
    data = together(*series)
    shuffled = data.select(np.array(order))
    np.testing.assert_array_equal(newcomers(shuffled), newcomers(data))


@pytest.mark.parametrize("own", [0, 4])
def test_no_value_after_the_cutoff_counts(own: int) -> None:
    series = panel(6)
    early = series[0][len(series[0]) - own - 10 : len(series[0]) - 10]
    data = together(early, *series[1:])
    data = replace(data, starts=np.append(90 - own, data.starts[1:]))
    changed = data.values.copy()
    for index in range(1, 6):
        changed[data.offsets[index + 1] - 10 : data.offsets[index + 1]] *= -7
    made = newcomers(data)
    np.testing.assert_array_equal(newcomers(replace(data, values=changed)), made)


def test_one_lender_without_attributes_is_forecast_as_itself() -> None:
    series = panel(1)
    data, ensemble = together(*series, []), small_ensemble()
    own = forecast_at(ensemble, data, np.array([0]), data.lengths[:1], horizon=4)
    np.testing.assert_array_equal(newcomers(data, ensemble), own)


def test_what_is_known_ahead_of_a_newcomer_is_its_own() -> None:
    """The copies that are forecast hold the newcomer's own price of the steps to come."""
    columns = (Column(name="price", when="known"),)
    rows = [np.full((64, 1), 1.0), np.full((4, 1), 9.0)]
    data = with_covariates(together(*panel(1), []), columns, rows)
    lenders = lenders_among(data, "y", 100, season=SEASON, whole=True)
    assert lenders is not None
    copies = borrow_past(data, 1, lend_all(lenders, 1), steps=24)
    assert copies.covariates is not None
    np.testing.assert_array_equal(copies.covariates.series(0).ravel(), [1.0] * 24 + [9.0] * 4)


def test_a_network_is_shown_what_is_known_ahead_of_a_newcomer() -> None:
    """Its own price of the steps to come changes its forecast, that of the others does not."""
    shape = CovariateShape(
        dynamic=(ColumnShape(when="known", scale=CovariateScale(centre=0.0, spread=1.0)),),
        static=(),
    )
    spec = ModelSpec(horizon=4, lookback=24, patch=4, hidden=6, covariates=covariate_spec(shape))
    window = WindowShape(lookback=24, horizon=4, season=12, lags=(12, 1), covariates=shape)
    network = Forecaster(spec=spec, shape=window, weights=random_weights(spec))
    random = np.random.default_rng(0)
    prices = [random.normal(size=(64, 1)) for _ in range(3)]
    columns = (Column(name="price", when="known"),)

    def made(*rows: np.ndarray) -> np.ndarray:
        data = with_covariates(together(*panel(3), []), columns, rows)
        return newcomers(data, Ensemble(members=(network,)))

    before = made(*prices, np.zeros((4, 1)))
    assert not np.allclose(made(*prices, np.full((4, 1), 2.0)), before)
    cut = [each[:60] for each in prices]
    np.testing.assert_array_equal(made(*cut, np.zeros((4, 1))), before)


def test_values_too_large_to_reckon_with_are_left_to_the_caller() -> None:
    series = panel(4)
    series[1] *= 1e306
    made = newcomers(together(*series, [], series[0][-3:]))
    assert made.shape == (2, 4, len(QUANTILES))


def grouped(seed: int) -> tuple[SeriesSet, np.ndarray]:
    """Return twenty series about 10 or 100, by group, one of "b" without values; and its future."""
    random = np.random.default_rng(seed)
    group = np.append(np.repeat([1.0, 2.0], 10), 2.0)
    levels = np.where(group == 1, 10, 100) * np.exp(0.2 * random.normal(size=21))
    shape = 1 + 0.2 * np.sin(2 * np.pi * np.arange(52) / SEASON)
    values = levels[:, None] * shape * np.exp(0.05 * random.normal(size=(21, 52)))
    data = together(*values[:20, :48], [])
    return with_attributes(data, (GROUP,), group[:, None]), values[20, 48:]


def test_a_new_series_is_forecast_at_the_level_of_its_group() -> None:
    ensemble = Ensemble(members=(pretrained(SEASON).forecaster,))
    inside, medians = [], []
    for seed in range(200):
        data, future = grouped(seed)
        made = forecast_newcomers(ensemble, data, season=SEASON, horizon=4)
        assert made.attributes == ("group",)
        (found,) = made.forecasts.quantiles  # [H, Q]
        low, high = found[:, QUANTILES.index(0.1)], found[:, QUANTILES.index(0.9)]
        inside.append(((low <= future) & (future <= high)).mean())
        medians.append(found[0, QUANTILES.index(0.5)])
    assert np.mean(inside) == pytest.approx(0.8, abs=0.06)
    assert np.median(medians) == pytest.approx(100, rel=0.2)
    assert min(medians) > 60


@pytest.mark.parametrize("at_once", [1, 40, 256])
def test_newcomers_together_are_forecast_as_each_alone(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cold_start, "_COPIES_AT_ONCE", at_once)
    others = panel(8)
    few = [series[-own:] for own, series in enumerate(panel(5, seed=1), 1)]
    together_made = newcomers(together(*others, *few, [], []))
    assert len(together_made) == 7
    for place, own in enumerate([*few, [], []]):
        np.testing.assert_array_equal(newcomers(together(*others, own))[0], together_made[place])


def test_empty_series_that_differ_in_what_is_known_of_them_differ() -> None:
    random = np.random.default_rng(0)
    group = np.array([*[1.0, 2.0] * 10, 1.0, 2.0, 1.0])[:, None]
    levels = np.where(group[:20] == 1, 10.0, 100.0) * np.exp(0.2 * random.normal(size=(20, 1)))
    values = levels * np.exp(0.05 * random.normal(size=(20, 48)))
    one, other, again = newcomers(with_attributes(together(*values, [], [], []), (GROUP,), group))
    np.testing.assert_array_equal(one, again)
    assert other[0, 8] > 3 * one[0, 8]


def test_attributes_are_named_that_chose_for_empty_series_alone() -> None:
    data, _ = grouped(0)
    filled = data.select(np.arange(20))
    few = replace(filled, values=filled.values.copy())
    few.values[few.offsets[-2] : -3] = NAN
    made = forecast_newcomers(small_ensemble(), few, season=SEASON, horizon=4)
    assert made.series.tolist() == [19]
    assert made.attributes == ()


@pytest.mark.parametrize(("demand", "is_mean"), [(8, True), (6, True), (3, False)])
def test_a_newcomer_among_intermittent_series_is_forecast_by_the_mean(
    demand: int, is_mean: bool
) -> None:
    random = np.random.default_rng(0)
    sparse = [random.poisson(0.3, 120).astype(float) for _ in range(demand)]
    dense = [random.poisson(9, 120).astype(float) for _ in range(8 - demand)]
    ensemble = replace(small_ensemble(), intermittent=0.0)
    made = forecast_newcomers(ensemble, together(*sparse, *dense, []), season=SEASON, horizon=4)
    assert np.isfinite(made.forecasts.mean).all() == is_mean
    if demand == 8:
        np.testing.assert_allclose(made.forecasts.mean, 0.3, atol=0.1)
