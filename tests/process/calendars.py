"""Files of every frequency and spelling: what they look like, and what has to be found.

``values`` are numbers with a short season, so that nothing but the time column differs.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file, how to read it, and what is in it."""

    content: bytes
    frequency: str
    first: str
    last: str
    flags: tuple[str, ...] = ()
    zone: str | None = None
    targets: tuple[str, ...] = ("sales",)
    ids: tuple[str, ...] = ()
    steps: int | None = None  # of the first series; as many as rows where not given
    following: tuple[str, ...] = ()  # the next stamps a forecast has


def values(index: int) -> str:
    """Return the value in a row."""
    return f"{50 + index % 7 * 3 + index / 10:.1f}"


def table(stamps: Iterable[str], head: str = "time,sales") -> bytes:
    """Return a CSV file with one value per stamp."""
    rows = (f"{stamp},{values(index)}\n" for index, stamp in enumerate(stamps))
    return f"{head}\n{''.join(rows)}".encode()


def steps(start: datetime, step: timedelta) -> Iterator[datetime]:
    """Return a moment and all that follow, evenly spaced."""
    return (start + index * step for index in count())


def in_berlin(start: datetime, hours: int, form: str) -> list[str]:
    """Return hours from a moment in UTC on, as clocks in Berlin show them."""
    instants = islice(steps(start, timedelta(hours=1)), hours)
    return [instant.astimezone(BERLIN).strftime(form) for instant in instants]


def every(length: timedelta, number: int, form: str = "%Y-%m-%d %H:%M") -> list[str]:
    """Return evenly spaced stamps from Monday, 1 January 2024, on."""
    moments = islice(steps(datetime(2024, 1, 1, tzinfo=UTC), length), number)
    return [moment.strftime(form) for moment in moments]


