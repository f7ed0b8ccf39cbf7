"""When a job runs, as cron has it: five fields, read and checked before cron sees them.

cron itself would say what is wrong in a mail that nobody gets, or run at other times than meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from lstmcast.errors import UsageError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: What the words stand for.
_NAMED = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_HINT = 'five fields: minute, hour, day of the month, month, weekday; "0 6 * * *" is daily at six'
_ITEM = re.compile(
    r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d{1,4}))?", re.ASCII
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    name: str
    least: int
    most: int
    names: Mapping[str, int]


_FIELDS = (
    _Field(name="minute", least=0, most=59, names={}),
    _Field(name="hour", least=0, most=23, names={}),
    _Field(name="day of the month", least=1, most=31, names={}),
    _Field(name="month", least=1, most=12, names={name: i for i, name in enumerate(_MONTHS, 1)}),
    # Sunday is 0 and 7, so that ranges can end with it.
    _Field(name="weekday", least=0, most=7, names={name: i for i, name in enumerate(_DAYS)}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """The minutes at which a job begins, in local time."""

    text: str  # as crontab takes it
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]  # of the month
    months: tuple[int, ...]
    weekdays: tuple[int, ...]  # Sunday is 0
    either_day: bool  # a day of the month or a weekday will do; else it has to be both

    @property
    def shortest_gap(self) -> int:
        """Return the fewest minutes from one beginning to the next."""
        starts = [60 * hour + minute for hour in self.hours for minute in self.minutes]
        following = [*starts[1:], starts[0] + 24 * 60]
        return min(later - start for start, later in zip(starts, following, strict=True))


def read_cron(text: str) -> Cron:
    """Return what five fields of cron mean, or a word such as ``@daily``.

    Raises UsageError, naming the field, for what is none or never comes.
    """
    words = _NAMED.get(text.strip().lower(), text).split()
    if text.strip().startswith("@") and len(words) == 1:
        close = get_close_matches(text.strip().lower(), _NAMED, n=1)
        why = f"{text.strip()} is no time of day or date"
        raise _wrong(text, why, close[0] if close else None)
    if len(words) != len(_FIELDS):
        seconds = "; cron knows no seconds" if len(words) == 6 else ""
        raise _wrong(text, f"it has {len(words)} fields instead of 5{seconds}")
    minutes, hours, days, months, weekdays = (
        _values(field, word, text) for field, word in zip(_FIELDS, words, strict=True)
    )
    # As in cron since Vixie's: where one of the two days begins with a star, both have to fit.
    either = not words[2].startswith("*") and not words[4].startswith("*")
    if not either and not any(days[0] <= _LONGEST_MONTHS[month - 1] for month in months):
        raise _wrong(text, f"no such month has a day {days[0]}, so it never comes")
    return Cron(
        text=" ".join(_numbered(*pair) for pair in zip(_FIELDS, words, strict=True)),
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=tuple(sorted({day % 7 for day in weekdays})),
        either_day=either,
    )


def _numbered(field: _Field, word: str) -> str:
    """Return a field without names of days and months: not every cron reads ranges of those."""
    numbered = re.sub(r"[a-z]+", lambda name: str(field.names[name[0]]), word.lower())
    return re.sub(r"-0\b", "-7", numbered) if field.name == "weekday" else numbered


def _values(field: _Field, word: str, text: str) -> tuple[int, ...]:
    found: set[int] = set()
    for item in word.lower().split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise _wrong(text, f"its {field.name} {word!r} is not written as cron has it")
        found |= set(_range(field, match, text))
    return tuple(sorted(found))


def _range(field: _Field, match: re.Match[str], text: str) -> range:
    step = 1 if match["step"] is None else int(match["step"])
    if step == 0:
        raise _wrong(text, f"its {field.name} has steps of 0")
    if match["first"] == "*":
        if match["last"] is not None:
            raise _wrong(text, f"its {field.name} {match[0]!r} is not written as cron has it")
        most = 6 if field.name == "weekday" else field.most
        return range(field.least, most + 1, step)
    first = _number(field, match["first"], text)
    if match["last"] is None:
        if match["step"] is not None:
            raise _wrong(
                text, f"its {field.name} {match[0]!r} has a step without a range", f"*/{step}"
            )
        return range(first, first + 1)
    last = _number(field, match["last"], text)
    if field.name == "weekday" and last == 0:
        last = 7  # fri-sun
    if last < first:
        raise _wrong(text, f"its {field.name} {match[0]!r} ends before it begins")
    return range(first, last + 1, step)


def _number(field: _Field, word: str, text: str) -> int:
    number = field.names.get(word, int(word) if word.isdecimal() else None)
    if number is None or not field.least <= number <= field.most:
        span = f"{field.least} to {field.most}"
        words = f", or {next(iter(field.names))} and so on" if field.names else ""
        raise _wrong(text, f"its {field.name} has to be {span}{words}, not {word}")
    return number


def _wrong(text: str, why: str, instead: str | None = None) -> UsageError:
    hint = _HINT if instead is None else f"did you mean {instead}?"
    return UsageError(f"--at {text!r} is no time for cron: {why}", hint=hint)
