"""How often each of many numbers occurs: a few lines about times of which there are millions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

#: Sorting more of them would take several times their memory.
NUMBERS_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """Different numbers and how often each of them occurs."""

    values: IntArray  # [U] rising
    counts: IntArray  # [U]

    @property
    def total(self) -> int:
        """Return how many numbers there are, the same ones counted again."""
        return int(self.counts.sum())

    @property
    def commonest(self) -> int:
        """Return the most frequent number, the smallest of several; there must be one."""
        return int(self.values[np.argmax(self.counts)])

    def count(self, where: BoolArray) -> int:
        """Return how many numbers are among the marked ones of ``values``."""
        return int(self.counts[where].sum())

    def only(self, where: BoolArray) -> Tally:
        """Return the tally of the marked ones of ``values``."""
        return Tally(values=self.values[where], counts=self.counts[where])

    def turned_into(self, values: IntArray) -> Tally:
        """Return the tally of other numbers, of which each of ``values`` becomes one, [U]."""
        return _add_up(values, self.counts)


def tally(numbers: IntArray) -> Tally:
    """Count numbers, [N]."""
    starts = range(0, len(numbers), NUMBERS_AT_ONCE)
    return tally_blocks(numbers[start : start + NUMBERS_AT_ONCE] for start in starts)


def tally_blocks(blocks: Iterable[IntArray]) -> Tally:
    """Count the numbers of all blocks."""
    found = [np.unique(block, return_counts=True) for block in blocks]
    if not found:
        return Tally(values=np.empty(0, dtype=np.int64), counts=np.empty(0, dtype=np.int64))
    return _add_up(
        np.concatenate([values for values, _ in found]),
        np.concatenate([counts for _, counts in found]),
    )


def run_starts(numbers: npt.NDArray[np.integer[Any]]) -> IntArray:
    """Return where numbers begin that are the same as the ones behind them: 0 and each change."""
    begins = np.ones(len(numbers), dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def _add_up(values: IntArray, counts: IntArray) -> Tally:
    """Return the tally of values that may be there several times, each time with a count."""
    order = np.argsort(values, kind="stable")
    values = values[order]
    first = run_starts(values)
    return Tally(values=values[first], counts=np.add.reduceat(counts[order], first))
