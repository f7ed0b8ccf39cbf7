"""Names from the user's files, as they can be shown: a terminal obeys what it is sent."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """Spell out line breaks, control characters and what changes the direction of writing."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char.isprintable() or unicodedata.category(char) == "Zs":  # a blank, of any width
        return char
    return char.encode("unicode_escape").decode()
