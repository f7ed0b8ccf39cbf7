"""Scales follow from the training data, and are those that its columns call for."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN, series_set, with_covariates
from covariate_panels import random_panel
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.artifact.codec import from_plain, to_plain
from lstmcast.data.covariates import Column
from lstmcast.windows.covariate_scales import fit_scales
from lstmcast.windows.covariates import CovariateScale, CovariateShape

FloatArray = npt.NDArray[np.float64]

NUMBER = Column(name="x", when="known")
seeds = st.integers(0, 2**32 - 1)


def fitted(*columns: FloatArray | list[float]) -> CovariateScale:
    """Return how one column is scaled, of which the series have these values."""
    rows = [np.asarray(values, dtype=np.float64)[:, None] for values in columns]
    data = with_covariates(series_set(*(np.zeros(len(each)) for each in rows)), [NUMBER], rows)
    (shape,) = fit_scales(data).dynamic
    assert shape.scale is not None
    assert shape.scale.spread > 0
    return shape.scale


def prices(levels: FloatArray, steps: int = 60, seed: int = 0) -> list[FloatArray]:
    """Return prices of goods that cost differently, and all move by a tenth."""
    random = np.random.default_rng(seed)
    return [level * (1 + 0.1 * random.normal(size=steps)) for level in levels]


def test_numbers_shared_by_all_series_are_scaled_by_training() -> None:
    values = np.random.default_rng(0).normal(20, 7, 500)
    scale = fitted(values, values + 0.5)
    assert not scale.local
    assert scale.centre == pytest.approx(np.mean([values, values + 0.5]))
    assert scale.spread == pytest.approx(np.std([values, values + 0.5]), rel=1e-3)


def test_what_is_known_behind_the_end_of_a_series_has_no_say() -> None:
    """Else a backtest would depend on how far its file reaches."""
    values = np.random.default_rng(0).normal(20, 7, (60, 1))
    later = [values, np.full((9, 1), 500.0)]
    ends = series_set(np.zeros(40), np.zeros(60))
    shapes = [
        fit_scales(with_covariates(ends, [NUMBER], rows))
        for rows in ([values[:40], values], [values, values], [values, np.concatenate(later)])
    ]
    assert shapes[0] == shapes[1] == shapes[2]


@pytest.mark.parametrize("values", [[0.0, 1.0, 0.0], [0.0, 0.0], [1.0, NAN]])
def test_zeros_and_ones_stay_as_they_are(values: list[float]) -> None:
    assert fitted(values, values) == CovariateScale(centre=0.0, spread=1.0)


@pytest.mark.parametrize("levels", [[1.0, 1000.0], [1.0, 1.1, 1.05, 900.0], [2.0, 5.0, 9.0, 30.0]])
def test_numbers_with_a_level_of_their_own_are_scaled_in_each_window(levels: list[float]) -> None:
    scale = fitted(*prices(np.array(levels)))
    assert scale.local
    assert scale.floor == pytest.approx(0.05, rel=0.2)  # half of what is usual


def test_a_single_series_has_no_level_of_its_own() -> None:
    assert not fitted(*prices(np.array([1000.0]))).local
    assert not fitted(prices(np.array([1000.0]))[0], [3.0], [NAN, NAN]).local


def test_levels_that_differ_less_than_series_move_are_shared() -> None:
    random = np.random.default_rng(1)
    assert not fitted(*(random.normal(level, 5, 200) for level in (10, 12, 14, 16))).local


def test_prices_that_never_move_have_a_floor_nevertheless() -> None:
    scale = fitted([1.0] * 20, [5.0] * 20, [40.0] * 20)
    assert scale.local
    assert scale.floor == 0.01


@pytest.mark.parametrize("wrong", [1e9, -999_999.0, 1e300])
def test_an_outlier_does_not_hide_all_others(wrong: float) -> None:
    values = np.random.default_rng(0).normal(20, 7, 500)
    plain = fitted(values)
    values[17] = wrong
    scale = fitted(values)
    assert scale.centre == pytest.approx(plain.centre, abs=1)
    assert scale.spread == pytest.approx(plain.spread, rel=0.3)


def test_rare_events_are_no_outliers() -> None:
    values = np.zeros(1000)
    values[::100] = 30.0
    assert fitted(values).spread == pytest.approx(values.std())


def test_what_never_changes_and_what_nobody_saw() -> None:
    assert fitted([7.0] * 9) == CovariateScale(centre=7.0, spread=7.0)
    for unseen in (fitted([NAN] * 9), fitted([])):
        assert (unseen.centre, unseen.local) == (0.0, False)
        assert 1e9 / unseen.spread < 1e-290


@given(seed=seeds, power=st.integers(-30, 30), apart=st.booleans())
def test_the_unit_of_a_column_is_that_of_its_scale(seed: int, power: int, apart: bool) -> None:
    levels = np.array([3.0, 50.0, 800.0]) if apart else np.full(3, 50.0)
    values, factor = prices(levels, seed=seed), 2.0**power
    plain, other = fitted(*values), fitted(*(factor * each for each in values))
    assert (other.local, other.floor) == (plain.local, plain.floor)
    assert plain.local == apart
    assert (other.centre, other.spread) == (factor * plain.centre, factor * plain.spread)


def test_all_columns_in_their_order() -> None:
    data = random_panel(60, 50, 70)
    shape = fit_scales(data)
    known = data.covariates
    assert known is not None
    assert shape.fits(known)
    assert [column.levels for column in shape.dynamic] == [None, None, 3, None, 3, None]
    assert [column.scale is None for column in shape.dynamic] == [
        column.levels is not None for column in shape.dynamic
    ]
    assert [column.levels for column in shape.static] == [3, None]
    (size,) = (column.scale for column in shape.static if column.scale)
    assert not size.local
    assert size.centre == pytest.approx(np.nanmean(known.attributes[:, 1]))


def test_without_covariates_there_is_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="no covariates"):
        fit_scales(replace(random_panel(9), covariates=None))


def test_scales_can_be_stored() -> None:
    shape = fit_scales(random_panel(60, 50, 70))
    text = json.dumps(to_plain(shape), allow_nan=False)
    assert from_plain(CovariateShape, json.loads(text)) == shape
