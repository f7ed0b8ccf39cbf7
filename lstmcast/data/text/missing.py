"""The ways in which files say "no value"."""

from __future__ import annotations

MARKERS = frozenset({
    "", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", ".", "?",
})  # fmt: skip


def is_missing(cell: str) -> bool:
    """Return whether a cell says that there is no value."""
    return cell.strip().lower() in MARKERS
