"""What the newest step tells is what steps told before: of noise nothing, of a walk all."""

from __future__ import annotations

import numpy as np
import pytest
from builders import NAN
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.windows.folding import Fold
from lstmcast.windows.persistence import FloatArray, Memory, remember

FOLD = Fold(steps=96, bins=8)


def simulated(share: float, *, noise: float = 0.0, bins: int = 800, rows: int = 12) -> FloatArray:
    """Return series of which ``share`` is left from step to step, and noise on top."""
    random = np.random.default_rng(5)
    steps = random.normal(size=(rows, FOLD.steps_back(bins)))
    made = steps.copy()
    for step in range(1, made.shape[1]):
        made[:, step] = share * made[:, step - 1] + steps[:, step]
    return made + noise * random.normal(size=made.shape)


def remembered(past: FloatArray, *, since: int = 1, ahead: int = 24) -> Memory:
    bins = past.shape[1] * FOLD.bins // FOLD.steps
    return remember(past, FOLD, bins, np.full(len(past), since), ahead)


@pytest.mark.parametrize("share", [0.8, 0.95])
def test_shares_and_errors_are_those_of_the_process(share: float) -> None:
    memory = remembered(simulated(share))
    distance = np.arange(1, 7)
    np.testing.assert_allclose(memory.shares[:, 0], share, atol=0.15)
    np.testing.assert_allclose(memory.shares[:, :6].mean(axis=0), share**distance, atol=0.15)
    missed = np.sqrt((1 - share ** (2 * distance)) / (1 - share**2))
    np.testing.assert_allclose(memory.errors[:, :6].mean(axis=0), missed, rtol=0.2)


def test_noise_on_top_is_not_taken_for_level() -> None:
    """Most of the newest deviation is noise; what is not stays for long."""
    shares = remembered(simulated(0.99, noise=4.0)).shares
    assert 0.05 < shares[:, 0].mean() < 0.4
    assert shares[:, 5].mean() > 0.7 * shares[:, 0].mean()


def test_a_season_is_no_memory() -> None:
    season = 50 * np.sin(2 * np.pi * np.arange(96) / 96)
    past = simulated(0.0)
    with_season = remembered(past + np.tile(season, past.shape[1] // 96))
    np.testing.assert_allclose(with_season.shares, remembered(past).shares, atol=1e-9)
    assert with_season.shares[:, 0].mean() < 0.1


@pytest.mark.parametrize("value", [0.0, 7.0, 1e300])
def test_equal_values_say_nothing(value: float) -> None:
    memory = remembered(np.full((1, FOLD.steps_back(9)), value))
    assert (memory.shares == 0).all()
    assert np.isinf(memory.errors).all()


@settings(deadline=None)
@given(
    seed=st.integers(0, 2**31),
    bins=st.integers(1, 20),
    gaps=st.sampled_from([0.0, 0.5, 0.95]),
    factor=st.sampled_from([1e-300, 1.0, 1e300]),
    since=st.integers(1, 12),
)
def test_shares_fall_errors_rise_and_rows_ignore_each_other(
    seed: int, bins: int, gaps: float, factor: float, since: int
) -> None:
    random = np.random.default_rng(seed)
    past = factor * random.normal(size=(4, FOLD.steps_back(bins))).cumsum(axis=1)
    past[random.random(past.shape) < gaps] = NAN
    memory = remember(past, FOLD, bins, np.full(4, since), 30)
    assert (memory.shares >= 0).all()
    assert (memory.shares < 1).all()
    assert (np.diff(memory.shares, axis=1) <= 0).all()
    assert (memory.errors > 0).all()
    finite = memory.errors[np.isfinite(memory.errors).all(axis=1)]
    assert (np.diff(finite, axis=1) >= 0).all()
    for row in range(4):
        alone = remember(past[[row]], FOLD, bins, np.array([since]), 30)
        np.testing.assert_array_equal(alone.shares[0], memory.shares[row])
        np.testing.assert_array_equal(alone.errors[0], memory.errors[row])
