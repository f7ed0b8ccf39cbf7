"""Values as TOML writes them; Python reads TOML and writes none."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from lstmcast.duration import write_duration
from lstmcast.errors import UsageError
from lstmcast.span import Span


def toml_value(value: object) -> str:
    """Return a setting's value as it stands behind the equals sign.

    Raises UsageError for text that no UTF-8 file can hold, and TypeError for what is no value
    of a setting.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, timedelta):
        return _quoted(write_duration(value))
    if isinstance(value, str | Span | Path):
        return _quoted(str(value))
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    raise TypeError(f"{type(value).__name__} has no place in a job file")


def _number(value: float) -> str:
    """Return a number; TOML knows inf and nan, and 80 for 80.0 is easier to read."""
    return f"{value:.0f}" if float(value).is_integer() else repr(value)


def _quoted(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(
            f"{text!r} cannot stand in a job file, which is UTF-8 text",
            hint="rename the file or the column",
        ) from None
    # The escapes of JSON are those of TOML, which wants the delete character escaped, too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
