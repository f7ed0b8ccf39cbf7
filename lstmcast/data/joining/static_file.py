"""The file of static columns: which of its rows speaks of which series."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.columns.alike import find_alike
from lstmcast.data.columns.find_time import list_names
from lstmcast.data.columns.index import SeriesIndex, index_series
from lstmcast.data.notes import Note
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]


def assign_rows(
    table: Table,
    columns: Sequence[str],
    ids: Sequence[tuple[str, ...]],
    data: str,
    *,
    strict: bool,
) -> tuple[IntArray, tuple[Note, ...]]:
    """Return which series each row speaks of, [R] (-1: none), and what has to be said of it.

    ``columns`` are those that name a series, ``ids`` the series there are and ``data`` the name
    of their file. Raises DataError for missing columns, for two rows of one series, and, where
    it is ``strict``, if no row speaks of any; of some that are missing a remark is made then, as
    a forecast has one of its own on all static values it lacks.
    """
    if not columns:
        if table.rows > 1:
            raise DataError(
                f"{table.name} has {table.rows} rows, but {data} holds one series without an id",
                hint="Leave one row, or name the column that tells series apart with --id.",
            )
        return np.zeros(1, dtype=np.int64), ()
    _require_ids(table, columns)
    index = index_series(table, columns)
    _require_once(table, index)
    places = {names: place for place, names in enumerate(ids)}
    found = np.array([places.get(names, -1) for names in index.ids], dtype=np.int64)
    if strict and (found < 0).all():
        raise DataError(
            f"{table.name} speaks of none of the series of {data}: it has "
            f"{' / '.join(index.ids[0])!r}, they are such as {' / '.join(ids[0])!r}",
            hint=f"Write {list_names(tuple(columns))} in both files alike.",
        )
    lacking = sorted(set(range(len(ids))) - set(found.tolist()))
    if not lacking or not strict:
        return found[index.codes], ()
    count, first = len(lacking), " / ".join(ids[lacking[0]])
    text = (
        f"{count} of {len(ids)} series {'is' if count == 1 else 'are'} not in {table.name} "
        f"(first: {first}); its columns are missing for {'it' if count == 1 else 'them'}"
    )
    alike = find_alike((ids[place] for place in lacking), index.ids)
    if alike is not None:
        text += f"; its {alike[1]!r} may be {alike[0]!r}"
    return found[index.codes], (Note("static-missing", text, "warning"),)


def _require_ids(table: Table, columns: Sequence[str]) -> None:
    """Raise DataError for a file that does not say which series it speaks of."""
    for name in columns:
        if name not in table.columns:
            raise DataError(
                f"{table.name} has no column {name!r}, which tells the series apart; its columns "
                f"are {list_names(table.names)}",
                hint=f"It needs {list_names(tuple(columns))}, named as in the data, and a row for "
                "each series.",
            )


def _require_once(table: Table, index: SeriesIndex) -> None:
    """Raise DataError for a series that two rows speak of."""
    order = np.argsort(index.codes, kind="stable")
    again = np.flatnonzero(np.diff(index.codes[order]) == 0)
    if len(again):
        row = int(order[again + 1].min())
        label = " / ".join(index.ids[index.codes[row]])
        first = int(np.flatnonzero(index.codes == index.codes[row])[0])
        raise DataError(
            f"{table.name}: the series {label!r} is there twice, in lines {table.lines[first]} "
            f"and {table.lines[row]}",
            hint="Leave one row for each series.",
        )
