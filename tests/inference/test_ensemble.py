"""Several networks as one model: the median of what they say, trusted as far as is wise."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from builders import NAN, random_weights, seasonal_panel, series_set
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.data.series import SeriesSet
from lstmcast.inference import forecast as module
from lstmcast.inference.calibration import UNCALIBRATED, Calibration, calibrate
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import FloatArray, forecast, forecast_at
from lstmcast.inference.forecaster import Forecaster, forecast_member
from lstmcast.inference.history import repeat_before
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.folding import Fold
from lstmcast.windows.sampling import WindowShape, gather_past
from lstmcast.windows.scaling import repeat_season

SPECS = (
    ModelSpec(horizon=5, lookback=24, patch=6, hidden=7),
    ModelSpec(horizon=8, lookback=36, patch=12, hidden=5, cell="gru", bidirectional=True),
    ModelSpec(horizon=3, lookback=12, patch=1, hidden=4, cell="rnn", layers=2),
    ModelSpec(horizon=5, lookback=24, patch=4, hidden=6),
)

#: Of three steps, so that most forecasts reach beyond; quantiles would cross if not sorted.
UNEVEN = Calibration(
    factors=tuple(
        tuple(0.4 + (5 * step + 3 * place) % 7 / 3 for place in range(9)) for step in range(3)
    )
)
calibrations = st.sampled_from([UNCALIBRATED, UNEVEN])


def member(index: int, seed: int = 0) -> Forecaster:
    spec = SPECS[index]
    return Forecaster(
        spec=spec,
        shape=WindowShape(lookback=spec.lookback, horizon=spec.horizon, season=12, lags=(12, 1)),
        weights=random_weights(spec, 10 * seed + index),
    )


def folded(index: int) -> Forecaster:
    """Return the same network for a season of twice the steps."""
    alone = member(index)
    shape = dataclasses.replace(alone.shape, fold=Fold(steps=24, bins=12))
    return dataclasses.replace(alone, shape=shape)


def ensemble_of(
    *indices: int,
    trust: float = 1.0,
    seed: int = 0,
    calibration: Calibration = UNCALIBRATED,
) -> Ensemble:
    members = tuple(member(index, seed) for index in indices)
    return Ensemble(members=members, trust=trust, calibration=calibration)


def at_the_end(ensemble: Ensemble, data: SeriesSet, horizon: int) -> FloatArray:
    return forecast_at(ensemble, data, np.arange(len(data)), data.lengths, horizon=horizon)


@pytest.mark.parametrize("horizon", [1, 5, 13])
@pytest.mark.parametrize("index", range(len(SPECS)))
def test_one_trusted_member_is_itself(index: int, horizon: int) -> None:
    data = seasonal_panel(60, 7, 1, 30)
    alone = forecast_member(member(index), data, np.arange(4), data.lengths, horizon=horizon)
    np.testing.assert_array_equal(at_the_end(ensemble_of(index), data, horizon), alone)


@pytest.mark.parametrize("indices", [(0, 1), (0, 1, 2), (3, 2, 1, 0)])
def test_the_median_of_the_members_by_the_book(indices: tuple[int, ...]) -> None:
    data = seasonal_panel(60, 25)
    single = np.stack([at_the_end(ensemble_of(index), data, 9) for index in indices])
    ordered, half = np.sort(single, axis=0), len(indices) // 2
    expected = ordered[half] if len(indices) % 2 else (ordered[half - 1] + ordered[half]) / 2
    np.testing.assert_array_equal(at_the_end(ensemble_of(*indices), data, 9), expected)


def test_one_member_that_goes_astray_moves_little() -> None:
    data = seasonal_panel(60)
    sound = [at_the_end(ensemble_of(index), data, 5) for index in (0, 1)]
    wild = member(2)
    wild.weights["head.output.bias"][:] += 1e6
    made = at_the_end(Ensemble(members=(member(0), wild, member(1))), data, 5)
    np.testing.assert_array_equal(made, np.maximum(*sound))


@pytest.mark.parametrize("trust", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("indices", [(0,), (1, 0), (2, 1, 0)])
def test_distrust_moves_the_median_to_the_repeated_season(
    indices: tuple[int, ...], trust: float
) -> None:
    data = seasonal_panel(60, 40, 5)
    full = at_the_end(ensemble_of(*indices), data, 14)
    made = at_the_end(ensemble_of(*indices, trust=trust), data, 14)
    past = gather_past(data, np.arange(3), data.lengths, SPECS[indices[0]].lookback)
    repeated = repeat_season(past, 14, (12, 1))
    median = full[..., [4]]
    np.testing.assert_allclose(
        made[..., 4], trust * median[..., 0] + (1 - trust) * repeated, rtol=1e-12
    )
    np.testing.assert_allclose(made - made[..., [4]], full - median, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("trust", [0.0, 0.5, 1.0])
def test_calibration_comes_last(trust: float) -> None:
    """What it stretches are the distances from the median that is forecast."""
    data = seasonal_panel(60, 40, 5)
    plain, calibrated = (
        at_the_end(ensemble_of(0, 1, trust=trust, calibration=each), data, 14)
        for each in (UNCALIBRATED, UNEVEN)
    )
    np.testing.assert_array_equal(calibrated, calibrate(plain, UNEVEN, median=4))
    np.testing.assert_array_equal(calibrated[..., 4], plain[..., 4])
    assert (np.diff(calibrated, axis=-1) >= 0).all()
    assert not np.allclose(calibrated, plain)


@settings(max_examples=25, deadline=None)
@given(
    lags=st.permutations([36, 12, 7, 1]),
    count=st.integers(1, 4),
    trust=st.sampled_from([0.0, 0.25, 0.75]),
    calibration=calibrations,
    fold=st.booleans(),
    gaps=st.sampled_from([0.0, 0.4]),
    horizon=st.integers(1, 40),
    further=st.integers(1, 60),
    seed=st.integers(0, 2**31),
)
def test_a_longer_horizon_only_appends(
    lags: list[int],
    count: int,
    trust: float,
    calibration: Calibration,
    fold: bool,
    gaps: float,
    horizon: int,
    further: int,
    seed: int,
) -> None:
    """Whatever seasons are repeated, and however the members see them."""
    data = seasonal_panel(160, 60, 9, seed=seed % 1000)
    data.values[np.random.default_rng(seed).random(len(data.values)) < gaps] = NAN
    data.values[data.offsets[1:] - 1] = 5.0  # a value in each series
    make = folded if fold else member
    ensemble = Ensemble(
        members=(make(0),), lags=tuple(lags[:count]), trust=trust, calibration=calibration
    )
    short, long = (at_the_end(ensemble, data, steps) for steps in (horizon, horizon + further))
    np.testing.assert_array_equal(long[:, :horizon], short)


@pytest.mark.parametrize("lags", [(7, 1), (24, 12, 1), (1,)])
def test_the_season_repeated_is_the_ensembles_own(lags: tuple[int, ...]) -> None:
    """Not that of any member."""
    data = seasonal_panel(60, 40)
    ensemble = dataclasses.replace(ensemble_of(1, 0, 2), lags=lags, trust=0.0)
    made = at_the_end(ensemble, data, 14)
    past = gather_past(data, np.arange(2), data.lengths, 40)
    np.testing.assert_array_equal(made[..., 4], repeat_season(past, 14, lags))


def test_by_default_it_is_that_of_the_first_member() -> None:
    assert ensemble_of(0).repeated_lags == (12, 1)
    assert Ensemble(members=(folded(0), member(0))).repeated_lags == (24, 1)
    assert Ensemble(members=(folded(0),), lags=(7,)).repeated_lags == (7,)


def test_a_season_is_repeated_in_its_phase_after_a_long_gap() -> None:
    values = np.tile(np.arange(12.0), 10)
    values[52:] = NAN
    found = repeat_before(series_set(values), np.array([0]), np.array([112]), (12, 1), horizon=12)
    assert (found[0] == values[(112 + np.arange(12)) % 12]).all()


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(range(len(SPECS))),
    count=st.integers(1, len(SPECS)),
    trust=st.sampled_from([0.0, 0.5, 1.0]),
    seed=st.integers(0, 50),
    horizon=st.integers(1, 12),
)
def test_the_order_of_members_does_not_matter(
    order: list[int], count: int, trust: float, seed: int, horizon: int
) -> None:
    """With the season in every window, all first members agree on what repeating it means."""
    data = seasonal_panel(60, 30, 13, seed=seed)
    shuffled, plain = order[:count], sorted(order[:count])
    made, expected = (
        at_the_end(ensemble_of(*some, trust=trust, seed=seed), data, horizon)
        for some in (shuffled, plain)
    )
    np.testing.assert_array_equal(made, expected)


@settings(max_examples=40, deadline=None)
@given(
    factor=st.floats(1e-3, 1e3),
    shift=st.integers(-1000, 1000),
    gaps=st.floats(0, 0.5),
    length=st.integers(2, 60),
    horizon=st.integers(1, 12),
    trust=st.floats(0, 1),
    calibration=calibrations,
    seed=st.integers(0, 2**31),
)
def test_forecasts_follow_a_shift_and_a_factor(
    factor: float,
    shift: int,
    gaps: float,
    length: int,
    horizon: int,
    trust: float,
    calibration: Calibration,
    seed: int,
) -> None:
    random = np.random.default_rng(seed)
    values = random.integers(-30, 30, size=length).astype(float)
    values[:-1][random.random(length - 1) < gaps] = NAN
    ensemble = ensemble_of(0, 1, 2, trust=trust, seed=seed % 5, calibration=calibration)
    before = at_the_end(ensemble, series_set(values), horizon)
    after = at_the_end(ensemble, series_set(factor * values + shift), horizon)
    size = factor * np.nanmax(np.abs(values)) + 1e-3 * abs(shift)
    np.testing.assert_allclose(after, factor * before + shift, rtol=1e-5, atol=1e-5 * size)


@settings(max_examples=25, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=30),
    horizon=st.integers(1, 13),
    trust=st.floats(0, 1),
    calibration=calibrations,
    seed=st.integers(0, 2**31),
)
def test_a_series_is_forecast_alike_in_any_company(
    lengths: list[int], horizon: int, trust: float, calibration: Calibration, seed: int
) -> None:
    random = np.random.default_rng(seed)
    data = seasonal_panel(*lengths, seed=seed)
    ensemble = ensemble_of(0, 1, 2, trust=trust, calibration=calibration)
    together = at_the_end(ensemble, data, horizon)
    assert (np.diff(together, axis=-1) >= 0).all()
    order = random.permutation(len(lengths))
    shuffled = forecast_at(ensemble, data, order, data.lengths[order], horizon=horizon)
    np.testing.assert_array_equal(shuffled, together[order])
    single = at_the_end(ensemble, data.select(order[:1]), horizon)
    np.testing.assert_array_equal(single[0], together[order[0]])


@settings(max_examples=25, deadline=None)
@given(
    garbage=st.sampled_from([NAN, 0.0, 1e9, -1e9]),
    trust=st.sampled_from([0.5, 1.0]),
    calibration=calibrations,
    flat=st.booleans(),
    gap=st.integers(0, 60),
    seed=st.integers(0, 2**31),
)
def test_no_value_from_the_cutoff_on_matters(
    garbage: float, trust: float, calibration: Calibration, flat: bool, gap: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    data = seasonal_panel(150, 120, 140, seed=seed % 1000)
    series = np.array([2, 0, 2, 1])
    cutoffs = random.integers(100, 120, size=4)
    for index in range(3):
        data.series(index)[100 - gap : 100] = NAN  # windows may have to move back
        if flat:
            data.series(index)[20:] = 5.0
    ensemble = ensemble_of(0, 2, trust=trust, calibration=calibration)
    made = forecast_at(ensemble, data, series, cutoffs, horizon=7)
    assert np.isfinite(made).all()
    for row, (index, cutoff) in enumerate(zip(series, cutoffs, strict=True)):
        spoilt = data.select(np.array([index]))
        spoilt.values[cutoff:] = garbage
        again = forecast_at(ensemble, spoilt, np.array([0]), np.array([cutoff]), horizon=7)
        known = spoilt.until(np.array([cutoff]))
        ended = forecast(ensemble, known, horizon=7, levels=(80.0,), allow_negative=True)
        np.testing.assert_array_equal(again[0], made[row])
        np.testing.assert_array_equal(ended.point[0], made[row, :, 4])
        np.testing.assert_array_equal(ended.lower[0, 0], made[row, :, 2])


def test_the_value_before_the_cutoff_matters() -> None:
    data = seasonal_panel(60)
    where = np.array([0]), np.array([50])
    before = forecast_at(ensemble_of(0, 1), data, *where, horizon=3)
    data.values[49] += 1
    assert not np.array_equal(forecast_at(ensemble_of(0, 1), data, *where, horizon=3), before)


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    data = seasonal_panel(*range(20, 43))
    ensemble = ensemble_of(0, 1, 2, trust=0.5)
    series = np.repeat(np.arange(len(data)), 2)
    cutoffs = np.stack([data.lengths, data.lengths - 5], axis=1).ravel()
    whole = forecast_at(ensemble, data, series, cutoffs, horizon=9)
    for values in (1, 2000):
        monkeypatch.setattr(module, "_VALUES_AT_ONCE", values)
        blocks = forecast_at(ensemble, data, series, cutoffs, horizon=9)
        np.testing.assert_array_equal(blocks, whole)


def test_no_pairs_no_forecasts() -> None:
    nobody = np.empty(0, dtype=np.int64)
    made = forecast_at(ensemble_of(0), seasonal_panel(20), nobody, nobody, horizon=4)
    assert made.shape == (0, 4, 9)


@pytest.mark.parametrize("cutoff", [0, 3])
def test_without_a_value_there_is_nothing_to_forecast_from(cutoff: int) -> None:
    data = series_set([NAN, NAN, NAN, 1.0, 2.0])
    with pytest.raises(ValueError, match=f"series 0 has no value before step {cutoff}"):
        forecast_at(ensemble_of(0), data, np.array([0]), np.array([cutoff]), horizon=2)


def test_what_is_no_ensemble() -> None:
    with pytest.raises(ValueError, match="needs a member"):
        Ensemble(members=())
    median_only = dataclasses.replace(SPECS[0], quantiles=(0.5,))
    other = dataclasses.replace(member(0), spec=median_only, weights=random_weights(median_only))
    with pytest.raises(ValueError, match="the same quantiles"):
        Ensemble(members=(member(0), other))
    with pytest.raises(ValueError, match="lags must be at least 1"):
        Ensemble(members=(member(0),), lags=(12, 0))
    for trust in (-0.1, 1.1, NAN):
        with pytest.raises(ValueError, match="between 0 and 1"):
            ensemble_of(0, trust=trust)
    with pytest.raises(ValueError, match="of other quantiles"):
        ensemble_of(0, calibration=Calibration(factors=((1.0, 1.0),)))


@pytest.mark.parametrize("trust", [1.0, 0.5])
def test_a_series_that_is_left_to_the_repeated_season(trust: float) -> None:
    """Its median is that season, exactly; the others are as they were, to the bit."""
    data = seasonal_panel(80, 75, 90)
    whole = ensemble_of(0, 1, trust=trust)
    left = dataclasses.replace(whole, fallback=frozenset({data.keys[1]}))
    series, cutoffs = np.array([0, 1, 2, 1]), np.array([70, 60, 90, 75])
    before, after = (forecast_at(each, data, series, cutoffs, horizon=7) for each in (whole, left))
    np.testing.assert_array_equal(after[[0, 2]], before[[0, 2]])
    repeated = repeat_before(data, series, cutoffs, whole.repeated_lags, horizon=7)
    np.testing.assert_array_equal(after[[1, 3], :, whole.median], repeated[[1, 3]])
    assert (np.diff(after, axis=-1) >= 0).all()
    other = data.select(np.array([0, 2]))  # a fallback for a series that is not there
    np.testing.assert_array_equal(
        forecast_at(left, other, np.array([1]), np.array([90]), horizon=7), after[[2]]
    )
