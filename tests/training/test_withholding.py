"""What is hidden from training windows: how much, which parts together, and nothing else."""

from __future__ import annotations

import copy
from dataclasses import fields, replace

import numpy as np
import pytest
from builders import random_inputs
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.model.spec import CovariateSpec, ModelSpec
from lstmcast.training.withholding import withhold
from lstmcast.windows.covariate_inputs import CovariateInputs
from lstmcast.windows.sampling import Windows

L, H = 12, 4
COVARIATES = CovariateSpec(
    known=3, past=2, static=2, known_levels=(3, 2), past_levels=(4,), static_levels=(2,)
)
SPEC = ModelSpec(horizon=H, lookback=L, patch=4, hidden=4, covariates=COVARIATES)
NAMES = tuple(field.name for field in fields(CovariateInputs))
#: Values and masks of the same columns: one is hidden where the other is.
PAIRS = (("ahead", "ahead_seen"), ("behind", "behind_seen"), ("static", "static_seen"))
CODES = ("ahead_codes", "behind_codes", "static_codes")
seeds = st.integers(0, 2**32 - 1)


def windows_of(count: int, *, whole: bool = False) -> Windows:
    """Return windows; ``whole`` ones have no gaps, no zeros and no unknown category."""
    inputs = random_inputs(SPEC, count)
    if whole:
        seen = of(Windows(inputs=inputs, target=np.empty(0), target_observed=np.empty(0)))
        full = {name: np.ones_like(getattr(seen, name)) for name in (*sum(PAIRS, ()), *CODES)}
        inputs = replace(inputs, covariates=replace(seen, **full))
    target = np.ones((count, H), dtype=np.float32)
    return Windows(inputs=inputs, target=target, target_observed=target)


def of(windows: Windows) -> CovariateInputs:
    assert windows.inputs.covariates is not None
    return windows.inputs.covariates


def hidden_wholly(array: np.ndarray) -> np.ndarray:
    """Return which columns of which windows [B, K] hold nothing but zeros."""
    return np.asarray((array == 0).reshape(len(array), -1, array.shape[-1]).all(axis=1))


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_each_column_is_hidden_in_its_share_of_the_windows(share: float) -> None:
    count = 4000
    made = of(withhold(windows_of(count, whole=True), share, (0, 0)))
    error = 4 * (share / count) ** 0.5
    for name in (*(name for name, _ in PAIRS), *CODES):
        shares = hidden_wholly(getattr(made, name)).mean(axis=0)
        np.testing.assert_allclose(shares, share, atol=error, err_msg=name)
    for name in ("ahead", "ahead_codes"):
        later = hidden_wholly(getattr(made, name)[:, L:]).mean(axis=0)
        np.testing.assert_allclose(later, 1 - (1 - share) ** 2, atol=error, err_msg=name)


def test_columns_are_hidden_one_by_one() -> None:
    """Neither all columns of a window at once, nor a column in all windows."""
    gone = hidden_wholly(of(withhold(windows_of(500, whole=True), 0.5, (1, 2))).ahead)
    kinds = {tuple(row) for row in gone.tolist()}
    assert len(kinds) == 2**COVARIATES.known
    assert not (gone == gone[:, :1]).all(axis=1).all()


@given(share=st.floats(0.01, 0.99), seed=seeds, step=st.integers(0, 999))
def test_the_same_draws_hide_the_same(share: float, seed: int, step: int) -> None:
    windows = windows_of(20)
    first, second = (of(withhold(windows, share, (seed, step))) for _ in range(2))
    for name in NAMES:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name), err_msg=name)


def test_other_draws_hide_others() -> None:
    windows = windows_of(60)
    one, *others = (of(withhold(windows, 0.5, draws)).ahead for draws in ((0, 1), (0, 2), (1, 1)))
    assert not any(np.array_equal(one, other) for other in others)


@given(share=st.floats(0.01, 0.99), seed=seeds)
def test_values_and_masks_go_together(share: float, seed: int) -> None:
    windows = windows_of(20)
    before, after = of(windows), of(withhold(windows, share, (seed,)))
    for name, mask in PAIRS:
        values, seen = getattr(after, name), getattr(after, mask)
        old = getattr(before, mask)
        assert set(np.unique(seen)) <= {0, 1}
        assert (seen <= old).all()
        gone = (seen == 0) & (old == 1)
        assert (values[gone] == 0).all()
        np.testing.assert_array_equal(values[~gone], getattr(before, name)[~gone])
    for name in CODES:
        codes, old = getattr(after, name), getattr(before, name)
        assert ((codes == old) | (codes == 0)).all(), name


@given(share=st.floats(0.01, 0.99), seed=seeds)
def test_a_column_is_hidden_whole_or_from_the_cutoff_on(share: float, seed: int) -> None:
    made = of(withhold(windows_of(30, whole=True), share, (seed,)))
    for name in ("ahead", "ahead_seen", "ahead_codes"):
        values = getattr(made, name)
        past, future = values[:, :L], values[:, L:]
        for part in (past, future):
            assert (part == part[:, :1]).all(), name  # all of it or nothing
        assert (future[:, 0] <= past[:, 0]).all(), name  # nothing is known ahead of its past
    assert (made.behind == made.behind[:, :1]).all()


def test_what_is_hidden_ahead_keeps_its_past() -> None:
    made = of(withhold(windows_of(400, whole=True), 0.3, (5,)))
    late = (made.ahead[:, L] == 0) & (made.ahead[:, 0] == 1)
    assert late.mean() == pytest.approx(0.7 * 0.3, abs=0.05)


def test_the_rest_stays_as_it_is() -> None:
    windows = windows_of(30)
    made = withhold(windows, 0.9, (0,))
    for name in ("past", "observed", "baseline", "changes", "pace", "scale"):
        assert getattr(made.inputs, name) is getattr(windows.inputs, name)
    for name in ("age", "source", "lag"):
        assert getattr(of(made), name) is getattr(of(windows), name)
    assert made.target is windows.target
    assert made.target_observed is windows.target_observed


def test_types_and_shapes_stay() -> None:
    windows = windows_of(7)
    before, after = of(windows), of(withhold(windows, 0.5, (0,)))
    for name in NAMES:
        old, new = getattr(before, name), getattr(after, name)
        assert (new.dtype, new.shape) == (old.dtype, old.shape), name


def test_nothing_is_changed_in_place() -> None:
    windows = windows_of(30)
    kept = copy.deepcopy(of(windows))
    withhold(windows, 0.9, (0,))
    for name in NAMES:
        np.testing.assert_array_equal(getattr(of(windows), name), getattr(kept, name))


def test_nothing_is_hidden_where_nothing_is_to_be() -> None:
    windows = windows_of(10)
    assert withhold(windows, 0.0, (0,)) is windows
    bare = replace(windows, inputs=replace(windows.inputs, covariates=None))
    assert withhold(bare, 0.5, (0,)) is bare
