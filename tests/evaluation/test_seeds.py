"""Seeds are chance: what they explain is no difference."""

from __future__ import annotations

import numpy as np
import pytest
from comparisons import measured
from scipy.stats import studentized_range

from lstmcast.evaluation.seeds import range_point, rank, told_apart


@pytest.mark.parametrize(("groups", "degrees"), [(2, 4), (4, 8), (12, 24), (3, 60)])
def test_the_range_is_that_of_tukey(groups: int, degrees: int) -> None:
    expected = float(studentized_range.ppf(0.95, groups, degrees))
    assert range_point(groups, degrees) == pytest.approx(expected, rel=0.02)


def worlds(middles: list[float], *, seeds: int, count: int = 400) -> list[tuple[int, ...]]:
    """Return who was told apart from the best in each of many made-up comparisons."""
    random = np.random.default_rng(0)
    found = []
    for _ in range(count):
        logs = np.array(middles)[:, None] + random.normal(size=(len(middles), seeds)) / 30
        best = int(np.median(logs, axis=1).argmin())
        found.append(told_apart(np.exp(logs).tolist(), best))
    return found


@pytest.mark.parametrize(("networks", "seeds"), [(2, 3), (4, 3), (4, 5)])
def test_chance_passes_for_a_difference_once_in_twenty(networks: int, seeds: int) -> None:
    """In a whole comparison, although the best is picked after looking."""
    claims = sum(bool(worse) for worse in worlds([0.0] * networks, seeds=seeds))
    assert claims / 400 == pytest.approx(0.05, abs=0.03)


def test_one_that_is_far_worse_does_not_hide_the_others() -> None:
    found = worlds([0.0, 0.0, 0.2, 3.0], seeds=3, count=200)
    assert sum(worse == (2, 3) for worse in found) / 200 > 0.85


def test_three_seeds_tell_what_lies_well_apart() -> None:
    best, close, apart = [1.0, 1.1, 1.2], [1.1, 1.2, 1.3], [3.0, 3.1, 3.2]
    assert told_apart([apart, best, close], best=1) == (0,)
    assert told_apart([best, close], best=0) == ()
    assert told_apart([[0.0, 0.0], [0.5, 0.6]], best=0) == (1,)  # no error at all


def test_what_differs_by_rounding_is_alike() -> None:
    assert told_apart([[1.0] * 3, [1.0 + 1e-15] * 3], best=0) == ()


def test_the_best_is_set_beside_all_others() -> None:
    ranking = rank([measured(3.0, 3.1, 3.2), measured(1.0, 1.1, 1.2), measured(1.1, 1.15, 2.0)])
    assert (ranking.best, ranking.worse, ranking.level) == (1, (0,), (2,))
    assert not ranking.too_few


def test_an_interrupted_comparison_has_fewer_seeds_of_some() -> None:
    ranking = rank([measured(3.0, 3.1), measured(1.0, 1.02), measured(1.01)])
    assert (ranking.best, ranking.worse, ranking.level) == (1, (0,), (2,))


def test_one_seed_tells_nothing() -> None:
    ranking = rank([measured(1.0), measured(9.0)])
    assert (ranking.best, ranking.worse, ranking.level) == (0, (), (1,))
    assert ranking.too_few


def test_alone_there_is_nothing_to_tell() -> None:
    ranking = rank([measured(1.0)])
    assert (ranking.best, ranking.worse, ranking.level, ranking.too_few) == (0, (), (), False)
