"""Parts back to back in one array: where each begins, and what is counted before a place."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.offsets import steps_within, sums_before


@given(st.lists(st.integers(0, 5), max_size=8))
def test_parts_of_these_lengths_are_found_again(lengths: list[int]) -> None:
    parts = [[place] * length for place, length in enumerate(lengths)]
    flat = [value for part in parts for value in part]
    offsets = sums_before(np.array(lengths, dtype=np.int64))
    assert offsets.dtype == np.int64
    assert steps_within(offsets).tolist() == [step for part in parts for step in range(len(part))]
    for place, part in enumerate(parts):
        assert flat[offsets[place] : offsets[place + 1]] == part
    assert offsets[-1] == len(flat)


def test_marks_are_counted_in_each_column() -> None:
    marks = np.array([[True, False], [True, True], [False, True]])
    assert sums_before(marks).tolist() == [[0, 0], [1, 0], [2, 1], [2, 2]]
    assert sums_before(marks[:0]).tolist() == [[0, 0]]
