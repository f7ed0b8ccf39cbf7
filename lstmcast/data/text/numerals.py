"""One number as people write it: decimal mark, groups of thousands, signs around it.

``numbers.py`` applies this to columns.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

Decimal = Literal[".", ","]

_SPACES = " \u00a0\u202f\u2009'’"
_CURRENCY = "[$€£¥₹]|(?:AUD|CAD|CHF|CNY|CZK|DKK|EUR|GBP|INR|JPY|NOK|PLN|SEK|USD)"
_AFFIXED = (
    rf"(?P<sign>[+\-−]?)\s*(?P<before>{_CURRENCY})?\s*"
    rf"(?P<number>[+\-−]?[\d.,][\d.,eE+\-{_SPACES}]*?)\s*(?P<after>%|{_CURRENCY})?"
)
_NUMBERS: dict[Decimal, str] = {
    ".": rf"[+-]?(?:[1-9]\d{{0,2}}(?P<group>[,{_SPACES}])\d{{3}}(?:(?P=group)\d{{3}})*|\d+)?"
    r"(?:\.\d*)?(?:[eE][+-]?\d+)?",
    ",": rf"[+-]?(?:[1-9]\d{{0,2}}(?P<group>[.{_SPACES}])\d{{3}}(?:(?P=group)\d{{3}})*|\d+)?"
    r"(?:,\d*)?(?:[eE][+-]?\d+)?",
}
_MINUS = ("-", "−")
_SIGNS = ("+", *_MINUS)
_ONE_GROUP = r"[+-]?[1-9]\d{0,2}[.,]\d{3}"


class Numeral(NamedTuple):
    """A cell read with either decimal mark; None where it is no number then."""

    point: float | None
    comma: float | None
    affix: str  # the currency or percent sign around it
    text: str  # without that sign
    cell: str  # as it stands in the file
    turned: bool = False  # negative as accountants write it: (5) or 5-

    @property
    def mark(self) -> Decimal | None:
        """Return the decimal mark that the cell proves, if it proves one."""
        if (self.point is None) == (self.comma is None):
            return None
        return "." if self.comma is None else ","

    @property
    def is_number(self) -> bool:
        """Return whether it is a number with one of the marks."""
        return self.point is not None or self.comma is not None

    def value(self, mark: Decimal) -> float | None:
        """Return the number with this decimal mark."""
        return self.point if mark == "." else self.comma


def read_numeral(cell: str) -> Numeral:
    """Read a cell as a number, with a decimal point and with a decimal comma."""
    text, affix, turned = cell.strip(), "", False
    if not (text[:1].isdigit() and text[-1:].isdigit()):
        text, turned = _turn(text)
        text, affix = _split_affix(text)
    point, comma = _read(text, "."), _read(text, ",")
    if turned:
        point, comma = _negative(point), _negative(comma)
    return Numeral(point, comma, affix, text, cell.strip(), turned)


def _turn(text: str) -> tuple[str, bool]:
    """Return a number without parentheses or a minus behind it, and whether it had them."""
    if text[:1] == "(" and text[-1:] == ")" and text[1:2] not in _SIGNS:
        return text[1:-1].strip(), True
    if text[-1:] in _MINUS and text[:1] not in _SIGNS:
        return text[:-1].rstrip(), True
    return text, False


def _negative(value: float | None) -> float | None:
    return None if value is None else -value


def _split_affix(text: str) -> tuple[str, str]:
    """Return the number in a text and the currency or percent sign around it, or ``""``."""
    match = _compiled(_AFFIXED).fullmatch(text)
    if match is None or (match["before"] and match["after"]):
        return text, ""
    number = (match["sign"] + match["number"]).replace("−", "-")
    return number, (match["before"] or match["after"] or "")


def _read(text: str, mark: Decimal) -> float | None:
    """Return the value of a number with this decimal mark."""
    match = _compiled(_NUMBERS[mark]).fullmatch(text)
    if match is None:
        return None
    group = match["group"]
    if group:
        text = text.replace(group, "")
    try:
        return float(text.replace(",", ".") if mark == "," else text)
    except ValueError:  # a lone sign or mark
        return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a compiled pattern; most files need none of them."""
    return re.compile(pattern)


def is_ambiguous(number: str) -> bool:
    """Return whether its mark may be the decimal one or part thousands: ``1,234``."""
    return _compiled(_ONE_GROUP).fullmatch(number) is not None
