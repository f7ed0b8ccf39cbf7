"""What values a setting can take: words and TOML values to Python, within their range.

The annotations of ``config.py`` say which type a setting has; this module says how such a
type is written and which of its values make sense. Where a value came from, it does not know.
"""

from __future__ import annotations

import codecs
import csv
import math
import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from lstmcast.condition import WANTED as _CONDITIONS
from lstmcast.condition import read_condition
from lstmcast.cutoff import WANTED as _CUTOFF
from lstmcast.cutoff import read_cutoff
from lstmcast.duration import read_duration
from lstmcast.span import Span, read_span

_DURATION = re.compile(r"(?:(?P<h>[\d.]+)h)?(?:(?P<m>[\d.]+)m(?:in)?)?(?:(?P<s>[\d.]+)s?)?", re.A)
_BOOLEANS = {"true": True, "yes": True, "on": True, "1": True} | {
    "false": False, "no": False, "off": False, "0": False,
}  # fmt: skip


class RejectedValueError(ValueError):
    """A value that a setting cannot take; the text completes the sentence "it must be …"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the annotations of settings do not say, by the names of the settings."""

    #: Settings that have a spelling of their own, in TOML too.
    spelled: Mapping[str, Callable[[str], object]]
    #: Which values make sense, and how they are asked for.
    limits: Mapping[str, tuple[Callable[[Any], bool], str]]


def convert(
    name: str, value: object, annotation: Any, *, words: bool, rules: Rules | None = None
) -> object:
    """Return ``value`` as the type that ``annotation`` asks of the setting ``name``.

    ``words`` says that the value was typed as text (flags and environment), where lists are
    separated by commas; TOML has types of its own. ``rules`` are those of ``config.py`` if
    none are given. Raises RejectedValueError.
    """
    rules = rules or _RULES
    kind = _without_none(annotation)
    if name == "delimiter" and isinstance(value, str):
        value = DELIMITERS.get(value.strip().lower(), value)
    if name in rules.spelled and isinstance(value, str):
        converted: object = rules.spelled[name](value)
    elif get_origin(kind) is tuple:
        converted = _sequence(value, get_args(kind)[0], words=words)
    else:
        converted = _single(value, kind, words=words)
    if name in rules.limits:
        allowed, wanted = rules.limits[name]
        if not allowed(converted):
            raise RejectedValueError(wanted)
    if name == "level" and isinstance(converted, tuple):
        return tuple(sorted(converted))  # forecasts hold their intervals from narrow to wide
    return converted


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        return next(part for part in get_args(annotation) if part is not NoneType)
    return annotation


def _sequence(value: object, kind: Any, *, words: bool) -> tuple[object, ...]:
    parts = value if isinstance(value, list | tuple) else [value]
    if words:  # a repeated option, each with commas
        parts = [part for text in parts for part in _split(text)]
    return tuple(_single(part, kind, words=words) for part in parts)


def _split(text: object) -> list[object]:
    if not isinstance(text, str):
        return [text]
    # csv, because a column name may hold a comma: --target '"net, EUR",volume'
    try:
        parts = next(csv.reader([text], skipinitialspace=True), [])
    except csv.Error:  # a line break in the middle
        raise RejectedValueError("a list with commas") from None
    return [part.strip() for part in parts]


def _single(value: object, kind: Any, *, words: bool) -> object:
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        if value in choices:
            return value
        raise RejectedValueError(f"one of {', '.join(choices)}")
    reader, wanted = _READERS[kind]
    if isinstance(value, str) and (words or kind in _TEXTUAL):
        read = reader(value)
        if read is not None:
            return read
    elif kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    elif type(value) is kind and value != "":
        return value
    raise RejectedValueError(wanted)


