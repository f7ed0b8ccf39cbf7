"""Calibration finds by how much intervals are wrong, and believes it as far as is wise."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstmcast.evaluation.calibration import (
    conformal_quantile,
    effective_number,
    fit_calibration,
)
from lstmcast.inference.calibration import UNCALIBRATED, Calibration, calibrate

FloatArray = npt.NDArray[np.float64]

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
MEDIAN = 3
SCORES = np.array([NormalDist().inv_cdf(quantile) for quantile in QUANTILES])
HORIZON = 4


@dataclass(frozen=True)
class Windows:
    """Forecasts of many windows and what followed them."""

    made: FloatArray  # [V, H, Q]
    actual: FloatArray  # [V, H]
    blocks: npt.NDArray[np.int64]
    times: npt.NDArray[np.int64]

    def fit(self) -> Calibration:
        return fit_calibration(
            self.made, self.actual, QUANTILES, blocks=self.blocks, times=self.times
        )


def simulate(
    series: int,
    times: int,
    *,
    below: float | FloatArray = 1.0,
    above: float | FloatArray = 1.0,
    seed: int = 0,
) -> Windows:
    """Return one window of each series in each stretch of time, each series of its own size.

    Truths are normal; the distance of a quantile from the median is ``below`` or ``above`` times
    too short, each a number or one for each step.
    """
    random = np.random.default_rng(seed)
    count = series * times
    size = np.tile(np.exp(random.normal(size=series)), times)[:, None]  # [V, 1]
    level = 100 * random.normal(size=(count, HORIZON))
    short = np.where(
        SCORES < 0,
        np.broadcast_to(below, (HORIZON,))[:, None],
        np.broadcast_to(above, (HORIZON,))[:, None],
    )  # [H, Q]
    return Windows(
        made=level[..., None] + size[..., None] * SCORES / short,
        actual=level + size * random.normal(size=(count, HORIZON)),
        blocks=np.arange(count),
        times=np.repeat(np.arange(times), series),
    )


def coverage(windows: Windows, calibration: Calibration, level: float) -> float:
    made = calibrate(windows.made, calibration, median=MEDIAN)
    low, high = (QUANTILES.index(round(tail, 3)) for tail in ((1 - level) / 2, (1 + level) / 2))
    inside = (made[..., low] <= windows.actual) & (windows.actual <= made[..., high])
    return float(inside.mean())


def test_intervals_that_are_too_narrow_by_half_cover_afterwards() -> None:
    known, new = (simulate(60, 100, below=2, above=2, seed=seed) for seed in (1, 2))
    calibration = known.fit()
    for level in (0.5, 0.8, 0.95):
        assert coverage(new, UNCALIBRATED, level) < level - 0.15
        error = 2 * np.sqrt(2 * level * (1 - level) / new.actual.size)  # of both samples
        assert coverage(new, calibration, level) == pytest.approx(level, abs=error + 0.01)


def test_both_sides_are_found_by_themselves() -> None:
    factors = np.array(simulate(80, 150, below=2.0, above=0.7).fit().factors)
    np.testing.assert_allclose(factors[:, :MEDIAN], 2.0, rtol=0.06)
    np.testing.assert_allclose(factors[:, MEDIAN + 1 :], 0.7, rtol=0.06)
    assert (factors[:, MEDIAN] == 1).all()


def test_each_step_has_its_own_factors() -> None:
    wrong = np.array([0.8, 1.0, 1.5, 2.2])
    factors = np.array(simulate(80, 150, below=wrong, above=wrong).fit().factors)
    np.testing.assert_allclose(factors[:, [0, 1, 5, 6]], wrong[:, None] * np.ones(4), rtol=0.07)


def test_sound_intervals_are_left_nearly_alone() -> None:
    factors = np.array(simulate(40, 30, seed=3).fit().factors)
    np.testing.assert_allclose(factors, 1.0, atol=0.12)


@pytest.mark.parametrize("blocks", [0, 1, 2])
def test_next_to_no_evidence_changes_nothing(blocks: int) -> None:
    few = simulate(1, blocks, below=2, above=2)
    assert few.fit() is UNCALIBRATED
    again = Windows(
        made=np.repeat(few.made, 50, axis=0),
        actual=np.repeat(few.actual, 50, axis=0),
        blocks=np.repeat(few.blocks, 50),
        times=np.repeat(few.times, 50),
    )
    assert again.fit() is UNCALIBRATED


def strength(windows: Windows, side: int = 0) -> float:
    """Return the mean logarithm of the 80 % factors below (0) or above (1) the median."""
    return float(np.log(windows.fit().factors)[:, (1, 5)[side]].mean())


def test_more_evidence_is_believed_more() -> None:
    """By the rule in the docstring: blocks and times count, windows that overlap do not."""
    whole = simulate(400, 8, below=2, above=2)
    same = np.zeros_like(whole.times)
    one_time = Windows(whole.made, whole.actual, whole.blocks, same)
    few_blocks = Windows(whole.made, whole.actual, whole.blocks % 20, whole.times)
    full, single, few = (strength(each) for each in (whole, one_time, few_blocks))
    assert 0 < few < single < full < log(2) * 1.02
    count = len(whole.blocks)
    assert single / full == pytest.approx((1 + 60 / count + 1 / 8) / (1 + 60 / count + 1), rel=1e-3)
    # With fewer blocks steps are pooled more as well, but here all of them are alike.
    assert few / full == pytest.approx((1 + 60 / count + 1 / 8) / (1 + 60 / 20 + 1 / 8), rel=0.03)


def test_intervals_are_narrowed_less_readily_than_widened() -> None:
    windows = simulate(500, 2, below=1.6, above=1 / 1.6)
    wider, narrower = strength(windows), strength(windows, side=1)
    assert -narrower / wider == pytest.approx((1 + 0.06 + 1 / 2) / (1 + 0.06 + 3 / 2), rel=0.1)


def test_one_time_with_nearly_all_windows_is_hardly_more_than_one() -> None:
    assert effective_number(np.repeat([5, 9], 40)) == pytest.approx(2.0)
    assert effective_number(np.array([7])) == 1.0
    assert 1 < effective_number(np.repeat([1, 2], [99, 1])) < 1.03


def test_a_step_nobody_observed_has_the_factors_of_all() -> None:
    windows = simulate(50, 20, below=2, above=2)
    windows.actual[:, -1] = np.nan
    factors = np.array(windows.fit().factors)
    pooled = simulate(50, 20, below=2, above=2)
    pooled.actual[:, -1] = np.nan
    np.testing.assert_allclose(factors[-1], factors[:-1].mean(axis=0), rtol=0.02)
    assert (factors[-1][[0, 1, 5, 6]] > 1.7).all()


def test_what_is_flat_or_went_astray_says_nothing() -> None:
    windows = simulate(50, 20, below=2, above=2)
    sound = np.array(windows.fit().factors)
    windows.made[::5] = windows.made[::5, :, [MEDIAN]]  # no distance to stretch
    windows.made[1::5, :, -1] = np.inf
    windows.made[2::5, 1] = np.nan
    np.testing.assert_allclose(windows.fit().factors, sound, rtol=0.12)


def test_windows_without_a_truth_are_no_evidence() -> None:
    windows = simulate(50, 20, below=2, above=2)
    windows.actual[windows.times >= 3] = np.nan
    seen = windows.times < 3
    observed = Windows(
        windows.made[seen], windows.actual[seen], windows.blocks[seen], windows.times[seen]
    )
    assert windows.fit() == observed.fit() != UNCALIBRATED
    windows.actual[2:] = np.nan
    assert windows.fit() is UNCALIBRATED


@settings(max_examples=60)
@given(
    made=arrays(np.float64, (6, 3, 7), elements=st.floats(-1e300, 1e300)),
    actual=arrays(np.float64, (6, 3), elements=st.floats(allow_nan=True, allow_infinity=False)),
    times=st.lists(st.integers(0, 3), min_size=6, max_size=6),
)
def test_factors_are_bounded_whatever_is_seen(made: Any, actual: Any, times: list[int]) -> None:
    found = fit_calibration(
        np.sort(made, axis=-1),
        actual,
        QUANTILES,
        blocks=np.arange(6),
        times=np.array(times, dtype=np.int64),
    )
    factors = np.array(found.factors).reshape(-1, 7)
    assert len(factors) in (0, 3)  # none where too few windows tell anything
    assert ((factors >= 1 / 3) & (factors <= 3)).all()
    assert (factors[:, MEDIAN] == 1).all()
    assert (np.diff(calibrate(np.sort(made, axis=-1), found, median=MEDIAN)) >= 0).all()


@settings(max_examples=25)
@given(st.integers(0, 99), st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_neither_units_nor_the_order_of_windows_matter(
    seed: int, scale: float, shift: float
) -> None:
    """Each series may have a unit of its own."""
    windows = simulate(12, 6, below=1.5, seed=seed)
    order = np.random.default_rng(seed).permutation(len(windows.blocks))
    own = np.where(windows.blocks % 12 < 6, scale, 1.0)
    other = Windows(
        made=(own[:, None, None] * windows.made + shift)[order],
        actual=(own[:, None] * windows.actual + shift)[order],
        blocks=windows.blocks[order],
        times=windows.times[order],
    )
    np.testing.assert_allclose(other.fit().factors, windows.fit().factors, atol=2e-4)


@settings(max_examples=100)
@given(st.integers(1, 40), st.sampled_from([0.5, 0.75, 0.9, 0.95, 0.975]), st.integers(0, 999))
def test_the_next_score_is_within_as_often_as_was_asked(
    count: int, share: float, seed: int
) -> None:
    """Exactly: of n + 1 scores, any of which may be the next, ceil((n + 1) share) are within."""
    scores = np.random.default_rng(seed).normal(size=count + 1)
    within = [
        score <= conformal_quantile(others[:, None], np.array([share]), np.array([count]))[0]
        for score, others in ((scores[at], np.delete(scores, at)) for at in range(count + 1))
    ]
    assert sum(within) == min(ceil(round((count + 1) * share, 9)), count)


def test_scores_that_are_missing_do_not_count() -> None:
    scores = np.array([[4.0, np.nan], [np.nan, np.nan], [1.0, np.nan], [2.0, np.nan]])
    found = conformal_quantile(scores, np.array([0.5, 0.5]), np.array([3, 0]))
    assert found.tolist() == [2.0, 0.0]


def test_several_scores_of_a_window_count_as_one_window() -> None:
    """With 90 scores of nine windows the rank is that of nine: all of them have to be within."""
    scores = np.arange(90.0)[:, None]
    assert conformal_quantile(scores, np.array([0.9]), np.array([9]))[0] == 89.0
    assert conformal_quantile(scores, np.array([0.9]), np.array([90]))[0] == 81.0


def test_a_round_share_is_not_rounded_up() -> None:
    """19 scores at 90 %: the 18th smallest, though 20 times 0.9 is more than 18 in floats."""
    scores = np.arange(1.0, 20.0)[:, None]
    assert conformal_quantile(scores, np.array([1 - 0.1]), np.array([19]))[0] == 18.0


def mostly_zero(random: np.random.Generator, windows: int) -> FloatArray:
    shape = (windows, HORIZON)
    return np.where(random.random(shape) < 0.1, random.integers(1, 6, shape), 0).astype(float)


@pytest.mark.parametrize("times_too_wide", [0.5, 1.0, 3.0])
def test_ties_at_zero_do_not_break_it(times_too_wide: float) -> None:
    """Where the median and all below it are zero, like nine of ten truths."""
    random = np.random.default_rng(3)
    windows = 400
    made = np.zeros((windows, HORIZON, len(QUANTILES)))
    made[..., -2:] = np.array([1.0, 4.0]) * times_too_wide
    places = np.arange(windows)
    fitted = fit_calibration(
        made, mostly_zero(random, windows), QUANTILES, blocks=places, times=places
    )
    factors = np.array(fitted.factors)
    np.testing.assert_array_equal(factors[:, : MEDIAN + 2], 1.0)  # nothing there to stretch
    assert (factors > 0.3).all()
    assert (factors <= 3).all()
    truth = mostly_zero(random, 4000)
    stretched = calibrate(np.repeat(made[:1], 4000, axis=0), fitted, median=MEDIAN)
    assert (stretched[..., : MEDIAN + 1] == 0).all()
    for place in (-2, -1):
        held = (truth <= np.ceil(stretched[..., place])).mean()
        assert held > QUANTILES[place] - 0.03


def test_all_ties_leave_intervals_alone() -> None:
    places = np.arange(50)
    made = np.zeros((50, HORIZON, len(QUANTILES)))
    actual = mostly_zero(np.random.default_rng(0), 50)
    fitted = fit_calibration(made, actual, QUANTILES, blocks=places, times=places)
    assert fitted == UNCALIBRATED or np.all(np.array(fitted.factors) == 1)
