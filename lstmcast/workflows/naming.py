"""How columns and series are named in the middle of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lstmcast.data.series import SeriesKey


def listed(texts: Sequence[str], word: Literal["and", "or"]) -> str:
    """Return "a, b and c"."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {word} {texts[-1]}"


def quoted(names: Sequence[str], word: Literal["and", "or"]) -> str:
    """Return "'a', 'b' and 'c'"."""
    return listed([repr(name) for name in names], word)


def for_series(key: SeriesKey) -> str:
    """Return " for 'Berlin / coffee'"; nothing where the rows have no ids, and so no name."""
    return f" for {key.label!r}" if key.ids else ""
