"""Forecasts in the units of the data: each its own series' affair, and following the data."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN, random_weights, seasonal_panel, series_set
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.data.series import SeriesSet
from lstmcast.errors import UsageError
from lstmcast.inference import forecast as module
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import ForecastSet, forecast
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import CELLS, ModelSpec
from lstmcast.windows.sampling import WindowShape


def forecaster_of(seed: int = 0, cell: str = "lstm", **shape: object) -> Forecaster:
    spec = ModelSpec(
        horizon=5, lookback=24, patch=6, cell=cell, hidden=7, bidirectional=bool(seed % 2)
    )
    return Forecaster(
        spec=spec,
        shape=WindowShape(**{"lookback": 24, "horizon": 5, "season": 12, "lags": (12, 1)} | shape),
        weights=random_weights(spec, seed),
    )


def made_by(
    forecaster: Forecaster,
    data: SeriesSet,
    *,
    horizon: int = 5,
    levels: tuple[float, ...] = (50.0, 80.0, 99.0),
    allow_negative: bool = True,
) -> ForecastSet:
    return forecast(
        Ensemble(members=(forecaster,)),
        data,
        horizon=horizon,
        levels=levels,
        allow_negative=allow_negative,
    )


def assert_series_equal(first: ForecastSet, i: int, second: ForecastSet, j: int) -> None:
    """Check that two series are forecast alike, to the bit."""
    assert first.keys[i] == second.keys[j]
    np.testing.assert_array_equal(first.ordinals[i], second.ordinals[j])
    np.testing.assert_array_equal(first.point[i], second.point[j])
    np.testing.assert_array_equal(first.lower[:, i], second.lower[:, j])
    np.testing.assert_array_equal(first.upper[:, i], second.upper[:, j])


@settings(max_examples=25, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=30),
    cell=st.sampled_from(CELLS),
    horizon=st.integers(1, 13),
    seed=st.integers(0, 2**31),
)
def test_a_series_is_forecast_alike_in_any_company(
    lengths: list[int], cell: str, horizon: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    data = seasonal_panel(*lengths, seed=seed)
    forecaster = forecaster_of(seed % 7, cell)
    together = made_by(forecaster, data, horizon=horizon)
    order = random.permutation(len(lengths))
    shuffled = made_by(forecaster, data.select(order), horizon=horizon)
    alone = int(random.integers(len(lengths)))
    single = made_by(forecaster, data.select(np.array([alone])), horizon=horizon)
    assert_series_equal(single, 0, together, alone)
    for position, index in enumerate(order):
        assert_series_equal(shuffled, position, together, int(index))


def test_blocks_of_series_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    data = seasonal_panel(*range(20, 43))
    whole = made_by(forecaster_of(), data, allow_negative=False)
    monkeypatch.setattr(module, "_VALUES_AT_ONCE", 7 * (24 + 5 * 9))
    blocks = made_by(forecaster_of(), data, allow_negative=False)
    for index in range(len(data)):
        assert_series_equal(whole, index, blocks, index)


@settings(max_examples=50, deadline=None)
@given(
    factor=st.floats(1e-3, 1e3),
    shift=st.integers(-1000, 1000),
    gaps=st.floats(0, 0.5),
    length=st.integers(2, 40),
    horizon=st.integers(1, 12),
    seed=st.integers(0, 2**31),
)
def test_forecasts_follow_a_shift_and_a_factor(
    factor: float, shift: int, gaps: float, length: int, horizon: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    values = random.integers(-30, 30, size=length).astype(float)
    values[:-1][random.random(length - 1) < gaps] = NAN
    forecaster = forecaster_of(seed % 5)
    before = made_by(forecaster, series_set(values), horizon=horizon)
    after = made_by(forecaster, series_set(factor * values + shift), horizon=horizon)
    size = factor * np.nanmax(np.abs(values)) + 1e-3 * abs(shift)
    for name in ("point", "lower", "upper"):
        np.testing.assert_allclose(
            getattr(after, name),
            factor * getattr(before, name) + shift,
            rtol=1e-5,
            atol=1e-5 * size,
        )


def test_a_forecast_uses_the_last_window_and_nothing_older() -> None:
    values = seasonal_panel(60).values
    forecaster = forecaster_of()
    before = made_by(forecaster, series_set(values)).point
    older = values.copy()
    older[: 60 - 24] = 1e6
    np.testing.assert_array_equal(made_by(forecaster, series_set(older)).point, before)
    values[60 - 24] += 1
    assert not np.array_equal(made_by(forecaster, series_set(values)).point, before)


def downward() -> npt.NDArray[np.float64]:
    """Return values that never fall below zero but whose forecasts would."""
    return np.array([0.0, 3.0] * 20)


def plunging() -> Forecaster:
    forecaster = forecaster_of()
    forecaster.weights["head.output.bias"].reshape(5, 9)[:] = np.linspace(-9, -4, 9)
    return forecaster


def test_data_never_below_zero_get_no_negative_forecast() -> None:
    data = series_set(downward(), downward() - 1.0, downward() + 1.0)
    free = made_by(plunging(), data)
    floored = made_by(plunging(), data, allow_negative=False)
    for bounds in (free.point, *free.lower, *free.upper):
        assert (bounds[[0, 2]] < 0).any()
    for name in ("point", "lower", "upper"):
        wild, tame = getattr(free, name), getattr(floored, name)
        axis = tame.ndim - 2  # of the series
        np.testing.assert_array_equal(np.take(tame, 1, axis), np.take(wild, 1, axis))
        kept = np.take(tame, [0, 2], axis)
        assert (kept >= 0).all()
        np.testing.assert_array_equal(kept, np.maximum(np.take(wild, [0, 2], axis), 0))


def test_old_negative_values_lift_the_floor() -> None:
    """The whole history counts, also what lies before the window."""
    values = np.concatenate([[-1.0], downward()])
    made = made_by(plunging(), series_set(values), allow_negative=False)
    assert (made.point < 0).any()


def test_gaps_are_no_negative_values() -> None:
    values = downward()
    values[3:9] = NAN
    made = made_by(plunging(), series_set(values), allow_negative=False)
    assert (made.point >= 0).all()
    assert (made.lower >= 0).all()


@pytest.mark.parametrize("horizon", [1, 4, 5, 6, 17])
def test_a_longer_horizon_only_appends(horizon: int) -> None:
    data = seasonal_panel(48, 20)
    short, long = (made_by(forecaster_of(), data, horizon=steps) for steps in (horizon, 23))
    assert short.point.shape == (2, horizon)
    assert short.lower.shape == short.upper.shape == (3, 2, horizon)
    np.testing.assert_array_equal(short.point, long.point[:, :horizon])
    np.testing.assert_array_equal(short.lower, long.lower[..., :horizon])
    np.testing.assert_array_equal(short.ordinals, long.ordinals[:, :horizon])


def test_ordinals_follow_each_series_end() -> None:
    data = series_set([1.0, 2.0, 3.0], [1.0, 2.0])  # the second starts a step later
    assert made_by(forecaster_of(), data, horizon=2).ordinals.tolist() == [[3, 4], [3, 4]]
    assert made_by(forecaster_of(), data.until(np.array([1, 2])), horizon=2).ordinals.tolist() == [
        [1, 2],
        [3, 4],
    ]


def test_levels_are_sorted_and_each_once() -> None:
    data = seasonal_panel(48)
    made = made_by(forecaster_of(), data, levels=(95.0, 80.0, 95.0, 10.0))
    assert made.levels == (10.0, 80.0, 95.0)
    assert made.lower.shape[0] == made.upper.shape[0] == 3
    assert (np.diff(made.lower, axis=0) <= 0).all()
    assert (np.diff(made.upper, axis=0) >= 0).all()
    assert (made.lower <= made.point).all()
    assert (made.point <= made.upper).all()
    alone = made_by(forecaster_of(), data, levels=(95.0,))
    np.testing.assert_array_equal(alone.lower[0], made.lower[2])


def test_no_levels_no_intervals() -> None:
    made = made_by(forecaster_of(), seasonal_panel(48), levels=())
    assert made.lower.shape == (0, 1, 5)


@pytest.mark.parametrize("level", [0.0, 100.0, -5.0])
def test_levels_out_of_range(level: float) -> None:
    with pytest.raises(UsageError, match="level"):
        made_by(forecaster_of(), seasonal_panel(48), levels=(level,))


@pytest.mark.parametrize("value", [0.0, 7.5, -1e6])
@pytest.mark.parametrize("length", [1, 50])
def test_a_constant_goes_on(value: float, length: int) -> None:
    made = made_by(forecaster_of(), series_set(np.full(length, value)), horizon=9)
    for name in ("point", "lower", "upper"):
        np.testing.assert_allclose(getattr(made, name), value, rtol=1e-12)


def test_untrained_weights_repeat_the_season() -> None:
    forecaster = forecaster_of()
    for name in ("head.output.weight", "head.output.bias"):
        forecaster.weights[name][:] = 0
    data = seasonal_panel(48)
    made = made_by(forecaster, data, horizon=12)
    np.testing.assert_allclose(made.point[0], data.values[-12:], rtol=1e-6)


def test_select_takes_whole_series() -> None:
    made = made_by(forecaster_of(), seasonal_panel(30, 40, 50))
    chosen = made.select(np.array([2, 0]))
    assert chosen.levels == made.levels
    for position, index in enumerate([2, 0]):
        assert_series_equal(chosen, position, made, index)


def test_a_flat_window_takes_its_spread_from_the_whole_series() -> None:
    moving = [1.0, 9.0, 4.0, 7.0, 2.0, 8.0]
    data = series_set(moving + [5.0] * 40, [5.0] * 46)
    made = made_by(forecaster_of(), data)
    assert (made.upper[-1, 0] > made.lower[-1, 0]).all()
    assert (made.upper[-1, 1] == made.lower[-1, 1]).all()  # nothing is known of how it moves


def test_an_empty_window_moves_back_by_whole_seasons() -> None:
    shape = forecaster_of().shape
    values = np.arange(60.0) % shape.season + np.sin(np.arange(60.0))
    gap = 3 * shape.lookback - shape.lookback % shape.season
    late = np.concatenate([values, np.full(gap, np.nan)])
    seasons = -(-(gap + 1 - shape.lookback) // shape.season)
    moved = late[: len(late) - seasons * shape.season]
    made, expected = (made_by(forecaster_of(), series_set(each)) for each in (late, moved))
    np.testing.assert_array_equal(made.point, expected.point)
    assert np.ptp(made.point) > 0


def test_a_flat_window_is_forecast_as_its_value() -> None:
    data = series_set([1.0, 9.0, 4.0, 7.0, 2.0, 8.0] + [5.0] * 40)
    made = made_by(forecaster_of(), data)
    np.testing.assert_array_equal(made.point[0, :5], 5.0)
