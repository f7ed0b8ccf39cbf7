"""Names spelled almost alike: what people and programs write in two ways and mean as one."""

from __future__ import annotations

import re
from collections.abc import Iterable


def fold(text: str) -> str:
    """Return a spelling that "Store  A" and "store a" share, and so do 01, 1 and 1.0."""
    words = " ".join(text.split()).casefold()
    number = re.fullmatch(r"0*(\d+)(?:\.0+)?", words, re.ASCII)
    return words if number is None else number[1]


def find_alike(
    missing: Iterable[tuple[str, ...]], others: Iterable[tuple[str, ...]]
) -> tuple[str, str] | None:
    """Return the labels of the first of the ``missing`` ids that one of ``others`` resembles."""
    folded = {tuple(map(fold, names)): names for names in others}
    for names in missing:
        other = folded.get(tuple(map(fold, names)))
        if other is not None:
            return " / ".join(names), " / ".join(other)
    return None
