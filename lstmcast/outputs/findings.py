"""What monitoring has found, as a table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from lstmcast.outputs.columns import bare_table
from lstmcast.outputs.labels import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMED = 5  # series


def findings_table(rows: Iterable[tuple[str, str, str, tuple[str, ...]]]) -> Table:
    """Return one row for each finding: its id; what was found, what to do, and where.

    A row is an id, a sentence, a suggestion, and the labels of the series it is worst in.
    """
    table = bare_table()
    table.add_column("finding", no_wrap=True)
    table.add_column("what, and what to do", overflow="fold")
    for name, message, suggestion, series in rows:
        words = Text(visible(message))
        words.append(f"\n{visible(suggestion)}", style="dim")
        if len(series) > 1:
            more = ", ..." if len(series) > _NAMED else ""
            words.append(f"\nWorst in {visible(', '.join(series[:_NAMED]))}{more}.", style="dim")
        table.add_row(Text(visible(name), style="yellow"), words)
    return table
