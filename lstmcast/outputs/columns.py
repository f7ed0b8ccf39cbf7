"""Tables of figures that fit: columns in order of reading, the most telling ones kept first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 2  # blanks before a column


def fitting(
    columns: Sequence[tuple[str, list[str]]], room: int, *, telling: Sequence[str]
) -> list[tuple[str, list[str]]]:
    """Return the columns (heading, texts) that fit into ``room``, in their order.

    ``telling`` has all headings in the order in which they are to be kept.
    """
    kept = set()
    for name, texts in sorted(columns, key=lambda column: telling.index(column[0])):
        room -= GAP + max(map(len, [name, *texts]))
        if room < 0:
            break
        kept.add(name)
    return [column for column in columns if column[0] in kept]
