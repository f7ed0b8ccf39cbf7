"""Synthetic windows: the same from the same seed, whole where they must be, and seasonal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lstmcast.prior.generator import Blend, SyntheticMaterial, draw_series, draw_windows
from lstmcast.prior.plans import PLANS, PretrainingPlan

each_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=lambda plan: str(plan.season))
CALM = Blend(trend=(-3, -3), season=(0, 0), noise=(-3, -3), with_season=1.0)


def windows_of(plan: PretrainingPlan, rows: int, seed: int = 0) -> np.ndarray:
    return draw_windows(np.random.default_rng(seed), rows, plan.shape, plan.blend)


@each_plan
def test_the_same_seed_draws_the_same_bytes(plan: PretrainingPlan) -> None:
    first, again, other = (windows_of(plan, 32, seed) for seed in (0, 0, 1))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


@each_plan
@pytest.mark.parametrize("rows", [1, 2, 33])
def test_windows_are_whole_but_for_the_past(plan: PretrainingPlan, rows: int) -> None:
    made = windows_of(plan, rows)
    lookback = plan.shape.lookback
    assert made.shape == (rows, lookback + plan.shape.horizon)
    assert np.isfinite(made[:, lookback - 1 :]).all()
    assert not np.isinf(made).any()


@each_plan
def test_six_in_ten_windows_are_of_young_series(plan: PretrainingPlan) -> None:
    missing = np.isnan(windows_of(plan, 400)[:, 0])
    assert missing.mean() == pytest.approx(0.6, abs=0.1)


@each_plan
def test_two_windows_come_from_one_series_a_horizon_apart(plan: PretrainingPlan) -> None:
    made = windows_of(plan, 40)
    earlier, later = made[:20, plan.shape.horizon :], made[20:, : -plan.shape.horizon]
    both = ~np.isnan(earlier) & ~np.isnan(later)
    assert both.any(axis=1).all()
    np.testing.assert_array_equal(earlier[both], later[both])


@pytest.mark.parametrize("season", [season for season in PLANS if season > 1])
def test_a_season_has_its_period(season: int) -> None:
    """Of hours it is the week: half of the days differ."""
    period = PLANS[season].shape.lags[0]
    made = draw_series(np.random.default_rng(0), 200, 5 * period, season, CALM).astype(float)
    centred = made - made.mean(axis=1, keepdims=True)

    def likeness(lag: int) -> float:
        left, right = centred[:, lag:], centred[:, :-lag]
        size = np.sqrt((left**2).sum(axis=1) * (right**2).sum(axis=1))
        return float(np.median((left * right).sum(axis=1) / np.maximum(size, 1e-9)))

    assert likeness(period) > 0.9
    assert likeness(period) > likeness(period // 2) + 0.3


def test_without_a_season_nothing_comes_back() -> None:
    calm = replace(CALM, with_season=0.0, noise=(0, 0))
    made = draw_series(np.random.default_rng(0), 200, 240, 12, calm).astype(float)
    centred = made - made.mean(axis=1, keepdims=True)
    likeness = (centred[:, 12:] * centred[:, :-12]).mean(axis=1) / centred.var(axis=1)
    assert abs(np.median(likeness)) < 0.1


@each_plan
def test_material_is_normalised_windows_of_the_plan(plan: PretrainingPlan) -> None:
    material = SyntheticMaterial(shape=plan.shape, blend=plan.blend)
    windows = material.draw(20, np.random.default_rng(0))
    assert windows.inputs.past.shape == (20, plan.shape.lookback)
    assert windows.target.shape == (20, plan.shape.horizon)
    for array in (windows.inputs.past, windows.inputs.changes, windows.target):
        assert np.isfinite(array).all()
    sampled = material.sample(20, np.random.default_rng(0))
    assert sampled.target.tobytes() == windows.target.tobytes()
