"""What a column is worth to a model: nothing, or as much as its values say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import NAN, random_weights, series_set, with_covariates

from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesSet
from lstmcast.evaluation import covariate_importance as module
from lstmcast.evaluation.covariate_importance import CovariateImportance, covariate_importance
from lstmcast.evaluation.validation import ValidationWindows, validation_windows
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import ModelSpec
from lstmcast.training.recipe import covariate_spec
from lstmcast.windows.covariate_scales import fit_scales
from lstmcast.windows.sampling import WindowShape
from lstmcast.windows.splits import Splits, plan_splits

SEASON, HORIZON = 4, 4
COLUMNS = (
    Column(name="noise", when="known"),
    Column(name="price", when="known"),
    Column(name="guests", when="past"),
    Column(name="kind", when="static", levels=("big", "small")),
    Column(name="size", when="static"),
)


def panel(*lengths: int) -> SeriesSet:
    """Return series that rise by two for each unit of the price, and nothing else."""
    random = np.random.default_rng(0)
    series, rows = [], []
    for length in lengths:
        steps = length + HORIZON
        price = random.normal(size=steps)
        guests = np.r_[random.normal(size=length), np.full(HORIZON, NAN)]
        series.append(2 * price[:length] + 0.3 * random.normal(size=length))
        rows.append(np.stack([random.normal(size=steps), price, guests], axis=1))
    attributes = np.array([[1.0 + index % 2, float(index)] for index in range(len(lengths))])
    return with_covariates(series_set(*series), COLUMNS, rows, attributes)


DATA = panel(60, 52, 57)
SPLITS = plan_splits(DATA.lengths, DATA.starts, horizon=HORIZON, season=SEASON)
SHAPE = WindowShape(
    lookback=12, horizon=HORIZON, season=SEASON, lags=(SEASON,), covariates=fit_scales(DATA)
)


def windows_of(data: SeriesSet = DATA, splits: Splits = SPLITS) -> ValidationWindows:
    return validation_windows(data, splits, SHAPE)


def network(*, slope: float = 0.0, plain: bool = False, seed: int | None = None) -> Forecaster:
    """Return a network that repeats the season, and moves by so much for each unit of the price.

    With a ``seed`` all its weights are drawn; a ``plain`` one sees no covariates.
    """
    covariates = None if plain or SHAPE.covariates is None else covariate_spec(SHAPE.covariates)
    spec = ModelSpec(horizon=HORIZON, lookback=12, patch=4, hidden=5, covariates=covariates)
    weights = random_weights(spec, seed or 0)
    if seed is None:
        weights = {name: np.zeros_like(each) for name, each in weights.items()}
    if covariates is not None and seed is None:
        weights["covariates.slope.weight"][0, 1] = slope
    shape = replace(SHAPE, covariates=None) if plain else SHAPE
    return Forecaster(spec=spec, shape=shape, weights=weights)


def measured(
    *members: Forecaster, seed: int = 0, windows: ValidationWindows | None = None
) -> tuple[CovariateImportance, ...]:
    return covariate_importance(Ensemble(members=members), windows or windows_of(), seed=seed)


def rises(found: tuple[CovariateImportance, ...]) -> dict[str, float]:
    return {each.name: each.rise for each in found}


def test_networks_that_see_none_have_none() -> None:
    assert measured(network(plain=True)) == ()
    bare = windows_of(replace(DATA, covariates=None))
    assert measured(network(plain=True), windows=bare) == ()


def test_one_that_sees_them_beside_one_that_does_not_is_enough() -> None:
    found = rises(measured(network(plain=True), network(slope=0.4)))
    assert found["price"] > 0.1
    assert rises(measured(network(slope=0.4)))["price"] > found["price"]


def test_columns_keep_their_order() -> None:
    assert [each.name for each in measured(network())] == [column.name for column in COLUMNS]


def test_a_column_that_the_network_does_not_mind_is_worth_nothing() -> None:
    assert set(rises(measured(network())).values()) == {0.0}
    found = rises(measured(network(slope=0.4)))
    assert {name for name, rise in found.items() if rise != 0} == {"price"}


def test_a_column_that_explains_the_values_is_worth_much() -> None:
    found = {each.name: each for each in measured(network(slope=0.6))}
    assert found["price"].rise > 0.5
    assert found["price"].uncertainty is not None
    assert found["price"].rise > 4 * found["price"].uncertainty > 0


def test_a_network_that_has_a_column_wrong_does_better_once_it_is_shuffled() -> None:
    assert rises(measured(network(slope=-0.4)))["price"] < 0


@pytest.mark.parametrize("name", [column.name for column in COLUMNS])
def test_every_kind_of_column_is_shuffled(name: str) -> None:
    """A network of random weights minds them all; what stays the same costs nothing."""
    place = [column.name for column in COLUMNS].index(name)
    member = network(seed=4)
    assert rises(measured(member))[name] != 0
    known = DATA.covariates
    assert known is not None
    values, attributes = known.values.copy(), known.attributes.copy()
    if place < len(known.dynamic):
        values[:, place] = np.where(np.isnan(values[:, place]), NAN, 1.0)
    else:
        attributes[:, place - len(known.dynamic)] = 1.0
    same = replace(DATA, covariates=replace(known, values=values, attributes=attributes))
    found = rises(measured(member, windows=windows_of(same)))
    assert abs(found[name]) < 1e-9
    assert sum(rise != 0 for rise in found.values()) == len(COLUMNS) - 1


def test_the_same_seed_says_the_same() -> None:
    member = network(seed=1)
    assert measured(member, seed=3) == measured(member, seed=3)
    assert measured(member, seed=3) != measured(member, seed=4)


def test_what_is_known_behind_the_windows_does_not_count() -> None:
    """Nor that nothing is known there of a past column: no gaps come into what was known."""
    known = DATA.covariates
    assert known is not None
    shorter = [known.series(index)[:length] for index, length in enumerate(DATA.lengths)]
    bare = with_covariates(DATA, COLUMNS, shorter, known.attributes)
    member = network(seed=4)
    assert measured(member, windows=windows_of(bare)) == measured(member)


def test_nothing_of_the_held_out_horizon_counts() -> None:
    member = network(slope=0.6)
    spoilt = DATA.until(DATA.lengths)
    for index, cutoff in enumerate(SPLITS.before_holdout):
        spoilt.series(index)[cutoff:] = 1e9
    assert measured(member, windows=windows_of(spoilt)) == measured(member)


def test_of_many_windows_some_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = windows_of()
    few = np.unique(np.linspace(0, len(whole.series) - 1, 9).astype(np.int64))
    some = replace(
        whole,
        **{
            name: getattr(whole, name)[few]
            for name in ("series", "cutoffs", "actual", "repeated", "units")
        },
    )
    expected = measured(network(slope=0.6), windows=some)
    assert expected != measured(network(slope=0.6))
    monkeypatch.setattr(module, "_MOST_WINDOWS", 9)
    assert measured(network(slope=0.6)) == expected


def test_where_nothing_can_be_measured_nothing_is_worth_anything() -> None:
    """Windows in a gap have no loss."""
    whole = windows_of()
    blind = replace(whole, units=np.full(len(whole.units), NAN))
    found = measured(network(slope=0.6), windows=blind)
    assert {(each.rise, each.uncertainty) for each in found} == {(0.0, None)}


def test_shuffling_breaks_a_season_as_long_as_the_horizon() -> None:
    """Else the hour of the day would be worth nothing where a day is forecast."""
    hours = np.arange(30 * 24) % 24.0
    for seed in range(5):
        made = module._shuffle_stretches(hours, 24, np.random.default_rng(seed))
        assert (made != hours).mean() > 0.5
        assert (np.diff(made) == np.diff(hours)).mean() > 0.8  # but for where stretches meet


def test_no_series_keeps_its_own_attributes() -> None:
    known = DATA.covariates
    assert known is not None
    for seed in range(9):
        rng = np.random.default_rng(seed)
        made = module._shuffle(known, 4, DATA.lengths, HORIZON, rng).attributes[:, 1]
        assert (made != known.attributes[:, 1]).all()


def test_shuffling_keeps_the_values_of_a_column_within_its_series() -> None:
    known = DATA.covariates
    assert known is not None
    steps, rng = DATA.lengths - 5, np.random.default_rng(0)
    made = module._shuffle(known, 1, steps, HORIZON, rng)
    np.testing.assert_array_equal(made.values[:, [0, 2]], known.values[:, [0, 2]])
    for index, count in enumerate(steps):
        one, other = made.series(index)[:, 1], known.series(index)[:, 1]
        assert not np.array_equal(one, other)
        np.testing.assert_array_equal(np.sort(one[:count]), np.sort(other[:count]))
        np.testing.assert_array_equal(one[count:], other[count:])
    attributes = module._shuffle(known, 4, steps, HORIZON, rng).attributes
    assert sorted(attributes[:, 1]) == sorted(known.attributes[:, 1])
    np.testing.assert_array_equal(attributes[:, 0], known.attributes[:, 0])
