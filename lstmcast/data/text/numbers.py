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
import pandas as pd

from lstmcast.data.notes import Note
from lstmcast.data.text.missing import MARKERS, is_missing
from lstmcast.data.text.numerals import Decimal, Numeral, is_ambiguous, read_numeral
from lstmcast.errors import UsageError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
TextArray = npt.NDArray[np.object_]

_MISSING_SPELLINGS = {
    spelling for marker in MARKERS for spelling in (marker, marker.upper(), marker.title(), " ")
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NumberColumn:
    """One column read as numbers."""

    values: FloatArray  # [R] NaN where missing or no number
    bad: IntArray  # rows whose cell is no number
    affix: str = ""  # the currency or percent sign that all cells share

    @property
    def observed(self) -> int:
        """Return how many cells hold a number."""
        return int(np.count_nonzero(~np.isnan(self.values)))

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


def read_numbers(
    columns: Mapping[str, TextArray], *, decimal: str | None, delimiter: str
) -> Numbers:
    """Read columns as numbers; ``decimal`` is the mark from the settings, if any.

    Raises UsageError for a decimal mark other than ``.`` and ``,``.
    """
    if decimal not in {None, ".", ","}:
        raise UsageError(f"{decimal!r} cannot be a decimal mark", hint="Use --decimal . or ,")
    plain = {name: _read_plain(cells) for name, cells in columns.items()}
    if decimal == ",":
        plain = dict.fromkeys(columns)
    drafts = {name: _draft(columns[name]) for name, values in plain.items() if values is None}
    mark, notes = _settle_mark(columns, plain, drafts, decimal, delimiter)
    result = {}
    for name, cells in columns.items():
        values = plain[name]
        if values is not None and not (mark == "," and _only_groups(cells)):
            result[name] = NumberColumn(values=values, bad=np.empty(0, np.int64))
            continue
        draft = drafts.get(name) or _draft(cells)
        own = mark if decimal else draft.mark or mark
        result[name] = _settle(draft, own)
    return Numbers(columns=result, decimal=mark, notes=notes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Draft:
    """The different cells of a column, each read both ways."""

    codes: IntArray  # [R] which of the cells below
    missing: BoolArray  # [U]
    numerals: list[Numeral]  # [U]
    mark: Decimal | None  # the decimal mark that most telling cells prove

    @property
    def ambiguous(self) -> str | None:
        """Return a number that could be read either way, if nothing decides."""
        if self.mark is not None:
            return None
        return next((n.text for n in self.numerals if is_ambiguous(n.text)), None)


def _read_plain(cells: TextArray) -> FloatArray | None:
    """Return the values if all cells are plain numbers or missing, without a Python loop."""
    for attempt in range(2):
        try:
            return cells.astype(np.float64)
        except ValueError:
            if attempt == 0:
                missing = pd.Series(cells).isin(_MISSING_SPELLINGS).to_numpy()
                cells = np.where(missing, "nan", cells)
    return None


def _draft(cells: TextArray) -> _Draft:
    """Take the different cells of a column apart."""
    codes, uniques = pd.factorize(cells)
    texts: list[str] = uniques.tolist()
    missing = np.array([is_missing(text) for text in texts], dtype=np.bool_)
    numerals = [read_numeral(text) for text in texts]
    present = len(texts) - int(np.count_nonzero(missing))
    return _Draft(
        codes=codes.astype(np.int64),
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


def _settle(draft: _Draft, mark: Decimal) -> NumberColumn:
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
    values = np.array([np.nan if value is None else value for value in readings], dtype=np.float64)
    values[~valid] = np.nan
    bad = (~valid & ~draft.missing)[draft.codes]
    return NumberColumn(values=values[draft.codes], bad=np.flatnonzero(bad), affix=affix)


def _settle_mark(
    columns: Mapping[str, TextArray],
    plain: Mapping[str, FloatArray | None],
    drafts: Mapping[str, _Draft],
    decimal: str | None,
    delimiter: str,
) -> tuple[Decimal, tuple[Note, ...]]:
    """Return the decimal mark of the file and what has to be said about it."""
    if decimal is not None:
        return ("," if decimal == "," else "."), ()
    marks = {draft.mark for draft in drafts.values()}
    if "," in marks:
        note = Note("decimal", "numbers have a decimal comma: 1,5 was read as 1.5")
        return ",", (note,)
    doubtful = [
        (name, draft.ambiguous) for name, draft in drafts.items() if draft.ambiguous is not None
    ]
    if not doubtful:
        return ".", ()
    # A semicolon between cells is how programs set to a decimal comma write CSV.
    proven = "." in marks or any(
        values is not None and _draft(columns[name]).mark == "." for name, values in plain.items()
    )
    mark: Decimal = "," if delimiter == ";" and not proven else "."
    name, number = doubtful[0]
    value, other = read_numeral(number).value(mark), "." if mark == "," else ","
    text = f"column {name!r}: {number} was read as {value:g}; --decimal {other} changes that"
    return mark, (Note("ambiguous-numbers", text, "warning"),)


def _only_groups(cells: TextArray) -> bool:
    """Return whether a point in these cells can only part thousands: 1.234 and 5.678."""
    texts = pd.unique(cells).tolist()
    dotted = [text for text in texts if "." in text and not is_missing(text)]
    return bool(dotted) and all(is_ambiguous(text.strip()) for text in dotted)
