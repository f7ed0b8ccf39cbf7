"""What comes back: seasonal profiles that stay, grow or change; days within weeks."""

from __future__ import annotations

import numpy as np

from lstmcast.prior.processes import (
    Float32Array,
    accumulate,
    decades,
    happens,
    normal,
    standardise,
    switch,
    uniform,
)

_HARMONICS = 6
_BUMPS = 3
_HOURS = 24
_DAYS = 7
_MONTH_LENGTHS = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def draw_seasons(random: np.random.Generator, rows: int, steps: int, season: int) -> Float32Array:
    """Return seasons [N, T] of ``season`` steps and of about unit size.

    Four in ten drift towards another profile, four in ten grow or shrink. With a season of
    24 steps, most have weeks of seven days besides.
    """
    if season == _HOURS:
        return _days_in_weeks(random, rows, steps)
    phase = (np.arange(steps) + random.integers(0, season)) % season
    first = draw_profiles(random, rows, season)[:, phase]
    second = draw_profiles(random, rows, season)[:, phase]
    return _grow(random, _drift(random, first, second, 0.4))


def draw_profiles(random: np.random.Generator, rows: int, season: int) -> Float32Array:
    """Return one season each, [N, season], of mean zero and standard deviation one.

    A quarter each: a few harmonics; every phase for itself; bumps and plateaus; a few
    phases that stick out of a smooth season. Of months, one in ten also feels how long
    they are.
    """
    waves = standardise(_harmonics(random, rows, season))
    free = normal(random, rows, season)
    spikes = normal(random, rows, season) ** 3 * happens(random, 0.5, rows)
    kinds = np.stack([waves, free, _bumps(random, rows, season), spikes + waves / 2])
    profile = standardise(kinds[random.integers(0, len(kinds), rows), np.arange(rows)])
    if season == len(_MONTH_LENGTHS):
        length = standardise(np.array([_MONTH_LENGTHS], np.float32))
        share = uniform(random, 0, 1.5, rows, 1) * happens(random, 0.1, rows)
        profile = standardise(profile + share * np.roll(length, random.integers(0, season), 1))
    return profile


def _harmonics(random: np.random.Generator, rows: int, season: int) -> Float32Array:
    """Return sums of one to six harmonics whose amplitudes decay."""
    most = min(_HARMONICS, season // 2)
    phase = np.arange(season, dtype=np.float32) / season
    count = random.integers(1, most + 1, (rows, 1))
    decay = uniform(random, 0, 1.5, rows, 1)
    profile = np.zeros((rows, season), np.float32)
    for order in range(1, most + 1):
        amplitude = normal(random, rows, 1) * (order <= count) / np.float32(order) ** decay
        shift = uniform(random, 0, 1, rows, 1)
        profile += amplitude * np.sin(np.float32(2 * np.pi) * (order * phase + shift))
    return profile


def _bumps(random: np.random.Generator, rows: int, season: int) -> Float32Array:
    """Return one to three humps or plateaus, narrow or wide, up or down."""
    phase = np.arange(season, dtype=np.float32) / season
    sharpness = np.where(happens(random, 0.5, rows), np.float32(8), np.float32(2))
    profile = np.zeros((rows, season), np.float32)
    for _ in range(_BUMPS):
        away = np.abs((phase - uniform(random, 0, 1, rows, 1) + 0.5) % 1 - 0.5)
        width = decades(random, -2, -0.6, rows, 1)
        profile += normal(random, rows, 1) * np.exp(-(np.minimum(away / width, 4) ** sharpness))
    return standardise(profile + np.float32(1e-4) * normal(random, rows, season))


def _drift(
    random: np.random.Generator, first: Float32Array, second: Float32Array, share: float
) -> Float32Array:
    """Let a share of seasons [N, T] go over, in part, into other ones."""
    rows, steps = first.shape
    moved = switch(random, rows, steps) * uniform(random, 0, 0.7, rows, 1)
    moved *= happens(random, share, rows)
    return first + moved * (second - first)


def _grow(random: np.random.Generator, season: Float32Array) -> Float32Array:
    """Let four in ten seasons [N, T] grow or shrink."""
    rows, steps = season.shape
    time = np.linspace(-1, 1, steps, dtype=np.float32)
    rate = np.float32(0.4) * normal(random, rows, 1) * happens(random, 0.4, rows)
    grown: Float32Array = season * np.exp(rate * time)
    return grown


def _days_in_weeks(random: np.random.Generator, rows: int, steps: int) -> Float32Array:
    """Return daily profiles of 24 steps, in weeks whose days differ, [N, T].

    Half have weekends: lower, flatter, or with a profile of their own; a quarter have seven
    days of different size; a quarter know no week. Days may also have a size of their own
    that lingers, as weather does.
    """
    step = np.arange(steps) + random.integers(0, _HOURS * _DAYS)
    hour, day = step % _HOURS, step // _HOURS
    weekday = day % _DAYS
    profiles = [draw_profiles(random, rows, _HOURS) for _ in range(3)]
    size, level, other = _weeks(random, rows)
    apart = other[:, weekday]
    season = profiles[0][:, hour] * (1 - apart) + profiles[1][:, hour] * apart
    season = size[:, weekday] * season + level[:, weekday]
    season = _drift(random, season, profiles[2][:, hour], 0.3)
    weather = normal(random, rows, int(day[-1] - day[0]) + 1)
    lingering = accumulate(weather, uniform(random, 0, 0.9, rows))
    swing = np.float32(0.3) * uniform(random, 0, 1, rows, 1) * happens(random, 0.4, rows)
    return standardise(season * np.exp(swing * lingering)[:, day - day[0]])


def _weeks(
    random: np.random.Generator, rows: int
) -> tuple[Float32Array, Float32Array, Float32Array]:
    """Return size, level and share of the other profile of each weekday, all [N, 7]."""
    kind = random.random((rows, 1), dtype=np.float32)
    working, uneven = kind < 0.5, (kind >= 0.5) & (kind < 0.75)
    weekend = (np.arange(_DAYS) >= 5).astype(np.float32)
    size = np.where(working, 1 - weekend * uniform(random, 0, 1, rows, 1), np.float32(1))
    size = np.where(uneven, 1 + np.float32(0.3) * normal(random, rows, _DAYS), size)
    lower = np.float32(0.7) * random.standard_gamma(1.0, (rows, 1), dtype=np.float32)
    level = np.where(working, -weekend * lower, np.float32(0))
    level = np.where(uneven, np.float32(0.5) * normal(random, rows, _DAYS), level)
    share = uniform(random, 0, 1, rows, 1) * happens(random, 0.4, rows)
    return size, level, np.where(working, weekend * share, np.float32(0))
