"""Time stamps spread over several columns again: the inverse of ``parts.py``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from lstmcast.data.moments.parts import part_of
from lstmcast.errors import UsageError

_DATE = 10  # characters of YYYY-MM-DD


def take_apart(texts: Sequence[str], columns: Sequence[str]) -> dict[str, list[str]]:
    """Return the cells of time columns, for time stamps as a calendar writes them.

    A single column gets the stamps as they are, others their parts: year, month and so on, or a
    date and a time of day. Raises UsageError for columns that are neither.
    """
    if len(columns) == 1:
        return {columns[0]: list(texts)}
    parts = [part_of(column) for column in columns]
    if "year" in parts:
        # A week belongs to the year that most of its days are in.
        years = {"year": _year_of_week} if "week" in parts else {}
        writers = [years.get(part, _PARTS[part]) for part in parts if part is not None]
    elif parts[1:] in (["hour"], ["hour", "minute"]):
        writers = [_date, *(_PARTS[part] for part in parts[1:] if part is not None)]
    else:
        writers = [_date, _clock]
    if len(writers) != len(columns):
        raise UsageError(
            f"a time cannot be spread over the columns {', '.join(columns)}",
            hint="join them into one column of times such as 2024-01-31 12:00",
        )
    return {
        column: [write(text) for text in texts]
        for column, write in zip(columns, writers, strict=True)
    }


def _day(text: str) -> date:
    """Return the day of a stamp, the first one of a month or a year."""
    return date.fromisoformat(f"{text[:_DATE]}-01-01"[:_DATE])


def _year_of_week(text: str) -> str:
    return f"{_day(text).isocalendar().year:04d}"


def _date(text: str) -> str:
    return text[:_DATE]


def _clock(text: str) -> str:
    """Return the time of day with the offset, if there is one; midnight for a date."""
    return text[_DATE + 1 :] or "00:00"


#: How the part of a stamp is written.
_PARTS: dict[str, Callable[[str], str]] = {
    "year": lambda text: text[:4],
    "quarter": lambda text: str((_day(text).month + 2) // 3),
    "week": lambda text: str(_day(text).isocalendar().week),
    "yearday": lambda text: str(_day(text).timetuple().tm_yday),
    "month": lambda text: str(_day(text).month),
    "day": lambda text: str(_day(text).day),
    "hour": lambda text: str(int(text[11:13] or 0)),
    "minute": lambda text: str(int(text[14:16] or 0)),
    "second": lambda text: str(int(text[17:19] or 0)),
}
