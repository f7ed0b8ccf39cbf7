"""How series are written down, and how much of their past is taken away."""

from __future__ import annotations

import numpy as np
import pytest

from lstmcast.prior.observation import hide, write_down

ROWS, STEPS = 4000, 100


@pytest.fixture(scope="module")
def written() -> np.ndarray:
    """Return what becomes of plain noise."""
    random = np.random.default_rng(0)
    signal = random.standard_normal((ROWS, STEPS), dtype=np.float32)
    return write_down(random, signal, multiplicative=0.4)


def test_every_value_is_a_number(written: np.ndarray) -> None:
    assert written.shape == (ROWS, STEPS)
    assert written.dtype == np.float32
    assert np.isfinite(written).all()


def test_as_many_are_exponentiated_as_were_asked_for(written: np.ndarray) -> None:
    assert (written > 0).all(axis=1).mean() == pytest.approx(0.4, abs=0.04)


def test_a_few_are_counts_cut_off_rounded_or_mostly_zero(written: np.ndarray) -> None:
    whole = (written == np.round(written)).all(axis=1)
    assert whole.mean() == pytest.approx(0.03, abs=0.01)
    assert (written[whole] >= 0).all()
    zero = (written == 0).mean(axis=1)
    assert ((zero > 0.2) & ~whole & (written >= 0).all(axis=1)).mean() > 0.01
    at_least = (written == written.min(axis=1, keepdims=True)).mean(axis=1)
    at_most = (written == written.max(axis=1, keepdims=True)).mean(axis=1)
    assert (np.abs(at_least - 0.3) < 0.02).mean() == pytest.approx(0.03, abs=0.015)
    assert (np.abs(at_most - 0.25) < 0.02).mean() == pytest.approx(0.02, abs=0.01)


def test_no_row_at_all_is_fine() -> None:
    nobody = np.empty((0, 9), np.float32)
    assert write_down(np.random.default_rng(0), nobody, multiplicative=0.4).shape == (0, 9)


@pytest.mark.parametrize("season", [1, 12])
def test_six_in_ten_histories_are_short_by_any_factor(season: int) -> None:
    lookback = 240
    values = hide(
        np.random.default_rng(0), np.zeros((ROWS, lookback + 20)), lookback=lookback, season=season
    )
    past, future = values[:, :lookback], values[:, lookback:]
    assert not np.isnan(future).any()
    assert not np.isnan(past[:, -1]).any()
    length = lookback - np.argmax(~np.isnan(past), axis=1)
    assert (length < lookback).mean() == pytest.approx(0.6, abs=0.04)
    least = 3 if season == 1 else season + 1
    middle = np.median(length[length < lookback])
    assert middle == pytest.approx(np.sqrt(least * lookback), rel=0.15)  # of decades
    old = past[~np.isnan(past[:, 0])]
    damaged = np.isnan(old).any(axis=1).mean()
    assert damaged == pytest.approx(0.08 + 0.04, abs=0.03)  # missing steps, gaps


def test_a_window_of_one_season_keeps_what_it_has() -> None:
    made = hide(np.random.default_rng(0), np.zeros((200, 8)), lookback=4, season=12)
    assert not np.isnan(made[:, 3:]).any()
