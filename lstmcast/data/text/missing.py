"""The ways in which files say "no value"."""

from __future__ import annotations

MARKERS = frozenset({
    "", "na", "n/a", "#n/a", "n.a.", "<na>", "nan", "nat", "null", "(null)", "none", "\\n", "-",
    "--", ".", "—", "?", "#div/0!", "#value!", "#ref!", "#num!", "#name?", "#null!",
})  # fmt: skip


def is_missing(cell: str) -> bool:
    """Return whether a cell says that there is no value."""
    return cell.strip().lower() in MARKERS
