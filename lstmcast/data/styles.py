"""How time stamps look: which parts, which separator, with or without an offset.

A style is a short template: ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``,
``YYYY-MM-DD hh:mm``, ``YYYY-MM-DDThh:mm:ss``, the last two also followed by ``Z``,
``±hh:mm``, ``±hhmm`` or ``±hh``; and ``step`` for whole numbers.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

STEP_STYLE = "step"
DATE_STYLE = "YYYY-MM-DD"

_PATTERN = re.compile(
    r"YYYY(?:-MM(?:-DD(?:(?P<separator>[T ])hh:mm(?P<second>:ss)?"
    r"(?P<offset>Z|±hh:mm|±hhmm|±hh)?)?)?)?"
)
_UNITS = {4: "Y", 7: "M", 10: "D"}


def check_style(style: str) -> None:
    """Raise ValueError unless the text is a style."""
    if style != STEP_STYLE and _PATTERN.fullmatch(style) is None:
        raise ValueError(f"unknown time style {style!r}")


def format_times(wall: IntArray, offsets: IntArray, style: str) -> list[str]:
    """Write local times in a style.

    ``wall`` are local seconds since 1970-01-01, ``offsets`` seconds east of UTC; both [N].
    """
    match = _PATTERN.fullmatch(style)
    if match is None:
        raise ValueError(f"{style!r} is no style for time stamps")
    times = wall.astype("datetime64[s]")
    if match["separator"] is None:
        unit = _UNITS[len(style)]
        return [str(text) for text in np.datetime_as_string(times.astype(f"datetime64[{unit}]"))]
    texts = np.datetime_as_string(times, unit="s" if match["second"] else "m")
    separator = match["separator"]
    plain = [f"{text[:10]}{separator}{text[11:]}" for text in texts]
    if match["offset"] is None:
        return plain
    tails = {offset: _tail(offset, match["offset"]) for offset in np.unique(offsets).tolist()}
    return [text + tails[offset] for text, offset in zip(plain, offsets.tolist(), strict=True)]


def _tail(offset: int, shape: str) -> str:
    """Write an offset of so many seconds east of UTC."""
    if shape == "Z" and offset == 0:
        return "Z"
    hours, minutes = divmod(abs(offset) // 60, 60)
    sign = "-" if offset < 0 else "+"
    if shape == "±hh" and minutes == 0:
        return f"{sign}{hours:02d}"
    colon = "" if shape == "±hhmm" else ":"
    return f"{sign}{hours:02d}{colon}{minutes:02d}"
