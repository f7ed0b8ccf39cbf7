"""One column of text taken apart: its different cells, each read with either decimal mark."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.text.cells import Cells, CodeArray
from lstmcast.data.text.missing import is_missing
from lstmcast.data.text.numerals import Decimal, Numeral, is_ambiguous, read_numeral

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """The different cells of a column, each read both ways."""

    codes: CodeArray  # [R] which of the cells below
    missing: BoolArray  # [U]
    numerals: list[Numeral]  # [U]
    mark: Decimal | None  # the decimal mark that most telling cells prove

    @property
    def ambiguous(self) -> str | None:
        """Return a number that could be read either way, if nothing decides."""
        if self.mark is not None:
            return None
        return next((n.text for n in self.numerals if is_ambiguous(n.text)), None)


def draft_column(cells: Cells) -> Draft:
    """Take the different cells of a column apart."""
    codes, texts = cells.different()
    missing = np.array([is_missing(text) for text in texts], dtype=np.bool_)
    numerals = [read_numeral(text) for text in texts]
    present = len(texts) - int(np.count_nonzero(missing))
    return Draft(
        codes=codes,
        missing=missing,
        numerals=numerals,
        mark=_prevailing_mark(numerals, present),
    )


def _prevailing_mark(numerals: list[Numeral], present: int) -> Decimal | None:
    """Return the decimal mark that most telling cells prove; text proves nothing."""
    proven = Counter(mark for numeral in numerals if (mark := numeral.mark) is not None)
    if not proven:
        return None
    mark = proven.most_common(1)[0][0]
    readable = sum(numeral.value(mark) is not None for numeral in numerals)
    return mark if 2 * readable >= present else None
