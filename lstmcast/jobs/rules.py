"""What values the settings of a job can take, beyond what their annotations say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from lstmcast.duration import read_duration
from lstmcast.errors import UsageError
from lstmcast.outputs.encoding import format_of
from lstmcast.values import DURATION, RejectedValueError, Rules

_YEARS = timedelta(days=36_525)  # a hundred of them: what is longer is a slip
_LENGTH: tuple[Callable[[Any], bool], str] = (
    lambda length: timedelta() < length <= _YEARS,
    f"{DURATION}, above zero and at most 100 years",
)


def _when_to_retrain(text: str) -> timedelta | str:
    word = text.strip().lower()
    if word in {"drift", "never"}:
        return word
    length = read_duration(text)
    if length is None:
        raise RejectedValueError(f"drift, never, or {DURATION}")
    return length


def _publishable(path: Path) -> bool:
    try:
        format_of(path)
    except UsageError:  # compressed
        return False
    return str(path) != "-"


_SPELLED: Mapping[str, Callable[[str], object]] = {"retraining.retrain": _when_to_retrain}

_LIMITS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "job.name": (
        # It is part of the names of units, metrics and files.
        lambda name: bool(re.fullmatch(r"[^\W_][\w.-]{0,79}", name, re.ASCII)),
        "at most 80 letters, digits, points, hyphens and underscores",
    ),
    "job.source": (lambda path: str(path) != "-", "a file, as nobody types what a job reads"),
    "job.output": (_publishable, "a file that is not compressed"),
    "job.keep": (lambda keep: 1 <= keep <= 1000, "a whole number from 1 to 1000"),
    "retraining.retrain": (
        lambda when: isinstance(when, str) or _LENGTH[0](when),
        f"drift, never, or {_LENGTH[1]}",
    ),
    "retraining.windows": (lambda windows: 1 <= windows <= 1000, "a whole number from 1 to 1000"),
    "freshness.max_age": _LENGTH,
    "freshness.min_rows": (
        lambda rows: 1 <= rows <= 10**12, "a whole number from 1 to 1000000000000",
    ),
    "notify.prometheus": (
        lambda path: path.suffix == ".prom", "a file .prom, as node_exporter reads no other",
    ),
    "limits.time_limit": _LENGTH,
    "limits.nice": (lambda nice: 0 <= nice <= 19, "a whole number from 0 to 19"),
    "limits.threads": (lambda threads: 1 <= threads <= 1024, "a whole number from 1 to 1024"),
    "ledger.retention": _LENGTH,
}  # fmt: skip

JOB_RULES = Rules(spelled=_SPELLED, limits=_LIMITS)
