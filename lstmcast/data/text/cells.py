"""A column of text in little memory: which texts there are, and which of them each row has.

Most columns say few things many times. So a text is held once, and a row is a number of one to
four bytes instead of an object of fifty; and what is made of texts (numbers, times, words) is
made once for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

BoolArray = npt.NDArray[np.bool_]
CodeArray = npt.NDArray[np.integer[Any]]  # the smallest type that will do: not for arithmetic
IntArray = npt.NDArray[np.int64]
TextArray = npt.NDArray[Any]  # of the type StringDType

Scalar = TypeVar("Scalar", bound=np.generic)

_TEXTS_AT_ONCE = 1 << 16  # that are Python objects
_CODES_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """The cells of one column."""

    texts: TextArray  # [U] in the order in which the rows first have them
    codes: CodeArray  # [R] which of them each row has
    distinct: bool  # whether the texts are; of a column that hardly repeats itself some are alike

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        return str(self.texts[int(self.codes[row])])

    def tolist(self) -> list[str]:
        """Return the cells row by row; for files of a moderate size."""
        rows: list[str] = self.texts.astype(object)[self.codes].tolist()
        return rows

    def each_text(self) -> Iterator[str]:
        """Return the texts one by one, which is far faster than row by row."""
        return chain.from_iterable(part.tolist() for part in self.text_blocks())

    def text_blocks(self) -> Iterator[TextArray]:
        """Yield the texts in parts that take little memory as Python objects."""
        for first in range(0, len(self.texts), _TEXTS_AT_ONCE):
            yield self.texts[first : first + _TEXTS_AT_ONCE]

    def different(self) -> tuple[CodeArray, list[str]]:
        """Return the different cells, as the rows first have them, and which each row has, [R]."""
        if self.distinct:
            return self.codes, self.texts.tolist()
        codes, uniques = pd.factorize(self.texts.astype(object))
        return codes[self.codes], uniques.tolist()

    def count_different(self) -> int:
        """Return how many different cells there are.

        Of a column that hardly repeats itself, checksums of 64 bits are compared, not the texts.
        """
        if self.distinct:
            return len(self.texts)
        sums = np.concatenate(
            [
                pd.util.hash_array(part.astype(object), categorize=False)
                for part in self.text_blocks()
            ]
        )
        sums.sort()
        return 1 + int(np.count_nonzero(sums[1:] != sums[:-1]))

    def where(self, is_so: Callable[[str], bool]) -> BoolArray:
        """Return for which rows something is so of their cells, [R]."""
        found = np.fromiter(map(is_so, self.each_text()), np.bool_, len(self.texts))
        return spread(found, self.codes)

    def take(self, rows: IntArray | BoolArray) -> Cells:
        """Return some of the rows."""
        codes, kept = pd.factorize(self.codes[rows])
        return Cells(texts=self.texts[kept], codes=shrink(codes), distinct=self.distinct)


def spread(values: npt.NDArray[Scalar], codes: CodeArray) -> npt.NDArray[Scalar]:
    """Return the value that each code stands for, [R].

    A few at a time, as NumPy makes long integers of all codes that it is given.
    """
    result = np.empty(len(codes), dtype=values.dtype)
    for start in range(0, len(codes), _CODES_AT_ONCE):
        result[start : start + _CODES_AT_ONCE] = values[codes[start : start + _CODES_AT_ONCE]]
    return result


def code_texts(cells: Sequence[str]) -> Cells:
    """Return cells that were written row by row as a column."""
    codes, uniques = pd.factorize(np.array(cells, dtype=object))
    return Cells(
        texts=hold_texts(uniques.tolist()),
        codes=shrink(codes),
        distinct=True,
    )


def combine_codes(codes: Iterable[CodeArray], rows: int) -> IntArray:
    """Return one code per row for a combination of columns, [R]."""
    combined = np.zeros(rows, dtype=np.int64)
    for column in codes:
        combined *= int(column.max(initial=0)) + 1
        combined += column
        combined = pd.factorize(combined)[0]
    return combined


def hold_texts(texts: Sequence[str]) -> TextArray:
    """Return texts as an array; short ones take 16 bytes each."""
    return np.array(texts, dtype=np.dtypes.StringDType())


def shrink(numbers: CodeArray) -> CodeArray:
    """Return numbers from 0 in the smallest type that holds them."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))), copy=False)
