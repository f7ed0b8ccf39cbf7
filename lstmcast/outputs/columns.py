"""Tables of figures that fit: columns in order of reading, the most telling ones kept first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GAP = 2  # blanks before a column


def bare_table() -> Table:
    """Return a table without lines, still without columns."""
    return Table(box=None, padding=(0, 0, 0, GAP), pad_edge=True, header_style="dim")


def named_table(headings: Iterable[str]) -> Table:
    """Return a table of names and, under these headings, of figures; still without rows."""
    table = bare_table()
    table.add_column("", no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def figure_table(
    names: Sequence[str],
    columns: Sequence[tuple[str, list[str]]],
    *,
    width: int,
    telling: Sequence[str],
    styles: Sequence[str] = ("bold",),
) -> Table:
    """Return one row for each name, with the columns that have figures and room.

    ``columns`` are headings and texts [names]; headings that are not ``telling`` give way first.
    ``styles`` are those of the first rows; the others are plain.
    """
    filled = [(heading, texts) for heading, texts in columns if any(texts)]
    telling = (*telling, *(heading for heading, _ in filled if heading not in telling))
    filled = fitting(filled, width - GAP - max(map(len, names)), telling=telling)
    table = named_table(heading for heading, _ in filled)
    for place, name in enumerate(names):
        style = styles[place] if place < len(styles) else ""
        table.add_row(name, *(texts[place] for _, texts in filled), style=style)
    return table


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
