"""How often numbers occur, and the steps between rows, counted block by block."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstmcast.data import tally as module
from lstmcast.data.placing import timeline as timeline_module
from lstmcast.data.placing.timeline import RowPlaces, Timeline
from lstmcast.data.tally import run_starts, tally
from lstmcast.data.text.cells import code_texts

NUMBERS = st.lists(st.integers(-4, 4), max_size=15)


@pytest.fixture(autouse=True)
def three_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make blocks of three numbers, so that few numbers have many."""
    for holder in (module, timeline_module):
        monkeypatch.setattr(holder, "NUMBERS_AT_ONCE", 3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NUMBERS)
def test_numbers_are_counted(numbers: list[int]) -> None:
    counts = Counter(numbers)
    found = tally(np.array(numbers, dtype=np.int64))
    assert dict(zip(found.values.tolist(), found.counts.tolist(), strict=True)) == counts
    assert found.values.tolist() == sorted(counts)
    assert found.total == len(numbers)
    assert found.count(found.values > 0) == sum(number > 0 for number in numbers)
    assert found.only(found.values > 0).total == sum(number > 0 for number in numbers)
    halves = found.turned_into(found.values // 2)
    assert dict(zip(halves.values.tolist(), halves.counts.tolist(), strict=True)) == Counter(
        number // 2 for number in numbers
    )


def test_of_numbers_as_frequent_the_smallest_is_the_commonest() -> None:
    assert tally(np.array([7, 5, 9, 9, 5, 7, 1])).commonest == 5


@pytest.mark.parametrize(
    ("numbers", "starts"), [([], []), ([4], [0]), ([2, 2, 0, 0, 0, 1], [0, 2, 5])]
)
def test_where_runs_begin(numbers: list[int], starts: list[int]) -> None:
    assert run_starts(np.array(numbers, dtype=np.int64)).tolist() == starts


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=12))
def test_steps_within_series(rows: list[tuple[int, int]]) -> None:
    rows = sorted(rows)
    series, times = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    wanted = Counter(
        after - before
        for (owner, before), (other, after) in pairwise(rows)
        if owner == other and after > before
    )
    found = timeline_of(series, times).tally_steps(times)
    assert dict(zip(found.values.tolist(), found.counts.tolist(), strict=True)) == wanted


def timeline_of(series: np.ndarray, times: np.ndarray) -> Timeline:
    """Return rows in order, as far as steps are concerned."""
    places = RowPlaces(
        file="t.csv",
        column="ds",
        lines=np.arange(len(times)),
        texts=code_texts([]).texts,
        codes=times,
        labels=(),
    )
    return Timeline(
        kind="time",
        order=np.arange(len(times)),
        series=series,
        wall=times,
        utc=times,
        zone=None,
        places=places,
    )
