"""How columns and series are named in the middle of a sentence.

Errors quote the columns they name, remarks do not; series are always quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesKey, SeriesSet

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


def some_series(data: SeriesSet, found: npt.NDArray[np.int64]) -> str:
    """Return "1 of 20 series ('north')", "3 of 20 series ('north' first)"; or the only name."""
    first = data.labels[int(found[0])]
    if len(data) == 1:
        return first
    return f"{len(found)} of {len(data)} series ({first!r}{' first' if len(found) > 1 else ''})"


def for_series(key: SeriesKey) -> str:
    """Return " for 'Berlin / coffee'"; nothing where the rows have no ids, and so no name."""
    return f" for {key.label!r}" if key.ids else ""
