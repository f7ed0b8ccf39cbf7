"""Categories: words, or numbers that are names, as places in a list of levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import UNKNOWN
from lstmcast.data.text.cells import Cells
from lstmcast.data.text.missing import is_missing
from lstmcast.data.text.numerals import Decimal

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: The level of empty cells, in columns that are mostly empty, such as names of events.
NOTHING = ""

_MISSING = -1
_FEW = 100  # words of a column that names kinds of things


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The words of a column: which there are, and where."""

    names: tuple[str, ...]  # [U] different ones
    codes: IntArray  # [R] which of them each row has; -1 where it has none

    @property
    def filled(self) -> int:
        """Return how many rows have a word."""
        return int(np.count_nonzero(self.codes != _MISSING))


def read_words(cells: Cells, decimal: Decimal) -> Words:
    """Take the cells of a column as words; ``decimal`` is the mark of numbers among them."""
    codes, texts = cells.different()
    words = [None if is_missing(text) else _normalise(text, decimal) for text in texts]
    names = tuple(dict.fromkeys(word for word in words if word is not None))
    places = {name: place for place, name in enumerate(names)}
    place = np.array([_MISSING if word is None else places[word] for word in words], dtype=np.int64)
    return Words(names=names, codes=place[codes])


def code_words(words: Words, levels: Sequence[str]) -> FloatArray:
    """Return the code of each row, [R]: a level's place + 1, 0 for others, NaN where missing.

    The level ``NOTHING`` is that of the empty cells, if it is there.
    """
    numbers = {level: float(place + 1) for place, level in enumerate(levels)}
    codes = [numbers.get(name, UNKNOWN) for name in words.names]
    codes.append(numbers.get(NOTHING, np.nan))  # found at -1
    return np.array(codes)[words.codes]


def is_filled(values: FloatArray, levels: Sequence[str] | None) -> BoolArray:
    """Return where numbers, or codes of ``levels``, come from cells that were not empty."""
    filled = ~np.isnan(values)
    if levels is not None and NOTHING in levels:
        filled &= values != levels.index(NOTHING) + 1
    return filled


def holds_few_words(cells: Cells) -> bool:
    """Return whether a column of text names a few kinds of things, rather than each row."""
    words = read_words(cells, ".")
    return 0 < len(words.names) <= min(_FEW, words.filled // 2)


def _normalise(text: str, decimal: Decimal) -> str:
    """Return a word without spaces around it, and a whole number without a fraction.

    Programs write 1.0 for 1 as soon as a column of whole numbers has a gap.
    """
    text = text.strip()
    whole = re.fullmatch(rf"([+-]?\d+){re.escape(decimal)}0*", text, re.ASCII)
    return text if whole is None else whole[1]
