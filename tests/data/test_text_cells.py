"""A column of text as its different texts and a small number per row."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.text import cells as module
from lstmcast.data.text.cells import Cells, code_texts, combine_codes, hold_texts, shrink, spread

#: As of a column that hardly repeats itself: texts that are held more than once.
ALIKE = Cells(
    texts=hold_texts(["b", "", "a", "b", "", "b"]),
    codes=np.array([0, 1, 2, 3, 4, 5, 1], dtype=np.uint8),
    distinct=False,
)


@given(st.lists(st.sampled_from(["", " ", "a", "b", "ü€😀", "a much longer text than the others"])))
def test_cells_are_what_was_written(texts: list[str]) -> None:
    cells = code_texts(texts)
    assert len(cells) == len(texts)
    assert cells.tolist() == texts == [cells[row] for row in range(len(texts))]
    codes, different = cells.different()
    assert different == list(dict.fromkeys(texts)) == list(cells.each_text())
    assert [different[code] for code in codes] == texts
    assert cells.count_different() == len(different)
    assert cells.where(str.isascii).tolist() == [text.isascii() for text in texts]


@given(st.lists(st.sampled_from("abc"), min_size=1), st.data())
def test_some_rows(texts: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(texts) - 1), unique=True))
    part = code_texts(texts).take(np.array(chosen, dtype=np.int64))
    wanted = [texts[row] for row in chosen]
    assert part.tolist() == wanted
    assert part.different()[1] == list(dict.fromkeys(wanted))  # those of other rows are gone


def test_texts_that_are_held_more_than_once() -> None:
    codes, different = ALIKE.different()
    assert (codes.tolist(), different) == ([0, 1, 2, 0, 1, 0, 1], ["b", "", "a"])
    assert ALIKE.count_different() == 3
    assert ALIKE.tolist() == ["b", "", "a", "b", "", "b", ""]
    assert ALIKE.where("b".__eq__).tolist() == [True, False, False, True, False, True, False]
    assert ALIKE.take(np.array([5, 0])).different()[1] == ["b"]


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 70_000])
def test_a_row_takes_no_more_bytes_than_it_has_to(count: int) -> None:
    numbers = shrink(np.arange(count))
    assert numbers.tolist() == list(range(count))
    assert numbers.itemsize == 1 + (count > 256) + 2 * (count > 65_536)


def test_values_are_spread_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CODES_AT_ONCE", 4)
    codes = np.array([2, 0, 1, 1, 2, 2, 0, 1, 0], dtype=np.uint8)
    values = np.array([0.5, np.nan, -3.0])
    np.testing.assert_array_equal(spread(values, codes), values[codes])
    assert spread(values, codes[:0]).tolist() == []


def test_codes_of_combinations() -> None:
    one, other = np.array(list(product([250, 3], [255, 0, 255])), dtype=np.uint8).T
    assert combine_codes([one, other], 6).tolist() == [0, 1, 0, 2, 3, 2]
