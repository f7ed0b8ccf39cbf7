"""Rows that are wider or narrower than the header, and headers that are none."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from lstmcast.data.text.cells import Cells
from lstmcast.data.text.records import Records
from lstmcast.errors import DataError

_MOST = 0.9  # share of the rows that make the header, not the rows, the exception


def check_widths(records: Records, names: Sequence[str], name: str, *, allowed: int) -> None:
    """Raise DataError for the first row with more or fewer cells than the header.

    ``allowed`` cells more are not too many.
    """
    width = len(names)
    short, long = records.widths < width, records.widths > width + allowed
    uneven = np.flatnonzero((short | long) & ~records.blank)
    if not len(uneven):
        return
    wider = int(np.count_nonzero(long & ~records.blank))
    if width == 1 and len(uneven) > 1 and wider >= _MOST * np.count_nonzero(~records.blank):
        raise _title(names[0], name)
    row = uneven[0]
    more = f" (and {len(uneven) - 1} more such rows)" if len(uneven) > 1 else ""
    raise DataError(
        f"{name}, line {records.lines[row]}: {records.widths[row]} "
        f"{'cell' if records.widths[row] == 1 else 'cells'} where the header has {width}{more}",
        hint="Look for a missing delimiter, or for a delimiter or quotation mark within a "
        "cell; --delimiter sets the delimiter.",
    )


def refuse_title(names: Sequence[str], cells: Sequence[Cells], name: str) -> None:
    """Raise DataError if only the first column has a name and names stand in the first row.

    So spreadsheets save a title in the first cell. ``cells`` are the columns' rows with text.
    """
    if len(names) < 2 or not all(re.fullmatch(r"unnamed_\d+_*", other) for other in names[1:]):
        return
    first = [column[0] for column in cells]
    if all(cell.strip() and not re.search(r"\d", cell) for cell in first[:2]):
        raise _title(names[0], name)


def _title(cell: str, name: str) -> DataError:
    """Return the error about a title above the names."""
    return DataError(
        f"{name}: the first line, {cell!r}, looks like a title, not like the names of columns",
        hint="Remove it, so that the line of names comes first.",
    )
