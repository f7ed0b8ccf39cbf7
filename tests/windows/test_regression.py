"""What a window says of the effect of its covariates: recovered, and only from the past."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.windows import regression
from lstmcast.windows.regression import explain_within

FloatArray = npt.NDArray[np.float64]

L, H, SEASON = 96, 12, 12
S = L + H
seeds = st.integers(0, 2**32 - 1)


def covariates(rows: int, columns: int, seed: int = 0, *, length: int = S) -> FloatArray:
    """Return scaled covariates [B, S, K] that jump about, as promotions and prices do."""
    return np.random.default_rng(seed).normal(size=(rows, length, columns))


def explain(
    past: FloatArray,
    ahead: FloatArray,
    *,
    observed: npt.NDArray[np.bool_] | None = None,
    seen: npt.NDArray[np.bool_] | None = None,
    season: int = SEASON,
) -> FloatArray:
    return explain_within(
        past,
        np.ones(past.shape, dtype=np.bool_) if observed is None else observed,
        ahead.astype(np.float32),
        np.ones(ahead.shape, dtype=np.bool_) if seen is None else seen,
        season,
    )


def slopes_of(
    past: FloatArray,
    ahead: FloatArray,
    *,
    observed: npt.NDArray[np.bool_] | None = None,
    seen: npt.NDArray[np.bool_] | None = None,
    season: int = SEASON,
) -> FloatArray:
    """Return the slopes [B, K], read off steps ahead at which one covariate is one."""
    probe = ahead.copy()
    columns = ahead.shape[2]
    probe[:, L : L + columns] = np.eye(columns)
    if seen is not None:
        seen = seen.copy()
        seen[:, L : L + columns] = True
    made = explain(past, probe, observed=observed, seen=seen, season=season)
    return made[:, L : L + columns]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the penalty, and what keeps spikes from having a say."""
    monkeypatch.setattr(regression, "_RIDGE", 0.0)
    monkeypatch.setattr(regression, "_DOUBT", 0.0)
    monkeypatch.setattr(regression, "_LARGEST", np.inf)


