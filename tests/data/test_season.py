"""Seasons are found where there are some, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN, series_set

from lstmcast.data.season import find_seasons

FloatArray = npt.NDArray[np.float64]


def wave(period: float, length: int, *, noise: float = 0.3, seed: int = 0) -> FloatArray:
    random = np.random.default_rng(seed)
    steps = np.arange(length)
    return np.sin(2 * np.pi * steps / period + seed) + noise * random.normal(size=length)


def walk(length: int, seed: int) -> FloatArray:
    return np.random.default_rng(seed).normal(size=length).cumsum()


def noise(length: int, seed: int) -> FloatArray:
    return np.random.default_rng(seed).normal(size=length)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("period", "length"), [(4, 60), (7, 120), (12, 96), (24, 500), (52, 260)])
def test_a_usual_season_is_found(period: int, length: int, seed: int) -> None:
    assert find_seasons(series_set(wave(period, length, seed=seed)), (period,)) == (period,)


def test_a_trend_hides_no_season_and_makes_none() -> None:
    trend = np.arange(144.0)
    assert find_seasons(series_set(trend + 5 * wave(12, 144)), (12,)) == (12,)
    assert find_seasons(series_set(trend), (12,)) == (1,)
    assert find_seasons(series_set(1.05**trend), (12,)) == (1,)


@pytest.mark.parametrize("length", [60, 300, 2000])
@pytest.mark.parametrize(("maker", "seldom"), [(walk, 6), (noise, 2)])
def test_chance_is_seldom_a_season(
    maker: Callable[[int, int], FloatArray], seldom: int, length: int
) -> None:
    """A random walk looks seasonal now and then; noise hardly ever."""
    found = [find_seasons(series_set(maker(length, seed)), (12,)) for seed in range(40)]
    assert found.count((1,)) >= 40 - seldom


def test_both_seasons_of_hourly_data() -> None:
    hours = np.arange(24 * 7 * 8)
    values = wave(24, len(hours)) * np.where(hours // 24 % 7 < 5, 1.0, 0.2) + 3
    assert find_seasons(series_set(values), (24, 168)) == (24, 168)


def test_a_day_without_a_week() -> None:
    made = series_set(*(wave(24, 24 * 7 * 6, seed=seed) for seed in range(3)))
    assert find_seasons(made, (24, 168))[0] == 24


def test_a_season_shows_through_gaps() -> None:
    values = wave(12, 240)
    random = np.random.default_rng(3)
    values[random.random(240) < 0.4] = NAN
    values[100:130] = NAN
    assert find_seasons(series_set(values), (12,)) == (12,)


def test_a_panel_decides_together() -> None:
    seasonal = [wave(12, 60, noise=1.0, seed=seed) for seed in range(20)]
    assert find_seasons(series_set(*seasonal), (12,)) == (12,)
    mixed = [*seasonal[:6], *(noise(60, seed) for seed in range(100, 114))]
    assert find_seasons(series_set(*mixed), (12,)) == (1,)


def test_a_large_panel_is_sampled_evenly() -> None:
    made = [noise(60, seed) if seed < 150 else wave(12, 60, seed=seed) for seed in range(1000)]
    assert find_seasons(series_set(*made), (12,)) == (12,)


@pytest.mark.parametrize("period", [10, 33, 90])
def test_an_unusual_season_that_strikes_the_eye(period: int) -> None:
    (found,) = find_seasons(series_set(wave(period, 12 * period, noise=0.1)), ())
    assert abs(found - period) <= max(1, period // 20)


def test_a_season_that_explains_next_to_nothing_is_none() -> None:
    """Much data prove even the weakest season; that it is there does not make it useful."""
    assert find_seasons(series_set(wave(12, 20_000, noise=8.0)), (12,)) == (1,)
    assert find_seasons(series_set(wave(12, 20_000, noise=1.5)), (12,)) == (12,)


def test_a_weak_unusual_season_is_not_believed() -> None:
    assert find_seasons(series_set(wave(10, 200, noise=4.0)), ()) == (1,)


@pytest.mark.parametrize("level", [0.0, 0.1, 1e6 + 0.1, -7.7])
@pytest.mark.parametrize("length", [30, 300])
def test_a_constant_has_no_season(level: float, length: int) -> None:
    assert find_seasons(series_set(np.full(length, level)), (7, 12)) == (1,)


@pytest.mark.parametrize(
    ("length", "usual", "expected"),
    [
        (0, (12,), (1,)),
        (1, (12,), (1,)),
        (12, (12,), (1,)),  # not a cycle and a step
        (13, (12,), (12,)),  # taken on trust
        (25, (12,), (12,)),
        (20, (7, 365), (1,)),  # two cycles of seven say no
        (60, (), (1,)),
    ],
)
def test_short_series(length: int, usual: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert find_seasons(series_set(np.arange(float(length))), usual) == expected


def test_no_series_at_all() -> None:
    assert find_seasons(series_set(), (12,)) == (1,)


def test_sizes_do_not_matter() -> None:
    made = [wave(12, 96, seed=seed) for seed in range(5)]
    for size in (1e-9, 1e9):
        assert find_seasons(series_set(*(size * values + size for values in made)), (12,)) == (12,)