def _read_int(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\s*[+-]?\d+\s*", text, re.A) else None


def _read_float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def read_bool(text: str) -> bool | None:
    """Return what a word for yes or no means; None for other words."""
    return _BOOLEANS.get(text.strip().lower())


DURATION = "a time such as 90m, 26h or 7d"

_READERS: Mapping[type, tuple[Callable[[str], object], str]] = {
    str: (lambda text: text or None, "a text that is not empty"),
    int: (_read_int, "a whole number"),
    float: (_read_float, "a number"),
    bool: (read_bool, "true or false"),
    Path: (lambda text: Path(text) if text else None, "a path"),
    timedelta: (read_duration, DURATION),
}
#: Types that TOML writes as text, too.
_TEXTUAL = {Path, timedelta}


def _duration(text: str) -> float:
    match = _DURATION.fullmatch(text.strip().replace(" ", "").lower())
    if not match or not match[0]:
        raise RejectedValueError("a time such as 90s, 10m or 1h30m")
    try:
        hours, minutes, seconds = (float(match[unit] or 0) for unit in "hms")
    except ValueError:
        raise RejectedValueError("a time such as 90s, 10m or 1h30m") from None
    return hours * 3600 + minutes * 60 + seconds


def _horizon(text: str) -> int | Span:
    steps = re.fullmatch(r"\s*([+-]?\d+)(?:\s*steps?)?\s*", text, re.ASCII)
    wanted = read_span(text) if steps is None else int(steps[1])
    if wanted is None:
        raise RejectedValueError(_HORIZON)
    return wanted


def _known_zone(name: str) -> bool:
    if re.fullmatch(r"[+-](?:0\d|1[0-4]):[0-5]\d", name, re.A):  # the same all year
        return True
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _known_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


#: Delimiters that may be named, as some are hard to type.
DELIMITERS: Mapping[str, str] = {
    "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":",
    r"\t": "\t",
}  # fmt: skip

_SPELLED: Mapping[str, Callable[[str], object]] = {"time_limit": _duration, "horizon": _horizon}

_HORIZON = "a number of steps from 1 to 100000, or a time such as 36h, 14d, 2w or 1month"

_STEPS: tuple[Callable[[Any], bool], str] = (
    lambda steps: 1 <= steps <= 100_000,
    "a whole number from 1 to 100000",
)
_LIMITS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "tz": (_known_zone, "a time zone such as Europe/Berlin, UTC or +01:00"),
    "delimiter": (lambda text: len(text) == 1, f"one character or {', '.join(DELIMITERS)}"),
    "decimal": (lambda text: text in {".", ","}, "a point or a comma"),
    "encoding": (_known_encoding, "an encoding such as utf-8 or latin-1"),
    "cutoff": (lambda text: read_cutoff(text) is not None, _CUTOFF),
    "horizon": (lambda wanted: isinstance(wanted, Span) or 1 <= wanted <= 100_000, _HORIZON),
    "lookback": _STEPS,
    "season": _STEPS,
    "hidden": (lambda units: 1 <= units <= 4096, "a whole number from 1 to 4096"),
    "layers": (lambda layers: 1 <= layers <= 8, "a whole number from 1 to 8"),
    "dropout": (lambda share: 0 <= share < 1, "a number from 0 to below 1"),
    "seed": (lambda seed: 0 <= seed < 2**63, "a whole number from 0 to 2^63 - 1"),
    "time_limit": (
        lambda seconds: math.isfinite(seconds) and seconds > 0,
        "a time above zero such as 90s, 10m or 1h30m",
    ),
    "threads": (lambda threads: 1 <= threads <= 1024, "a whole number from 1 to 1024"),
    "steps": (lambda steps: 1 <= steps <= 10_000_000, "a whole number from 1 to 10000000"),
    "batch_size": (lambda size: 1 <= size <= 1_000_000, "a whole number from 1 to 1000000"),
    "learning_rate": (lambda rate: 0 < rate <= 1, "a number above 0, at most 1"),
    "require_skill": (lambda skill: -10 <= skill < 1, "a number below 1 such as 0.05"),
    "windows": (lambda windows: 1 <= windows <= 1000, "a whole number from 1 to 1000"),
    "step": _STEPS,
    "refit": (
        lambda refit: refit in {"each", "never"} or bool(re.fullmatch(r"[1-9]\d{0,3}", refit)),
        "each, never, or a number of windows",
    ),
    "history": _STEPS,
    "min": (lambda bound: bound < math.inf, "a number; -inf for no bound"),
    "max": (lambda bound: bound > -math.inf, "a number; inf for no bound"),
    "when": (lambda texts: all(read_condition(text) is not None for text in texts), _CONDITIONS),
    "chunk_series": (lambda series: 1 <= series <= 1_000_000, "a whole number from 1 to 1000000"),
    "jobs": (lambda jobs: 1 <= jobs <= 256, "a whole number from 1 to 256"),
    "level": (
        lambda levels: all(0 < level < 100 for level in levels) and len(set(levels)) == len(levels),
        "different percentages between 0 and 100, such as 80,95",
    ),
}

_RULES = Rules(spelled=_SPELLED, limits=_LIMITS)
