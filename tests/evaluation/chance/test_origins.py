"""Series and stretches of time are what is counted, and they decide how chance is told."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.evaluation.chance.origins import origins


def test_a_stretch_is_one_horizon() -> None:
    times = np.array([50, 2, 13, 14, 25, 26, 2])
    found = origins(np.array([7, 7, 3, 3, 3, 3, 9]), times, 12)
    assert found.stretches.tolist() == [3, 0, 0, 1, 1, 2, 0]  # from 2, 14, 26 and 50 on
    assert found.series.tolist() == [1, 1, 0, 0, 0, 0, 2]
    assert (found.series_count, found.stretch_count) == (3, 4)


@given(times=st.lists(st.integers(-50, 50), min_size=1), horizon=st.integers(1, 30))
def test_cutoffs_of_one_stretch_overlap(times: list[int], horizon: int) -> None:
    found = origins(np.zeros(len(times), dtype=np.int64), np.array(times), horizon)
    begins = [
        min(time for time, at in zip(times, found.stretches, strict=True) if at == stretch)
        for stretch in range(found.stretch_count)
    ]
    assert all(later - earlier >= horizon for earlier, later in pairwise(begins))
    for time, stretch in zip(times, found.stretches, strict=True):
        assert 0 <= time - begins[stretch] < horizon


@pytest.mark.parametrize(
    ("series", "cutoffs", "step", "rule", "independent"),
    [
        (5, 1, 12, "bootstrap", 5),
        (4, 3, 12, "Diebold-Mariano", 3),
        (1, 5, 12, "Diebold-Mariano", 5),
        (1, 5, 6, "Diebold-Mariano", 3),
        (4, 2, 12, "untold", 2),
        (1, 24, 1, "untold", 2),
    ],
)
def test_the_rule(series: int, cutoffs: int, step: int, rule: str, independent: int) -> None:
    number, cutoff = np.divmod(np.arange(series * cutoffs), cutoffs)
    found = origins(number, cutoff * step, 12)
    assert (found.rule, found.independent) == (rule, independent)


def test_some_rows_are_numbered_anew() -> None:
    found = origins(np.array([0, 1, 2]), np.array([0, 12, 24]), 12)
    some = found.at(np.array([False, True, True]))
    assert (some.series.tolist(), some.stretches.tolist()) == ([0, 1], [0, 1])
    none = found.at(np.zeros(3, dtype=np.bool_))
    assert (none.series_count, none.stretch_count, none.rule) == (0, 0, "untold")
