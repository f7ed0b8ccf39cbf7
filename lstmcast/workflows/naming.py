"""How columns and series are named in the middle of a sentence.

Errors quote the columns they name, remarks do not; series are always quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lstmcast.data.series import SeriesKey

_NAMED = 6  # of many


def listed(texts: Sequence[str], word: Literal["and", "or"]) -> str:
    """Return "a, b and c", or of many the first few "and 12 more"."""
    shown = list(texts)
    if len(shown) > _NAMED:
        shown[_NAMED - 1 :] = [f"{len(shown) - _NAMED + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {word} {shown[-1]}"


def quoted(names: Sequence[str], word: Literal["and", "or"]) -> str:
    """Return "'a', 'b' and 'c'", or of many the first few."""
    return listed([repr(name) for name in names], word)


def for_series(key: SeriesKey) -> str:
    """Return " for 'Berlin / coffee'"; nothing where the rows have no ids, and so no name."""
    return f" for {key.label!r}" if key.ids else ""
