"""Words within dates: English and German months, names of time zones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

_MONTHS = (
    ("january", "januar", "janner"), ("february", "februar", "feber"),
    ("march", "marz", "maerz", "mrz"), ("april",), ("may", "mai"), ("june", "juni"),
    ("july", "juli"), ("august",), ("september",), ("october", "oktober"), ("november",),
    ("december", "dezember"),
)  # fmt: skip

#: Where people who write such a zone most probably are; only ever a suggestion.
_PLACES = {
    "America/New_York": ("est", "edt"),
    "America/Chicago": ("cst", "cdt"),
    "America/Denver": ("mst", "mdt"),
    "America/Los_Angeles": ("pst", "pdt"),
    "Europe/London": ("bst",),
    "Europe/Berlin": ("cet", "cest", "mez", "mesz"),
    "Europe/Helsinki": ("eet", "eest"),
    "Asia/Kolkata": ("ist",),
    "Asia/Tokyo": ("jst",),
    "Australia/Sydney": ("aest", "aedt"),
}


def month_numbers(words: list[str], codes: IntArray) -> IntArray:
    """Return 1 to 12 for ``jan``, ``sept`` or ``marz``; 0 for no month; shape of codes.

    Words are in lower case, umlauts without their dots.
    """
    return np.array([_month_number(word) for word in words], dtype=np.int64)[codes]


def is_month(word: str) -> bool:
    """Return whether a word in lower case is a month or the beginning of one."""
    return _month_number(word) > 0


def is_utc(word: str) -> bool:
    """Return whether a word in lower case names UTC."""
    return word in {"utc", "gmt"}


def guess_zone(word: str) -> str:
    """Return the zone that an abbreviation such as ``EST`` most probably means."""
    matches = (place for place, words in _PLACES.items() if word.lower() in words)
    return next(matches, "Europe/Berlin")


def _month_number(word: str) -> int:
    return next(
        (
            number
            for number, names in enumerate(_MONTHS, 1)
            if any(name.startswith(word) for name in names)
        ),
        0,
    )
