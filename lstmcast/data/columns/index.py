"""Which series each row belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.text.cells import Cells, CodeArray, spread
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeriesIndex:
    """The series of a file in the order of their ids."""

    ids: tuple[tuple[str, ...], ...]  # [S] rising
    codes: CodeArray  # [R] which of them each row belongs to


def index_series(table: Table, columns: Sequence[str]) -> SeriesIndex:
    """Number the series by their ids, whatever the order of the rows.

    Raises DataError for an empty id.
    """
    # 32 bits are enough: each series is an object besides, of which there are not that many.
    combined: CodeArray = np.zeros(table.rows, dtype=np.int32)
    texts: list[list[str]] = []
    parts: list[CodeArray] = []
    for column in columns:
        codes, names = _sorted_codes(table, column)
        texts.append(names)
        parts.append(codes)
        if len(parts) == 1:  # whose numbers all occur; what follows takes memory
            combined = codes
            continue
        both = combined.astype(np.int64) * len(names) + codes
        # Only combinations that occur are kept, in order, so that numbers stay small.
        combined = np.unique(both, return_inverse=True)[1].astype(np.int32).ravel()
    some = np.empty(int(combined.max(initial=-1)) + 1, dtype=np.int64)  # a row of each
    some[combined] = np.arange(len(combined))
    ids = tuple(
        tuple(names[codes[row]] for names, codes in zip(texts, parts, strict=True))
        for row in some.tolist()
    )
    return SeriesIndex(ids=ids, codes=combined)


def varies_between(cells: Cells, index: SeriesIndex) -> bool:
    """Return whether a column never changes within a series, but does between some of them."""
    if len(index.ids) < 2:
        return False
    codes, _ = cells.different()
    _, first = np.unique(index.codes, return_index=True)
    return bool((codes == codes[first][index.codes]).all()) and len(set(codes[first].tolist())) > 1


def _sorted_codes(table: Table, column: str) -> tuple[CodeArray, list[str]]:
    """Return a column as codes that rise with the text."""
    codes, texts = table.columns[column].different()
    stripped = [text.strip() for text in texts]
    empty = [code for code, text in enumerate(stripped) if text == ""]
    if empty:
        row = int(np.flatnonzero(codes == empty[0])[0])
        raise DataError(
            f"{table.place(row, column)}: the id of the series is missing",
            hint="Fill it in or remove the row; --id names other columns.",
        )
    names = sorted(set(stripped))
    position = {name: number for number, name in enumerate(names)}
    order = np.array([position[text] for text in stripped], dtype=np.int32)
    return spread(order, codes), names
