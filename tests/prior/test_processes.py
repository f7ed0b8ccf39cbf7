"""The building blocks equal their formulas, step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.prior.processes import (
    accumulate,
    decades,
    happens,
    heavy_tails,
    normal,
    rotate,
    standardise,
    switch,
    uniform,
)

seeds = st.integers(0, 2**32 - 1)


def test_shares_and_sizes_are_those_asked_for() -> None:
    random = np.random.default_rng(0)
    assert happens(random, 0.3, 20_000).mean() == pytest.approx(0.3, abs=0.02)

    flat = uniform(random, -2, 3, 20_000)
    assert (flat.min(), flat.max()) == pytest.approx((-2, 3), abs=0.01)
    spread = np.log10(decades(random, -1, 2, 20_000))
    assert np.quantile(spread, [0, 0.5, 1]) == pytest.approx([-1, 0.5, 2], abs=0.05)


@given(seed=seeds, rows=st.integers(1, 5), steps=st.integers(2, 40), size=st.floats(0.01, 1e4))
def test_standardised_rows_have_mean_zero_and_deviation_one(
    seed: int, rows: int, steps: int, size: float
) -> None:
    made = standardise(7 + size * np.random.default_rng(seed).normal(size=(rows, steps)))
    assert made.dtype == np.float32
    np.testing.assert_allclose(made.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(made.std(axis=1), 1, rtol=1e-3)


def test_flat_rows_are_standardised_to_zeros() -> None:
    np.testing.assert_array_equal(standardise(np.full((2, 9), 3.0)), 0)


@given(seed=seeds, rows=st.integers(1, 4), steps=st.integers(1, 30))
def test_accumulate_is_an_autoregression_of_order_one(seed: int, rows: int, steps: int) -> None:
    random = np.random.default_rng(seed)
    shocks, memory = normal(random, rows, steps), uniform(random, -1, 1, rows)
    before, state = shocks.copy(), np.zeros(rows)
    made = accumulate(shocks, memory)
    for step in range(steps):
        state = memory * state + shocks[:, step]
        np.testing.assert_allclose(made[:, step], state, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(shocks, before)


def test_with_full_memory_shocks_add_up_to_a_walk() -> None:
    shocks = normal(np.random.default_rng(0), 3, 50)
    walk = accumulate(shocks, np.ones(3, np.float32))
    np.testing.assert_allclose(walk, shocks.cumsum(axis=1), rtol=1e-4, atol=1e-4)


@given(period=st.floats(3, 40), memory=st.floats(0.5, 1.0))
def test_one_shock_rotates_with_its_period_and_dies_out(period: float, memory: float) -> None:
    shocks = np.zeros((2, 1, 60), np.float32)
    shocks[0, 0, 0] = 1
    made = rotate(shocks, np.float32([period]), np.float32([memory]))
    steps = np.arange(60)
    np.testing.assert_allclose(
        made[0], memory**steps * np.cos(2 * np.pi * steps / period), atol=1e-3
    )


@given(seed=seeds)
def test_a_switch_rises_from_zero_to_one(seed: int) -> None:
    curves = switch(np.random.default_rng(seed), 20, 60)
    assert curves.shape == (20, 60)
    assert curves.min() >= 0
    assert curves.max() <= 1
    assert (np.diff(curves, axis=1) >= 0).all()


def test_heavy_tails_come_to_the_share_of_rows_they_are_meant_for() -> None:
    calm = normal(np.random.default_rng(0), 400, 500)
    made = heavy_tails(np.random.default_rng(1), calm.copy(), 0.25)
    changed = (made != calm).any(axis=1)
    assert changed.mean() == pytest.approx(0.25, abs=0.06)
    kurtosis = (standardise(made) ** 4).mean(axis=1)
    assert np.median(kurtosis[changed]) > 4 > np.median(kurtosis[~changed])
    nobody = heavy_tails(np.random.default_rng(1), calm.copy(), 0.0)
    np.testing.assert_array_equal(nobody, calm)
