"""Which decimal mark a file uses, found from all its number columns.

A point in ``1.004`` may part thousands. Where nothing in the file decides, one reading is taken
and a warning says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from lstmcast.data.notes import Note
from lstmcast.data.text.cells import Cells
from lstmcast.data.text.drafts import Draft, draft_column
from lstmcast.data.text.missing import is_missing
from lstmcast.data.text.numerals import Decimal, is_ambiguous, read_numeral

FloatArray = npt.NDArray[np.float64]

_LONGEST_GROUP = 3  # digits


def find_mark(
    columns: Mapping[str, Cells],
    plain: Mapping[str, FloatArray | None],
    drafts: Mapping[str, Draft],
    delimiter: str,
) -> tuple[Decimal, tuple[Note, ...]]:
    """Return the decimal mark of a file and what has to be said about it.

    ``plain`` are the columns that read as numbers with a decimal point, ``drafts`` the others.
    """
    marks = {draft.mark for draft in drafts.values()}
    if "," in marks:
        note = Note("decimal", "numbers have a decimal comma: 1,5 was read as 1.5")
        return ",", (note,)
    # A semicolon between cells is how programs set to a decimal comma write CSV.
    is_continental = delimiter == ";"
    doubt = next(_find_doubts(columns, plain, drafts, is_continental), None)
    if doubt is None:
        return ".", ()
    proven = "." in marks or any(
        values is not None and _proves_point(columns[name]) for name, values in plain.items()
    )
    if proven and doubt[0] not in drafts:
        return ".", ()  # the other columns show what the point is
    mark: Decimal = "," if is_continental and not proven else "."
    name, number = doubt
    value, other = read_numeral(number).value(mark), "." if mark == "," else ","
    text = f"column {name!r}: {number} was read as {value:g}; --decimal {other} changes that"
    return mark, (Note("ambiguous-numbers", text, "warning"),)


def find_group(cells: Cells) -> str | None:
    """Return a cell whose point may part thousands, if no point in the column can do else."""
    example = None
    for text in cells.each_text():
        if "." in text and not is_missing(text):
            if not is_ambiguous(text.strip()):
                return None
            example = example or text.strip()
    return example


def _find_doubts(
    columns: Mapping[str, Cells],
    plain: Mapping[str, FloatArray | None],
    drafts: Mapping[str, Draft],
    is_continental: bool,
) -> Iterator[tuple[str, str]]:
    """Yield columns that could be read either way, each with such a number."""
    for name, draft in drafts.items():
        if draft.ambiguous is not None:
            yield name, draft.ambiguous
    for name, values in plain.items():
        number = None if values is None else find_group(columns[name])
        if number is not None and (is_continental or _mixes_lengths(columns[name])):
            yield name, number


def _mixes_lengths(cells: Cells) -> bool:
    """Return whether cells without a point are short, as ``872`` next to ``1.004`` is.

    Programs that write decimals put the point in all cells of a column or vary the places.
    """
    bare = [text.strip().lstrip("+-") for text in cells.each_text() if "." not in text]
    bare = [text for text in bare if not is_missing(text)]
    return bool(bare) and all(text.isdigit() and len(text) <= _LONGEST_GROUP for text in bare)


def _proves_point(cells: Cells) -> bool:
    """Return whether a column of plain numbers has a decimal point for certain."""
    for text in cells.each_text():
        if "." in text and read_numeral(text).mark == ".":
            return draft_column(cells).mark == "."
    return False