@pytest.mark.usefixtures("plain")
@given(seed=seeds, columns=st.integers(1, 4))
def test_slopes_are_recovered_exactly_without_a_penalty(seed: int, columns: int) -> None:
    ahead = covariates(5, columns, seed).astype(np.float32).astype(np.float64)
    slopes = np.random.default_rng(seed).normal(size=(5, columns))
    effect = np.einsum("bsk,bk->bs", ahead, slopes)
    season = np.random.default_rng(seed + 1).normal(size=(5, SEASON))
    past = 3 + np.tile(season, L // SEASON) + effect[:, :L]
    np.testing.assert_allclose(slopes_of(past, ahead), slopes, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(explain(past, ahead), effect, rtol=1e-5, atol=1e-5)


def test_with_its_penalty_it_is_a_little_careful() -> None:
    """The slope of one covariate, by the formula of a ridge regression."""
    ahead = covariates(3, 1, 4)
    past = np.array([0.5, -0.2, 0.0])[:, None] * ahead[:, :L, 0]
    by = (ahead[:, SEASON:L, 0] - ahead[:, : L - SEASON, 0]) ** 2
    moved = by.sum(axis=1)
    expected = np.array([0.5, -0.2, 0.0]) * moved / (1.05 * moved + 1)
    np.testing.assert_allclose(slopes_of(past, ahead)[:, 0], expected, rtol=1e-5)


def test_a_covariate_that_moves_little_is_not_trusted() -> None:
    """One small change that goes along with a large one explains next to nothing of it."""
    ahead = np.zeros((1, S, 1))
    ahead[:, L - 1] = 0.1
    past = np.zeros((1, L))
    past[:, -1] = 1.0
    assert 0 < slopes_of(past, ahead)[0, 0] < 0.11


def test_a_spike_has_no_more_say_than_a_large_change() -> None:
    ahead = covariates(1, 2, 7)
    past = 0.1 * ahead[:, :L, 0]
    large, huge = past.copy(), past.copy()
    large[0, 40], huge[0, 40] = 50.0, 1e6
    np.testing.assert_array_equal(slopes_of(large, ahead), slopes_of(huge, ahead))
    np.testing.assert_allclose(slopes_of(huge, ahead), slopes_of(past, ahead), atol=0.15)


@given(seed=seeds)
def test_a_covariate_that_never_moves_explains_nothing(seed: int) -> None:
    ahead = covariates(4, 2, seed)
    ahead[:, :L, 1] = 0.7  # it is about to move for the first time
    past = np.random.default_rng(seed).normal(size=(4, L))
    assert (slopes_of(past, ahead)[:, 1] == 0).all()
    alone = explain(past, ahead[..., 1:])
    assert (alone == 0).all()


@given(seed=seeds)
def test_a_season_or_a_level_that_both_share_explains_nothing(seed: int) -> None:
    """A covariate that merely repeats itself every season cannot be told from the season."""
    random = np.random.default_rng(seed)
    pattern = random.normal(size=(3, SEASON))
    ahead = 5 + np.tile(pattern, S // SEASON)[..., None]
    past = 2 * ahead[:, :L, 0] + random.normal(size=(3, 1))
    assert (explain(past, ahead) == 0).all()


@given(shift=st.floats(-5, 5), seed=seeds)
def test_a_shift_of_either_changes_no_slope(shift: float, seed: int) -> None:
    ahead = covariates(3, 2, seed)
    past = 0.3 * ahead[:, :L, 0] + 0.1 * np.random.default_rng(seed).normal(size=(3, L))
    plain = slopes_of(past, ahead)
    np.testing.assert_allclose(slopes_of(past + shift, ahead), plain, atol=1e-9)
    np.testing.assert_allclose(slopes_of(past, ahead + shift) - plain, 0, atol=1e-5)


@given(seed=seeds)
def test_without_a_season_changes_are_those_from_step_to_step(seed: int) -> None:
    ahead = covariates(2, 1, seed)
    steady = 0.5 * ahead[:, :L, 0] + 0.01 * np.arange(L)
    np.testing.assert_allclose(slopes_of(steady, ahead, season=1), 0.5, atol=0.05)


@pytest.mark.usefixtures("plain")
@given(seed=seeds)
def test_what_is_missing_does_not_count(seed: int) -> None:
    """Garbage where nothing was observed changes nothing, and slopes are still recovered."""
    random = np.random.default_rng(seed)
    ahead = covariates(4, 2, seed)
    slopes = random.normal(size=(4, 2))
    past = np.einsum("bsk,bk->bs", ahead, slopes)[:, :L]
    observed = random.random((4, L)) > 0.2
    seen = np.repeat(random.random((4, S, 1)) > 0.2, 2, axis=2)
    gappy = np.where(observed, past, 0.0)
    hidden = np.where(seen, ahead, 0.0)
    made = explain(gappy, hidden, observed=observed, seen=seen)
    found = slopes_of(gappy, hidden, observed=observed, seen=seen)
    np.testing.assert_allclose(found, slopes, rtol=1e-4, atol=1e-5)
    assert (made[~seen.any(axis=2)] == 0).all()
    spoilt = np.where(observed, past, random.normal(size=past.shape))
    wrong = np.where(seen, ahead, random.normal(size=ahead.shape))
    np.testing.assert_array_equal(explain(spoilt, wrong, observed=observed, seen=seen), made)


def test_a_step_of_which_one_covariate_is_known_is_explained_by_that_one() -> None:
    ahead = covariates(2, 2, 3)
    past = ahead[:, :L].sum(axis=2)
    seen = np.ones(ahead.shape, dtype=np.bool_)
    seen[:, L:, 1] = False
    made, both = explain(past, ahead, seen=seen), explain(past, ahead)
    slopes = slopes_of(past, ahead)
    np.testing.assert_allclose(made[:, L:], slopes[:, [0]] * ahead[:, L:, 0], rtol=1e-5)
    np.testing.assert_array_equal(made[:, :L], both[:, :L])


def test_without_any_value_nothing_is_explained() -> None:
    nothing = np.zeros((2, L), dtype=np.bool_)
    assert (explain(np.zeros((2, L)), covariates(2, 3), observed=nothing) == 0).all()
    nowhere = np.zeros((2, S, 3), dtype=np.bool_)
    past = covariates(2, 1, length=L)[..., 0]
    assert (explain(past, np.zeros((2, S, 3)), seen=nowhere) == 0).all()


@pytest.mark.parametrize("length", [1, 2, 5])
def test_short_windows(length: int) -> None:
    """One step has no change; a window shorter than a season takes what it has."""
    ahead = covariates(2, 2, length=length + 3)
    made = explain(np.ones((2, length)), ahead)
    assert made.shape == (2, length + 3)
    assert (made == 0).all()


def test_no_covariate_explains_nothing() -> None:
    made = explain(np.ones((2, L)), np.zeros((2, S, 0)))
    assert made.shape == (2, S)
    assert (made == 0).all()


@given(
    seed=seeds,
    columns=st.integers(1, 5),
    length=st.sampled_from([7, 24, 96]),
    season=st.sampled_from([1, 5, 12]),
)
def test_a_window_is_the_same_alone_to_the_bit(
    seed: int, columns: int, length: int, season: int
) -> None:
    random = np.random.default_rng(seed)
    steps = length + H
    ahead = random.normal(size=(40, steps, columns))
    seen = random.random(ahead.shape) > 0.1
    observed = random.random((40, length)) > 0.1
    past = random.normal(size=(40, length)) * observed
    together = explain(past, ahead * seen, observed=observed, seen=seen, season=season)
    for row in range(0, 40, 7):
        one = slice(row, row + 1)
        alone = explain(
            past[one], (ahead * seen)[one], observed=observed[one], seen=seen[one], season=season
        )
        assert alone.tobytes() == together[one].tobytes()


@given(seed=seeds, step=st.integers(0, H - 1))
def test_what_is_ahead_changes_its_own_step_alone(seed: int, step: int) -> None:
    """So no slope depends on it."""
    random = np.random.default_rng(seed)
    ahead = covariates(3, 2, seed)
    past = random.normal(size=(3, L))
    before = explain(past, ahead)
    ahead[:, L + step] += 1 + random.random()
    after = explain(past, ahead)
    changed = np.flatnonzero((before != after).any(axis=0))
    assert changed.tolist() == [L + step]
