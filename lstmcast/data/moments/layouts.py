"""The ways in which a moment is written, as patterns over shapes (see ``shapes.py``).

The groups of a pattern say where in the cell each number stands. ``first`` and ``second``
are day and month in an order that is yet to be found out.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Literal

Kind = Literal["time", "month", "quarter", "year", "week", "step"]

_WORD = "[ATQWZ]{3,9}"
_NAME = rf"(?P<month_name>{_WORD})"
_WEEKDAY = rf"(?:{_WORD},? )?"
_YEAR = r"(?P<year>9999)"
_SHORT_YEAR = r"(?:(?P<year>9999)|(?P<short_year>99))"

_DATES = (
    rf"{_YEAR}-(?P<month>99?)-(?P<day>99?)",
    rf"{_YEAR}[/.](?P<month>99?)[/.](?P<day>99?)",
    rf"(?P<first>99?)(?P<mark>[-/.])(?P<second>99?)(?P=mark){_SHORT_YEAR}",
    rf"{_WEEKDAY}(?P<day>99?)\.?[- /]{_NAME}\.?,?[- /]{_SHORT_YEAR}",
    rf"{_WEEKDAY}{_NAME}\.?[- ](?P<day>99?),?[- ]{_YEAR}",
    rf"{_YEAR}[- ]{_NAME}[- ](?P<day>99?)",
)
_COMPACT_DATE = rf"{_YEAR}(?P<month>99)(?P<day>99)"

_MERIDIEM = r"(?: ?(?P<meridiem>AA))?"
_CLOCKS = (
    r"(?P<hour>99?):(?P<minute>99)(?::(?P<second_of_minute>99)(?:[.,](?P<fraction>9+))?)?"
    + _MERIDIEM,
    r"(?P<hour>99?)" + _MERIDIEM,
    r"(?P<hour>99)(?P<minute>99)(?P<second_of_minute>99)?",
)
_OFFSET = (
    r"(?: ?(?P<zulu>Z)| (?P<zone_name>[ATZ]{3,4})|"
    r" ?(?P<sign>[+-])(?P<offset_hours>99)(?:(?P<colon>:)?(?P<offset_minutes>99))?)?"
)
_ENDINGS = ("", *(rf"(?P<separator>T|,? +){clock}{_OFFSET}" for clock in _CLOCKS))

#: Tried in this order; what nearly all files hold comes first.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    *(("time", _DATES[0] + ending) for ending in _ENDINGS[:2]),
    ("month", rf"{_YEAR}[-/.](?P<month>99?)"),
    ("month", r"(?P<year>9{1,3})-(?P<month>99)"),
    *(("time", _DATES[0] + ending) for ending in _ENDINGS[2:]),
    *(("time", date + ending) for date, ending in product(_DATES[1:], _ENDINGS)),
    *(("time", _COMPACT_DATE + ending) for ending in _ENDINGS[1:]),
    ("month", rf"(?P<month>99?)[-/.]{_YEAR}"),
    ("month", rf"{_YEAR}(?P<month_mark>A)(?P<month>99?)"),
    ("month", rf"{_NAME}\.?[- /,]*{_SHORT_YEAR}"),
    ("month", rf"{_YEAR}[- /]?{_NAME}"),
    ("quarter", rf"{_YEAR}[-:. /]?Q(?P<quarter>9)"),
    ("quarter", rf"Q(?P<quarter>9)[-:. /]?{_YEAR}"),
    ("quarter", rf"Q(?P<quarter>9)[-/']{_SHORT_YEAR}"),
    ("quarter", rf"(?P<quarter>9)Q[-:. /']?{_SHORT_YEAR}"),
    ("week", rf"{_YEAR}[- ]?W(?P<week>99)(?:-?(?P<weekday>9))?"),
    ("week", rf"{_YEAR}[- ]?W(?P<week>9)"),
    ("week", rf"{_YEAR}[-/ ]?(?P<week_mark>A)W ?(?P<week>99?)"),
    ("week", rf"(?P<week_mark>A)?W ?(?P<week>99?)[-/ ]{_YEAR}"),
)
_CHARACTERS = frozenset("9ATQWZ -/.,:+'")


def match_layout(shape: str) -> tuple[Kind, re.Match[str]] | None:
    """Return the kind of moment a shape stands for and where its numbers are, or None."""
    if "9" not in shape or not _CHARACTERS.issuperset(shape):
        return None
    for kind, pattern in _PATTERNS:
        # Compiled, and kept by ``re``, on use: compiling all would take longer than most files.
        match = re.fullmatch(pattern, shape)
        if match is not None:
            return kind, match
    return None
