"""Columns of text as columns of numbers.

One decimal mark is found for the file from all its number columns; a cell that is no number
is reported, never turned into a missing value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.notes import Note
from lstmcast.data.text.cells import Cells, CodeArray, TextArray, hold_texts, spread
from lstmcast.data.text.drafts import Draft, draft_column
from lstmcast.data.text.marks import find_group, find_mark
from lstmcast.data.text.missing import MARKERS
from lstmcast.data.text.numerals import Decimal
from lstmcast.errors import UsageError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_MISSING_SPELLINGS = {
    spelling for marker in MARKERS for spelling in (marker, marker.upper(), marker.title(), " ")
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NumberColumn:
    """One column read as numbers, each of its texts once."""

    codes: CodeArray  # [R] which of the readings each row has
    readings: FloatArray  # [U] NaN where missing or no number
    refused: BoolArray  # [U] where the text is no number
    affix: str = ""  # the currency or percent sign that all cells share
    turned: str = ""  # an example of (5) or 5-, read as a negative number

    @property
    def values(self) -> FloatArray:
        """Return the numbers row by row, [R]; made anew, as they take more memory than all else."""
        return spread(self.readings, self.codes)

    @property
    def bad(self) -> IntArray:
        """Return the rows whose cell is no number."""
        if not self.refused.any():
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(spread(self.refused, self.codes))

    @property
    def observed(self) -> int:
        """Return how many cells hold a number."""
        return int(np.count_nonzero(spread(~np.isnan(self.readings), self.codes)))

    @property
    def is_numeric(self) -> bool:
        """Return whether this is a column of numbers, perhaps with slips, rather than text."""
        return self.observed > 0 and len(self.bad) <= self.observed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Numbers:
    """All columns of interest as numbers."""

    columns: dict[str, NumberColumn]
    decimal: Decimal
    notes: tuple[Note, ...]


def read_numbers(columns: Mapping[str, Cells], *, decimal: str | None, delimiter: str) -> Numbers:
    """Read columns as numbers; ``decimal`` is the mark from the settings, if any.

    Raises UsageError for a decimal mark other than ``.`` and ``,``.
    """
    if decimal not in {None, ".", ","}:
        raise UsageError(f"{decimal!r} cannot be a decimal mark", hint="Use --decimal . or ,")
    plain = {
        name: None if decimal == "," else _read_plain(cells) for name, cells in columns.items()
    }
    drafts = {name: draft_column(columns[name]) for name, values in plain.items() if values is None}
    mark: Decimal = "," if decimal == "," else "."
    notes: tuple[Note, ...] = ()
    if decimal is None:
        mark, notes = find_mark(columns, plain, drafts, delimiter)
    result = {}
    for name, cells in columns.items():
        readings = plain[name]
        if readings is not None and not (mark == "," and find_group(cells)):
            refused = np.zeros(len(readings), dtype=np.bool_)
            result[name] = NumberColumn(codes=cells.codes, readings=readings, refused=refused)
            continue
        draft = drafts.get(name) or draft_column(cells)
        own = mark if decimal else draft.mark or mark
        result[name] = _settle(draft, own)
    return Numbers(columns=result, decimal=mark, notes=notes)


def _read_plain(cells: Cells) -> FloatArray | None:
    """Return the value of each text, [U], if all are plain numbers or missing."""
    readings = np.empty(len(cells.texts))
    filled = 0
    for texts in cells.text_blocks():
        block = _read_block(texts)
        if block is None:
            return None
        readings[filled : filled + len(block)] = block
        filled += len(block)
    return readings


def _read_block(texts: TextArray) -> FloatArray | None:
    """Return the values of texts that are plain numbers or missing; None where one is neither."""
    for attempt in range(2):
        try:
            return texts.astype(np.float64)
        except ValueError:
            if attempt == 0:
                words = ("nan" if text in _MISSING_SPELLINGS else text for text in texts.tolist())
                texts = hold_texts(list(words))
    return None


def _settle(draft: Draft, mark: Decimal) -> NumberColumn:
    """Read the cells of a column with a decimal mark; the rarer affixes are bad cells."""
    readings = [numeral.value(mark) for numeral in draft.numerals]
    affixes = [numeral.affix for numeral in draft.numerals]
    counts = np.bincount(draft.codes, minlength=len(readings))
    valid = np.array([reading is not None for reading in readings], dtype=np.bool_) & ~draft.missing
    votes: Counter[str] = Counter()
    for affix, count, is_valid in zip(affixes, counts.tolist(), valid.tolist(), strict=True):
        if is_valid:
            votes[affix] += count
    affix = votes.most_common(1)[0][0] if votes else ""
    valid &= np.array([other == affix for other in affixes], dtype=np.bool_)
    turned = np.array([numeral.turned for numeral in draft.numerals], dtype=np.bool_)
    if not (valid & ~turned).any():
        valid &= ~turned  # nothing but (1) and (2): these may be labels
    values = np.array([np.nan if value is None else value for value in readings], dtype=np.float64)
    values[~valid] = np.nan
    return NumberColumn(
        codes=draft.codes,
        readings=values,
        refused=~valid & ~draft.missing,
        affix=affix,
        turned=next((draft.numerals[code].cell for code in np.flatnonzero(valid & turned)), ""),
    )