def months(number: int, form: str = "%Y-%m-%d", *, every: int = 1, ends: bool = False) -> list[str]:
    """Return the first or last days of months from January 1961 on."""
    firsts = [date(1961 + k // 12, k % 12 + 1, 1) for k in range(0, number * every + 1, every)]
    days = [first - timedelta(days=1) for first in firsts[1:]] if ends else firsts[:-1]
    return [day.strftime(form) for day in days]


def weekday(day: str) -> int:
    """Return the day of the week of a date, Monday being 0."""
    return date.fromisoformat(day).weekday()


DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
WORKDAYS = [
    day.strftime("%Y-%m-%d")
    for day in islice(steps(datetime(2024, 1, 1, tzinfo=UTC), DAY), 52)
    if day.weekday() < 5
]
QUARTERS = [f"{1961 + index // 4}Q{index % 4 + 1}" for index in range(32)]
SPRING = datetime(2024, 3, 28, 23, tzinfo=UTC)  # midnight in Berlin, three days before
AUTUMN = datetime(2024, 10, 24, 22, tzinfo=UTC)
NAIVE = "%Y-%m-%d %H:%M"
BOTH_CHANGES = in_berlin(SPRING, 24 * 220, NAIVE)
AS_BERLIN = ("--tz", "Europe/Berlin")


def offsets(start: datetime, hours: int) -> list[str]:
    """Return hours in Berlin with their offsets from UTC."""
    instants = islice(steps(start, HOUR), hours)
    return [instant.astimezone(BERLIN).isoformat(timespec="minutes") for instant in instants]


REGULAR = {
    "minutes": File(
        content=table(every(MINUTE, 90)),
        frequency="1min", first="2024-01-01 00:00", last="2024-01-01 01:29",
    ),
    "quarter hours": File(
        content=table(every(15 * MINUTE, 200)),
        frequency="15min", first="2024-01-01 00:00", last="2024-01-03 01:45",
        following=("2024-01-03 02:00", "2024-01-03 02:15"),
    ),
    "hours in UTC": File(
        content=table(every(HOUR, 80, "%Y-%m-%dT%H:%M:%SZ")),
        frequency="1h", first="2024-01-01T00:00:00Z", last="2024-01-04T07:00:00Z", zone="+00:00",
    ),
    "hours with one offset": File(
        content=table(every(HOUR, 80, "%Y-%m-%dT%H:%M:%S+05:30")), zone="+05:30",
        frequency="1h", first="2024-01-01T00:00:00+05:30", last="2024-01-04T07:00:00+05:30",
    ),
    "hours with changing offsets": File(
        content=table(offsets(AUTUMN, 90)), flags=AS_BERLIN, zone="Europe/Berlin",
        frequency="1h", first="2024-10-25T00:00+02:00", last="2024-10-28T16:00+01:00",
    ),
    "hours across both clock changes": File(
        content=table(BOTH_CHANGES), flags=AS_BERLIN, zone="Europe/Berlin",
        frequency="1h", first="2024-03-29 00:00", last=BOTH_CHANGES[-1],
    ),
    "hours up to the lost hour": File(
        content=table(in_berlin(SPRING, 49, NAIVE)), flags=AS_BERLIN, zone="Europe/Berlin",
        frequency="1h", first="2024-03-29 00:00", last="2024-03-31 00:00",
        following=("2024-03-31 01:00", "2024-03-31 03:00", "2024-03-31 04:00"),
    ),
    "hours up to the repeated hour": File(
        content=table(offsets(AUTUMN, 50)), flags=AS_BERLIN, zone="Europe/Berlin",
        frequency="1h", first="2024-10-25T00:00+02:00", last="2024-10-27T01:00+02:00",
        following=("2024-10-27T02:00+02:00", "2024-10-27T02:00+01:00", "2024-10-27T03:00+01:00"),
    ),
    "days": File(
        content=table(every(DAY, 60, "%d.%m.%Y")),
        frequency="1d", first="2024-01-01", last="2024-02-29",
    ),
    "business days": File(
        content=table(WORKDAYS), frequency="1bd", first="2024-01-01", last="2024-02-21",
        following=("2024-02-22", "2024-02-23", "2024-02-26"),
    ),
    "business days from Sunday to Thursday": File(
        content=table([day for day in every(DAY, 60, "%Y-%m-%d") if weekday(day) not in {4, 5}]),
        frequency="1bd-sun-thu", first="2024-01-01", last="2024-02-29",
        following=("2024-03-03", "2024-03-04"),
    ),
    "three days a week": File(
        content=table([day for day in every(DAY, 90, "%Y-%m-%d") if weekday(day) in {0, 2, 4}]),
        flags=("--weekmask", "Mon Wed Fri"),
        frequency="1bd-mon.wed.fri", first="2024-01-01", last="2024-03-29",
        following=("2024-04-01", "2024-04-03"),
    ),
    "ISO weeks, 53 in the first year": File(
        content=table(f"{y}-W{w:02d}" for y in (2020, 2021) for w in range(1, 54 - y % 2)),
        frequency="1w-mon", first="2019-12-30", last="2021-12-27",
        following=("2022-01-03", "2022-01-10"),
    ),
    "weeks": File(
        content=table(every(7 * DAY, 60, "%d %B %Y")),
        frequency="1w-mon", first="2024-01-01", last="2025-02-17",
    ),
    "month starts": File(
        content=table(months(40)), frequency="1mo-start", first="1961-01-01", last="1964-04-01",
    ),
    "month ends": File(
        content=table(months(37, ends=True)),
        frequency="1mo-end", first="1961-01-31", last="1964-01-31",
        following=("1964-02-29", "1964-03-31", "1964-04-30"),
    ),
    "months by name": File(
        content=table(months(40, "%b %Y")), frequency="1mo-start", first="1961-01", last="1964-04",
    ),
    "quarters": File(
        content=table(QUARTERS), frequency="1q-start-jan", first="1961-01-01", last="1968-10-01",
        following=("1969-01-01", "1969-04-01"),
    ),
    "years": File(
        content=table(map(str, range(1961, 2001))),
        frequency="1y-start-jan", first="1961", last="2000",
    ),
    "plain steps": File(
        content=table(map(str, range(7, 47)), "step,sales"),
        frequency="1step", first="7", last="46", following=("47", "48"),
    ),
    "seconds since 1970": File(
        content=table(map(str, range(1_704_067_200, 1_704_067_200 + 60 * 3600, 3600))),
        frequency="1h", first="2024-01-01 00:00:00+00:00", last="2024-01-03 11:00:00+00:00",
        zone="+00:00",
    ),
}  # fmt: skip

_DAYS = {"frequency": "1d", "first": "2024-01-01", "last": "2024-02-09"}
_STAMPS = every(DAY, 40, "%Y-%m-%d")
_PLAIN = table(_STAMPS)
_WIDE = "date,tea,coffee\n" + "".join(
    f"{stamp},{values(index)},{values(index + 3)}\n" for index, stamp in enumerate(_STAMPS)
)
_LONG = "shop,item,date,sales\n" + "".join(
    f"{shop},{item},{stamp},{values(index)}\n"
    for shop in ("north", "south")
    for item in ("tea", "coffee")
    for index, stamp in enumerate(_STAMPS)
)
SPELLINGS = {
    "decimal comma and semicolon": File(
        content=_PLAIN.replace(b",", b";").replace(b".", b","), **_DAYS
    ),
    "tab": File(content=_PLAIN.replace(b",", b"\t"), **_DAYS),
    "Latin-1": File(
        content=_PLAIN.decode().replace("sales", "größe").encode("latin-1"),
        **_DAYS, targets=("größe",),
    ),
    "byte order mark": File(content=b"\xef\xbb\xbf" + _PLAIN, **_DAYS),
    "Windows line ends": File(content=_PLAIN.replace(b"\n", b"\r\n"), **_DAYS),
    "gzip": File(content=gzip.compress(_PLAIN), **_DAYS),
    "first column without a name": File(content=_PLAIN.replace(b"time", b"", 1), **_DAYS),
    "two targets side by side": File(content=_WIDE.encode(), **_DAYS, targets=("tea", "coffee")),
    "two columns of ids": File(content=_LONG.encode(), **_DAYS, ids=("shop", "item")),
}  # fmt: skip
FILES = REGULAR | SPELLINGS
