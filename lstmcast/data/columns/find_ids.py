"""Find the columns that tell series apart: those that leave one row per series and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from lstmcast.data.columns.names import IDS, LIKELY_IDS, SURE_IDS, rank, spell
from lstmcast.data.text.cells import CodeArray, combine_codes
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]

_NEARLY = 0.9  # share of different rows from which repeated ones are slips
_TOGETHER = 3  # columns at most
_CANDIDATES = 8  # columns tried in combination


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """A column that may tell series apart."""

    name: str
    codes: CodeArray  # [R]
    count: int  # different values
    is_text: bool


def find_ids(
    table: Table, times: IntArray, texts: Sequence[str], integers: Sequence[str]
) -> tuple[str, ...]:
    """Return the id columns; none when there is one series.

    ``times`` are codes of the time cells, [R]; ``texts`` and ``integers`` the columns that
    may be ids. Raises DataError when different columns would do equally well.
    """
    candidates = [
        *(_code(table, name, is_text=True) for name in texts),
        *(_code(table, name, is_text=False) for name in integers),
    ]
    named = [candidate for candidate in candidates if rank(candidate.name, IDS) is not None]
    named.sort(key=lambda candidate: rank(candidate.name, IDS) or 0)
    alone = _distinct_share(times, ())
    if alone == 1.0:
        return _sure_id(named, table.rows)
    found = _best_combination(times, named)
    if found:
        return found
    if alone >= _NEARLY:
        return ()
    return _find_by_content(table, times, candidates)


def _code(table: Table, name: str, *, is_text: bool) -> Candidate:
    """Return a column as codes of its different values."""
    codes, texts = table.columns[name].different()
    return Candidate(name=name, codes=codes, count=len(texts), is_text=is_text)


def _sure_id(named: list[Candidate], rows: int) -> tuple[str, ...]:
    """Return an id column that is there though times alone are different in every row."""
    for candidate in named:
        is_sure = rank(candidate.name, SURE_IDS) is not None and candidate.count < rows
        is_likely = rank(candidate.name, LIKELY_IDS) is not None and 2 * candidate.count <= rows
        if is_sure or is_likely:
            return (candidate.name,)
    found: list[Candidate] = []
    parts = 1  # series that the columns found so far make
    for candidate in named:
        if 2 * candidate.count > rows:
            continue
        joined = combine_codes((column.codes for column in (*found, candidate)), rows)
        count = int(joined.max(initial=0)) + 1
        if parts < count and 2 * count <= rows:
            found.append(candidate)
            parts = count
    return tuple(candidate.name for candidate in found)


def _best_combination(times: IntArray, named: list[Candidate]) -> tuple[str, ...]:
    """Return the fewest columns with usual names that leave one row per series and time.

    If no combination does so exactly, the best one that nearly does: the rest are
    duplicates, to be reported as such.
    """
    best: tuple[str, ...] = ()
    best_share = 0.0
    for size in range(1, _TOGETHER + 1):
        for columns in combinations(named[:_CANDIDATES], size):
            share = _distinct_share(times, columns)
            if share == 1.0:
                return tuple(column.name for column in columns)
            if share > max(best_share, _NEARLY):
                best, best_share = tuple(column.name for column in columns), share
    return best


def _find_by_content(table: Table, times: IntArray, candidates: list[Candidate]) -> tuple[str, ...]:
    """Return the columns that leave one row per series and time, whatever their names."""
    repeated = [candidate for candidate in candidates if 2 * candidate.count <= len(times)]
    texts = [candidate for candidate in repeated if candidate.is_text][:_CANDIDATES]
    for pool in (texts, repeated[:_CANDIDATES]):
        for size in range(1, _TOGETHER + 1):
            exact = [
                columns
                for columns in combinations(pool, size)
                if _distinct_share(times, columns) == 1.0
            ]
            if exact:
                return _only_one(table, exact)
    return _best_combination(times, texts)


def _only_one(table: Table, found: list[tuple[Candidate, ...]]) -> tuple[str, ...]:
    """Return the first combination if all of them part the rows alike."""
    rows = table.rows
    partitions = [combine_codes((column.codes for column in columns), rows) for columns in found]
    names = [spell(*(column.name for column in columns)) for columns in found]
    if any((partition != partitions[0]).any() for partition in partitions[1:]):
        raise DataError(
            f"{table.name} has several rows per time, and {' or '.join(names)} could tell the "
            "series apart",
            hint=f"Choose with --id, for example --id {names[0]}.",
        )
    return tuple(column.name for column in found[0])


def _distinct_share(times: IntArray, columns: tuple[Candidate, ...]) -> float:
    """Return the share of rows with a combination of values that no earlier row has."""
    if not len(times):
        return 0.0
    *others, last = (times, *(column.codes for column in columns))
    combined = combine_codes(others, len(times))
    combined *= int(last.max()) + 1
    combined += last
    combined.sort()  # in place: a table of all combinations would take several times the memory
    different = 1 + np.count_nonzero(combined[1:] != combined[:-1])
    return float(different / len(times))
