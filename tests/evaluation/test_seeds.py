"""Seeds are chance: what they explain is no difference."""

from __future__ import annotations

import numpy as np
import pytest
from comparisons import measured
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from lstmcast.evaluation.seeds import is_less, rank

DISTINCT = st.lists(st.integers(0, 60), min_size=2, max_size=14, unique=True)


@given(DISTINCT, st.integers(1, 13))
def test_the_test_is_that_of_mann_and_whitney(figures: list[int], first: int) -> None:
    cut = min(first, len(figures) - 1)
    own, other = figures[:cut], figures[cut:]
    expected = mannwhitneyu(own, other, alternative="less", method="exact").pvalue <= 0.05 + 1e-12
    assert is_less(own, other) == expected


def test_three_seeds_tell_only_what_lies_apart() -> None:
    assert is_less([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    assert not is_less([1.0, 2.0, 4.0], [3.0, 5.0, 6.0])
    assert not is_less([4.0, 5.0, 6.0], [1.0, 2.0, 3.0])
    assert not is_less([1.0, 2.0, 3.0], [3.0, 4.0, 5.0])  # equal counts against it
    assert not is_less([1.0], [2.0])


def test_chance_passes_for_a_difference_once_in_twenty() -> None:
    random = np.random.default_rng(0)
    found = sum(is_less(*random.normal(size=(2, 5)).tolist()) for _ in range(2_000))
    assert found / 2_000 == pytest.approx(0.05, abs=0.015)


def test_the_best_is_set_beside_all_others() -> None:
    ranking = rank([measured(3.0, 3.1, 3.2), measured(1.0, 1.1, 1.2), measured(1.1, 1.15, 2.0)])
    assert (ranking.best, ranking.worse, ranking.level) == (1, (0,), (2,))
    assert not ranking.too_few


@pytest.mark.parametrize(("seeds", "too_few"), [(1, True), (2, True), (3, False)])
def test_too_few_seeds_tell_nothing(seeds: int, too_few: bool) -> None:
    ranking = rank([measured(*[1.0] * seeds), measured(*[9.0] * seeds)])
    assert (ranking.best, ranking.too_few) == (0, too_few)
    assert ranking.worse == (() if too_few else (1,))


def test_alone_there_is_nothing_to_tell() -> None:
    ranking = rank([measured(1.0)])
    assert (ranking.best, ranking.worse, ranking.level, ranking.too_few) == (0, (), (), False)
