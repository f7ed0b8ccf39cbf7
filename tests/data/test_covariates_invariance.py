"""What must not matter to covariates: the order of rows and columns, and what else is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
from covariate_files import DAYS, HEAD, LAST, assert_same, of, remembered, rows, text_of
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.config import CovariateConfig, DataConfig
from lstmcast.data.expected import Expected
from lstmcast.data.load import LoadedData, load_series

COVARIATES = CovariateConfig(
    known=("price", "weather"), past=("visitors",), static=("size", "region")
)
TO_COME = ("store", "day", "price", "weather")


def read(
    text: str,
    *,
    future: str | None = None,
    expected: Expected | None = None,
) -> LoadedData:
    """Load a text, and rows to come in another one."""
    with TemporaryDirectory() as folder:
        main, beside = Path(folder, "sales.csv"), Path(folder, "future.csv")
        covariates = COVARIATES
        main.write_text(text, encoding="utf-8")
        if future is not None:
            beside.write_text(future, encoding="utf-8")
            covariates = replace(COVARIATES, future=str(beside))
        return load_series(str(main), DataConfig(), covariates=covariates, expected=expected)


@st.composite
def files(draw: st.DrawFn) -> list[list[str]]:
    """Draw rows of the usual file with gaps, late starts, ragged ends and empty cells."""
    random = Random(draw(st.integers(0, 2**32)))
    cells = []
    for cell in rows():
        if random.random() < 0.1 and cell[2]:
            cell[2] = ""
        for column in (3, 4, 5):
            if random.random() < 0.1:
                cell[column] = ""
        if random.random() < 0.95:
            cells.append(cell)
    return [cell for cell in cells if random.random() < 0.98 or cell[2]]


@settings(deadline=None, max_examples=40)
@given(files(), st.randoms(use_true_random=False))
def test_order_and_company_change_nothing(cells: list[list[str]], random: Random) -> None:
    first = read(text_of(cells))
    shuffled = [[*cell, f"note {place}", str(place % 3)] for place, cell in enumerate(cells)]
    random.shuffle(shuffled)
    head = f"{HEAD},note,lane"
    names = head.split(",")
    random.shuffle(names)
    assert_same(first, read(text_of(shuffled, head, *names)))


@settings(deadline=None, max_examples=25)
@given(files(), files(), st.randoms(use_true_random=False))
def test_other_series_change_nothing(
    cells: list[list[str]], others: list[list[str]], random: Random
) -> None:
    first = read(text_of(cells))
    model = remembered(first)
    others = [["x" + cell[0], *cell[1:]] for cell in others]
    mixed = cells + others
    random.shuffle(mixed)
    more = read(text_of(mixed), expected=model)
    own = [place for place, key in enumerate(more.series.keys) if key in first.series.keys]
    alone = more.series.select(np.array(own))
    assert alone.keys == first.series.keys
    np.testing.assert_array_equal(alone.values, first.series.values)
    assert alone.covariates is not None
    np.testing.assert_array_equal(alone.covariates.values, of(first).values)
    np.testing.assert_array_equal(alone.covariates.attributes, of(first).attributes)


@settings(deadline=None, max_examples=40)
@given(files(), st.integers(0, LAST), st.randoms(use_true_random=False))
def test_rows_to_come_may_lie_in_a_file_of_their_own(
    cells: list[list[str]], overlap: int, random: Random
) -> None:
    """Rows that both files have agree, or one of them says nothing."""
    whole = read(text_of(cells))
    past = [cell for cell in cells if cell[1] < DAYS[LAST]]
    both = random.sample(past, min(overlap, len(past)))
    ahead = [cell for cell in cells if cell[1] >= DAYS[LAST]] + [[*cell] for cell in both]
    for cell in both:
        if random.random() < 0.3:
            cell[3] = ""
    random.shuffle(ahead)
    if ahead:
        future = text_of(ahead, HEAD, *TO_COME)
        assert_same(whole, read(text_of(past), future=future))
        assert_same(whole, read(text_of(past), future=future, expected=remembered(whole)))
