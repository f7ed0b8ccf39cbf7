"""One number as people write it: decimal mark, groups of thousands, signs around it.

``numbers.py`` applies this to columns.
"""

from __future__ import annotations

import re
from typing import Literal

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
_ONE_GROUP = r"[+-]?[1-9]\d{0,2}[.,]\d{3}"


def split_affix(cell: str) -> tuple[str, str]:
    """Return the number in a cell and the currency or percent sign around it, or ``""``."""
    match = re.fullmatch(_AFFIXED, cell.strip())
    if match is None or (match["before"] and match["after"]):
        return cell.strip(), ""
    number = (match["sign"] + match["number"]).replace("−", "-")
    return number, (match["before"] or match["after"] or "")


def read_numeral(number: str, decimal: Decimal) -> float | None:
    """Return the value of a number with this decimal mark, or None if it is none."""
    match = re.fullmatch(_NUMBERS[decimal], number)
    if match is None or not any(map(str.isdigit, number)):
        return None
    plain = number.replace(match["group"], "") if match["group"] else number
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return None


def proven_decimal(number: str) -> Decimal | None:
    """Return the decimal mark that a number proves; None where either would do, or neither."""
    readings = [mark for mark, pattern in _NUMBERS.items() if re.fullmatch(pattern, number)]
    return readings[0] if len(readings) == 1 else None


def is_ambiguous(number: str) -> bool:
    """Return whether its mark may be the decimal one or part thousands: ``1,234``."""
    return re.fullmatch(_ONE_GROUP, number) is not None
