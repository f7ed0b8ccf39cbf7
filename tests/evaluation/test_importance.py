"""What hiding a part of the past does: beside hiding it in the whole series, by hand."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from builders import NAN, random_weights, seasonal_panel, series_set
from covariate_panels import SHAPE, random_panel
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.evidence import blocks_of, standard_error
from lstmcast.evaluation.importance import (
    Importance,
    held_out_cutoffs,
    importance_of,
    part_edges,
)
from lstmcast.evaluation.metrics import seasonal_scale
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import ModelSpec
from lstmcast.training.recipe import covariate_spec
from lstmcast.windows.folding import Fold
from lstmcast.windows.sampling import WindowShape

SEASON, HORIZON = 6, 4


def member(
    lookback: int = 24, *, patch: int = 4, seed: int = 0, fold: Fold | None = None, season: int = 6
) -> Forecaster:
    spec = ModelSpec(horizon=HORIZON, lookback=lookback, patch=patch, hidden=5, changes=True)
    lags = (season, 1) if season > 1 else (1,)
    shape = WindowShape(lookback=lookback, horizon=HORIZON, season=season, lags=lags, fold=fold)
    return Forecaster(spec=spec, shape=shape, weights=random_weights(spec, seed))


def untaught(lookback: int = 24) -> Ensemble:
    """Return a network that repeats the last season, whatever it sees."""
    network = member(lookback)
    weights = {name: np.zeros_like(each) for name, each in network.weights.items()}
    return Ensemble(members=(dataclasses.replace(network, weights=weights),))


def measured(ensemble: Ensemble, data: SeriesSet, index: int = 0) -> Importance:
    return importance_of(ensemble, data, index, season=SEASON, horizon=HORIZON)


def medians(ensemble: Ensemble, data: SeriesSet, cutoff: int) -> np.ndarray:
    made = forecast_at(ensemble, data, np.array([0]), np.array([cutoff]), horizon=HORIZON)
    return np.asarray(made[0, :, ensemble.median])


def without(data: SeriesSet, cutoff: int, begin: int, end: int) -> SeriesSet:
    values = data.values.copy()
    values[max(0, cutoff - begin) : cutoff - end] = NAN
    return dataclasses.replace(data, values=values)


ENSEMBLES = {
    "one": Ensemble(members=(member(),)),
    "two, little trusted": Ensemble(
        members=(member(24), member(12, seed=1)), lags=(18, 6, 1), trust=0.5
    ),
    "folded": Ensemble(members=(member(24, fold=Fold(steps=11, bins=6)),)),
}


@pytest.mark.parametrize("fold", [None, Fold(steps=11, bins=6)])
@pytest.mark.parametrize("length", [30, 90])
def test_covariates_stay_those_of_their_steps(length: int, fold: Fold | None) -> None:
    """With a series shorter than what is looked at, too."""
    spec = ModelSpec(
        horizon=HORIZON, lookback=24, patch=4, hidden=5, covariates=covariate_spec(SHAPE)
    )
    shape = dataclasses.replace(member(fold=fold).shape, covariates=SHAPE)
    network = Forecaster(spec=spec, shape=shape, weights=random_weights(spec))
    ensemble, data = Ensemble(members=(network,)), random_panel(length, ahead=20, seed=length)
    found = measured(ensemble, data)
    np.testing.assert_array_equal(found.forecast, medians(ensemble, data, length))
    part = found.edges[-2:].tolist()
    hidden = medians(ensemble, without(data, length, *part), length)
    np.testing.assert_array_equal(found.without[-1], hidden)
    cutoffs = held_out_cutoffs(length, horizon=HORIZON, season=SEASON)
    assert found.windows == len(cutoffs)
    gaps = [medians(ensemble, data, at) - data.values[at : at + HORIZON] for at in cutoffs.tolist()]
    errors = [np.nanmean(np.abs(gap)) for gap in gaps]
    assert found.error == pytest.approx(np.mean(errors) / found.unit)
    changed = random_panel(length, ahead=20, seed=length + 1).covariates
    other = dataclasses.replace(data, covariates=changed)
    assert not np.allclose(medians(ensemble, other, length), found.forecast)


@pytest.mark.parametrize("name", ENSEMBLES)
@settings(max_examples=8)
@given(seed=st.integers(0, 2**31), gaps=st.floats(0, 0.8))
def test_it_is_as_if_the_rows_were_missing_from_the_file(name: str, seed: int, gaps: float) -> None:
    """Only a stretch of the series is looked at, and nothing further back would matter."""
    ensemble = ENSEMBLES[name]
    data = seasonal_panel(150, season=SEASON, noise=2, seed=seed)
    unknown = np.random.default_rng(seed).random(150) < gaps
    unknown[[0, -1]] = False
    data = dataclasses.replace(data, values=np.where(unknown, NAN, data.values))
    found = measured(ensemble, data)
    np.testing.assert_array_equal(found.forecast, medians(ensemble, data, 150))
    for part, (begin, end) in enumerate(pairwise(found.edges.tolist())):
        stretch = data.values[150 - begin : 150 - end]
        rest = np.delete(data.values[150 - found.edges[0] :], np.s_[-begin : -end or None])
        if np.isnan(stretch).all() or np.isnan(rest).all():
            assert np.isnan(found.without[part]).all()
            assert np.isnan(found.moved[part])
            continue
        expected = medians(ensemble, without(data, 150, begin, end), 150)
        np.testing.assert_array_equal(found.without[part], expected)
        moved = np.abs(expected - found.forecast).mean() / found.unit
        np.testing.assert_allclose(found.moved[part], moved)


def test_the_rise_of_the_error_is_that_of_each_window() -> None:
    ensemble, data = ENSEMBLES["one"], seasonal_panel(90, season=SEASON, noise=3, seed=5)
    found = measured(ensemble, data)
    cutoffs = held_out_cutoffs(90, horizon=HORIZON, season=SEASON)
    errors = []
    for cutoff in cutoffs.tolist():
        actual = data.values[cutoff : cutoff + HORIZON]
        hidden = [without(data, cutoff, *part) for part in pairwise(found.edges.tolist())]
        row = [np.abs(medians(ensemble, each, cutoff) - actual).mean() for each in (data, *hidden)]
        errors.append(np.array(row) / seasonal_scale(data.values, SEASON))
    table = np.array(errors)
    assert found.windows == len(cutoffs) > 20
    np.testing.assert_allclose(found.error, table[:, 0].mean())
    rises = table[:, 1:] - table[:, :1]
    blocks = blocks_of(np.zeros_like(cutoffs), cutoffs, HORIZON)
    np.testing.assert_allclose(found.rise.mean, rises.mean(axis=0))
    spread = [standard_error(rises[:, part], blocks) for part in range(rises.shape[1])]
    np.testing.assert_allclose(found.rise.uncertainty, np.array(spread, dtype=float))
    np.testing.assert_allclose(found.rise.low, np.quantile(rises, 0.25, axis=0))
    np.testing.assert_allclose(found.rise.high, np.quantile(rises, 0.75, axis=0))
    np.testing.assert_array_equal(found.rise.windows, len(cutoffs))


def test_what_repeats_the_last_season_rests_on_nothing_else() -> None:
    data = seasonal_panel(100, season=SEASON, noise=2, seed=1)
    found = measured(untaught(), data)
    last, before = data.values[-6:], data.values[-12:-6]
    np.testing.assert_allclose(found.forecast, last[:HORIZON], rtol=1e-6)
    np.testing.assert_allclose(found.moved[:-1], 0, atol=1e-6)  # float32 of another scale
    moved = np.abs(last - before)[:HORIZON].mean() / seasonal_scale(data.values, SEASON)
    np.testing.assert_allclose(found.moved[-1], moved, rtol=1e-6)
    np.testing.assert_allclose(found.rise.mean[:-1], 0, atol=1e-6)


@pytest.mark.parametrize("name", ENSEMBLES)
def test_units_do_not_matter_and_other_series_do_not_either(name: str) -> None:
    data = seasonal_panel(90, 120, 70, season=SEASON, noise=2, seed=3)
    found = measured(ENSEMBLES[name], data, 1)
    scaled = dataclasses.replace(data, values=1000 * data.values - 7)
    alone = data.select(np.array([1]))
    for other in (measured(ENSEMBLES[name], scaled, 1), measured(ENSEMBLES[name], alone)):
        np.testing.assert_allclose(other.moved, found.moved, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(other.rise.mean, found.rise.mean, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(other.error, found.error, rtol=1e-5)


def test_a_short_series_has_moves_but_no_windows() -> None:
    found = measured(ENSEMBLES["one"], seasonal_panel(13, season=SEASON))
    assert found.windows == 0
    assert np.isnan(found.error)
    assert np.isnan(found.rise.mean).all()
    assert found.rise.windows.tolist() == [0, 0, 0, 0]
    assert np.isnan(found.moved).tolist() == [True, False, False, False]  # 24 to 18 steps back


def test_few_windows_have_quartiles_but_no_standard_error() -> None:
    found = measured(ENSEMBLES["one"], seasonal_panel(16, season=SEASON))
    assert 0 < found.windows < 3
    assert np.isfinite(found.rise.mean[-1])
    assert np.isfinite(found.rise.low[-1])
    assert np.isnan(found.rise.uncertainty).all()


def test_a_constant_series_has_no_unit() -> None:
    found = measured(ENSEMBLES["one"], series_set(np.full(60, 5.0)))
    assert np.isnan(found.unit)
    assert np.isnan(found.moved).all()
    assert found.windows == 0
    np.testing.assert_allclose(found.forecast, 5)


def test_what_is_left_of_one_value_is_nothing() -> None:
    found = measured(ENSEMBLES["one"], series_set([3.0]))
    assert np.isnan(found.without).all()
    np.testing.assert_allclose(found.forecast, 3)


def test_values_beyond_all_numbers_are_left_out() -> None:
    """No warning either: what is not finite is told by the caller."""
    values = seasonal_panel(80, season=SEASON).values
    values[50] = 1e308
    values[53] = -1e308
    found = measured(ENSEMBLES["one"], series_set(values))
    assert not np.isinf(found.rise.mean).any()


@pytest.mark.parametrize(
    ("lookback", "season", "expected"),
    [
        (24, 6, [24, 18, 12, 6, 0]),
        (24, 12, [24, 12, 0]),
        (24, 7, [24, 21, 14, 7, 0]),  # the oldest part is what is left
        (24, 13, [24, 20, 16, 12, 8, 4, 0]),  # a single season: patches
        (24, 1, [24, 20, 16, 12, 8, 4, 0]),
        (400, 6, [400, *range(396, -1, -18)]),  # 67 seasons are too many
    ],
)
def test_parts_are_seasons_or_patches_counted_from_the_cutoff(
    lookback: int, season: int, expected: list[int]
) -> None:
    assert part_edges((member(12), member(lookback)), season).tolist() == expected


@given(
    lookback=st.integers(1, 300),
    season=st.integers(1, 400),
    patch=st.integers(1, 5),
    bins=st.integers(0, 9),
)
def test_parts_cover_the_window_and_are_not_too_many(
    lookback: int, season: int, patch: int, bins: int
) -> None:
    fold = Fold(steps=4 * bins + 1, bins=bins) if bins else None
    network = member(lookback * patch, patch=patch, fold=fold, season=bins or 1)
    edges = part_edges((network,), season)
    assert (edges[0], edges[-1]) == (network.shape.steps_back, 0)
    assert 1 <= len(edges) - 1 <= 32
    widths = -np.diff(edges)
    assert (widths > 0).all()
    assert len(set(widths[1:].tolist())) <= 1
    assert widths[0] <= widths[-1]


@given(length=st.integers(0, 400), horizon=st.integers(1, 30), season=st.integers(1, 60))
def test_windows_are_held_out_in_time(length: int, horizon: int, season: int) -> None:
    cutoffs = held_out_cutoffs(length, horizon=horizon, season=season)
    assert (np.diff(cutoffs) > 0).all()
    if len(cutoffs):
        assert cutoffs[-1] == length - horizon
        assert cutoffs[0] >= season + horizon
    else:
        assert length < season + 2 * horizon
