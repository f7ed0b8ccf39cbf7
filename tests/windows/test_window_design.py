"""The shape of a window fits the season, the horizon and the data at hand."""

from __future__ import annotations

import numpy as np
import pytest
from builders import NAN, seasonal_panel, series_set
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.model.spec import ModelSpec
from lstmcast.windows.design import (
    choose_horizon,
    choose_lags,
    choose_lookback,
    choose_patch,
    design_window,
    whole_patches,
)
from lstmcast.windows.splits import plan_splits

SEASONS = (1, 4, 7, 12, 24, 48, 52, 96, 288, 365, 1440)
seasons = st.sampled_from(SEASONS)
panels = st.lists(st.integers(1, 5000), min_size=1, max_size=5).map(np.array)


@given(usual=st.integers(1, 1440), lengths=panels)
def test_horizon_is_at_most_the_usual_and_a_sixth(usual: int, lengths: np.ndarray) -> None:
    horizon = choose_horizon(usual, lengths)
    assert 1 <= horizon <= usual
    assert horizon == 1 or horizon <= lengths.max() / 6
    assert choose_horizon(usual, np.array([6 * usual])) == usual


@given(season=seasons, horizon=st.integers(1, 300), lengths=panels)
def test_lookback_lies_between_a_season_and_what_the_data_afford(
    season: int, horizon: int, lengths: np.ndarray
) -> None:
    lookback = choose_lookback(season, horizon, lengths)
    assert lookback >= max(season, 2)
    assert lookback <= max(season, 2, np.quantile(lengths, 0.75) / 2)
    assert lookback <= max(season, 2048)
    assert lookback <= max(3 * season, 2 * horizon, 16)


def test_lookback_with_plenty_of_data() -> None:
    plenty = np.array([100_000])
    assert choose_lookback(12, 12, plenty) == 36
    assert choose_lookback(1, 3, plenty) == 16
    assert choose_lookback(7, 40, plenty) == 80
    assert choose_lookback(1440, 60, plenty) == 2048
    assert choose_lookback(8760, 24, plenty) == 8760


@given(season=seasons, lookback=st.integers(2, 5000))
def test_patch_makes_few_steps_of_whole_seasons(season: int, lookback: int) -> None:
    lookback = max(lookback, season)
    patch = choose_patch(season, lookback)
    assert 1 <= patch <= lookback
    assert whole_patches(lookback, patch) <= 32 * patch
    if season == 1:
        assert patch in {max(1, min(4, lookback // 4)), -(-lookback // 32)}
        return
    parts = [part for part in range(1, min(season, 48) + 1) if season % part == 0]
    if lookback <= 32 * max(parts):
        assert patch == max(parts)
    elif lookback > 32 * season:
        assert patch % season == 0


@pytest.mark.parametrize(
    ("season", "lookback", "patch"),
    [(4, 16, 4), (7, 21, 7), (12, 36, 12), (24, 72, 24), (48, 144, 48), (52, 156, 26),
     (96, 288, 48), (288, 864, 48), (365, 1095, 35), (1440, 2048, 64), (1, 16, 4), (1, 3, 1)],
)  # fmt: skip
def test_patches_of_usual_seasons(season: int, lookback: int, patch: int) -> None:
    assert choose_patch(season, lookback) == patch


@given(lookback=st.integers(1, 5000), patch=st.integers(1, 100))
def test_whole_patches_rounds_up(lookback: int, patch: int) -> None:
    whole = whole_patches(lookback, patch)
    assert whole % patch == 0
    assert lookback <= whole < lookback + patch


@given(
    season=seasons,
    more=st.lists(seasons, max_size=1),
    horizon=st.integers(1, 100),
    lookback=st.none() | st.integers(1, 3000),
    lengths=panels,
)
def test_every_design_can_be_built(
    season: int, more: list[int], horizon: int, lookback: int | None, lengths: np.ndarray
) -> None:
    lags = tuple(sorted({season, *more}, reverse=True))
    shape, patch = design_window(
        season=season, lags=lags, horizon=horizon, lookback=lookback, lengths=lengths
    )
    spec = ModelSpec(horizon=horizon, lookback=shape.lookback, patch=patch)
    assert spec.patches * patch == shape.lookback
    assert (shape.horizon, shape.season) == (horizon, season)
    assert shape.lags == tuple(lag for lag in lags if lag <= shape.lookback)
    if lookback is None:
        assert shape.lags == lags
    else:
        assert lookback <= shape.lookback < lookback + patch


def chosen_lags(data: object, seasons: tuple[int, ...], horizon: int = 6) -> tuple[int, ...]:
    splits = plan_splits(data.lengths, data.starts, horizon=horizon, season=seasons[0])
    return choose_lags(data, splits, seasons, horizon)


def test_a_clear_season_is_repeated() -> None:
    assert chosen_lags(seasonal_panel(144), (12,)) == (12, 1)


def test_a_random_walk_repeats_its_last_value() -> None:
    walk = np.random.default_rng(0).normal(size=300).cumsum()
    assert chosen_lags(series_set(walk), (12,)) == (1,)


def test_of_two_seasons_the_longer_one_is_repeated_where_both_matter() -> None:
    random = np.random.default_rng(0)
    hours = np.arange(24 * 7 * 10)
    day = np.sin(2 * np.pi * hours / 24)
    working = 1.0 * (hours // 24 % 7 < 5)
    noise = 0.01 * random.normal(size=len(hours))
    assert chosen_lags(series_set(day * working + noise), (24, 168), 24) == (168, 24, 1)
    drifting = day + 0.02 * random.normal(size=len(hours)).cumsum()
    assert chosen_lags(series_set(drifting), (24, 168), 24) == (24, 1)


def test_a_season_that_fits_less_than_three_times_is_not_repeated() -> None:
    steady = series_set(np.tile(np.arange(12.0), 12))
    assert chosen_lags(steady, (12, 48)) == (48, 12, 1)
    assert chosen_lags(steady.until(np.array([143])), (12, 48)) == (12, 1)


def test_without_validation_windows_the_shortest_season_is_repeated() -> None:
    assert chosen_lags(series_set(np.arange(20.0)), (12, 52)) == (12, 1)


def test_validation_windows_without_values_decide_nothing() -> None:
    values = seasonal_panel(144).values
    values[60:-1] = NAN
    assert chosen_lags(series_set(values), (12,)) == (12, 1)


@pytest.mark.parametrize("end", range(70, 110, 5))
def test_one_discontinued_series_does_not_decide_for_all(end: int) -> None:
    data = seasonal_panel(*[120] * 20)
    data.series(3)[end:] = 0.0
    assert chosen_lags(data, (12,)) == (12, 1)


def test_a_series_gone_flat_repeats_its_last_value() -> None:
    values = seasonal_panel(120).values
    values[95:] = 0.0
    assert chosen_lags(series_set(values), (12,)) == (1,)


def test_values_of_the_held_out_horizon_choose_nothing() -> None:
    data = seasonal_panel(144)
    before = chosen_lags(data, (12,))
    data.values[-6:] = 1e9
    assert chosen_lags(data, (12,)) == before
