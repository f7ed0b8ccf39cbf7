"""Trends, seasons and noises are of unit size, and are what they are called."""

from __future__ import annotations

import numpy as np
import pytest

from lstmcast.prior.noises import draw_noises
from lstmcast.prior.plans import PLANS
from lstmcast.prior.seasons import draw_profiles, draw_seasons
from lstmcast.prior.trends import draw_trends

SEASONS = [season for season in PLANS if season > 1]


def repeats(values: np.ndarray, lag: int) -> np.ndarray:
    """Tell which rows [N] repeat what was ``lag`` steps before, but for rounding."""
    gap = np.abs(values[:, lag:] - values[:, :-lag]).max(axis=1)
    made: np.ndarray = gap < 1e-4
    return made


@pytest.mark.parametrize("steps", [20, 300])
def test_trends_are_standardised_and_linger(steps: int) -> None:
    made = draw_trends(np.random.default_rng(0), 300, steps, upwards=0.5, momentum=0.4)
    assert made.shape == (300, steps)
    np.testing.assert_allclose(made.mean(axis=1), 0, atol=1e-3)
    np.testing.assert_allclose(made.std(axis=1), 1, atol=1e-3)
    lingering = (made[:, 1:] * made[:, :-1]).mean(axis=1)
    assert np.median(lingering) > 0.8


@pytest.mark.parametrize("season", SEASONS)
def test_profiles_are_one_season_of_unit_size(season: int) -> None:
    made = draw_profiles(np.random.default_rng(0), 200, season)
    assert made.shape == (200, season)
    np.testing.assert_allclose(made.mean(axis=1), 0, atol=1e-4)
    np.testing.assert_allclose(made.std(axis=1), 1, atol=1e-3)
    assert len(np.unique(made.round(4), axis=0)) == 200


@pytest.mark.parametrize("season", [season for season in SEASONS if season != 24])
def test_a_third_of_the_seasons_repeat_for_ever_and_the_others_change(season: int) -> None:
    """Six in ten do not drift, and six in ten of those neither grow nor shrink."""
    made = draw_seasons(np.random.default_rng(0), 600, 5 * season, season)
    assert repeats(made, season).mean() == pytest.approx(0.36, abs=0.07)
    assert not repeats(made, season - 1).any()


def test_days_lie_in_weeks() -> None:
    made = draw_seasons(np.random.default_rng(0), 600, 24 * 21, 24)
    days, weeks = repeats(made, 24).mean(), repeats(made, 168).mean()
    assert days == pytest.approx(0.25 * 0.6 * 0.7, abs=0.05)  # know neither weeks nor weather
    assert weeks == pytest.approx(0.6 * 0.7, abs=0.07)


def test_noise_is_of_about_unit_size_and_has_no_memory_beyond_its_own() -> None:
    flat = np.zeros((500, 200), np.float32)
    made = draw_noises(np.random.default_rng(0), flat)
    assert made.shape == flat.shape
    assert np.isfinite(made).all()
    assert np.median(made.std(axis=1)) == pytest.approx(1, abs=0.2)
    far = (made[:, 100:] * made[:, :-100]).mean(axis=1) / made.var(axis=1)
    assert abs(np.median(far)) < 0.05


def test_noise_may_be_louder_in_one_part_of_the_season() -> None:
    """So it is in one series in five; the others do not know the season."""
    season = np.tile(np.float32([-1.4, 0, 1.4, 0]), (2000, 50))
    made = np.abs(draw_noises(np.random.default_rng(0), season))
    loudness = np.log(made[:, 2::4].mean(axis=1) / made[:, 0::4].mean(axis=1))
    assert (np.abs(loudness) > 0.5).mean() == pytest.approx(0.2 * 0.72, abs=0.06)
