"""What validation said of every way to a forecast, and which one was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from lstmcast.outputs.columns import bare_table
from lstmcast.outputs.figures import UNICODE, Glyphs, align, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstmcast.artifact.manifest import Candidate


def candidate_table(
    candidates: Sequence[Candidate], *, trust: float = 1.0, glyphs: Glyphs = UNICODE
) -> list[Text | Table]:
    """Return heading and one row per candidate; nothing where there was no choice.

    ``trust`` is said of the chosen one where it is less than full.
    """
    if not candidates:
        return []
    table = bare_table()
    table.add_column("", no_wrap=True)
    table.add_column("loss", justify="right", no_wrap=True)
    table.add_column("skill", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    chosen = "chosen" if trust == 1 else f"chosen, {percent(trust)} trusted"
    losses = align([candidate.loss for candidate in candidates])
    for candidate, loss in zip(candidates, losses, strict=True):
        table.add_row(
            candidate.name,
            loss,
            percent(candidate.skill, sign=True, glyphs=glyphs),
            chosen if candidate.chosen else "",
            style="bold" if candidate.chosen else "",
        )
    heading = "Validated on earlier windows, skill against the repeated season"
    return [Text(), Text(heading), table]
