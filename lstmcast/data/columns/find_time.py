"""Find the column, or the columns, that say when."""

from __future__ import annotations

import re
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstmcast.data.columns.names import COUNTERS, TIMES, is_like_time, rank
from lstmcast.data.moments.parts import PARTS, part_of
from lstmcast.data.moments.recognise import looks_like_time
from lstmcast.data.moments.wholenumbers import are_whole_numbers
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

TextArray = npt.NDArray[np.object_]

_CLOCK = r"T?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?"
_ALL = 2000  # different cells up to which all are looked at
_SAMPLE = 200  # about so many of more; enough to tell times from text


def find_time(table: Table) -> tuple[str, ...]:
    """Return the time column, or several that make up a moment together.

    Raises DataError when there is none, or when several would do.
    """
    require_header(table)
    samples = {name: _sample(cells) for name, cells in table.columns.items()}
    named = sorted((place, name) for name in samples if (place := rank(name, TIMES)) is not None)
    whole = {"year", "month", "quarter", "day"}
    for _, name in named:
        if name.strip().lower() not in whole and looks_like_time(
            samples[name], name, numbers_too=True
        ):
            return _with_clock(name, samples)
    parts = _find_parts(samples)
    if parts:
        return parts
    for _, name in named:
        if looks_like_time(samples[name], name, numbers_too=True):
            return _with_clock(name, samples)
    return _find_by_content(table, samples)


def require_header(table: Table) -> None:
    """Raise DataError when the first line holds values instead of names."""
    dates = [
        name
        for name in table.names
        if name[0].isdigit() and looks_like_time([name], "", numbers_too=False)
    ]
    if len(dates) >= 3:
        raise DataError(
            f"{table.name}: times run across the columns ({dates[0]}, {dates[1]}, ...)",
            hint="Turn the table so that each time has a row of its own.",
        )
    names = [name for name in table.names if not name.startswith("unnamed")]
    numbers = [name for name in names if _is_number(name)]
    if dates or (numbers and len(numbers) == len(names)):
        cell = (dates or numbers)[0]
        raise DataError(
            f"{table.name}: the first line has to hold the names of the columns, but {cell!r} "
            "is a value",
            hint="Put a line of names on top of the file, for example ds,y.",
        )


def _find_parts(samples: dict[str, list[str]]) -> tuple[str, ...]:
    """Return columns such as year, month, day and hour, as far as they go without a gap."""
    by_part: dict[str, str] = {}
    for name in samples:
        part = part_of(name)
        if part is not None:
            by_part.setdefault(part, name)
    if "year" not in by_part or not are_whole_numbers(samples[by_part["year"]]):
        return ()
    if "month" not in by_part:
        return (by_part["year"], by_part["quarter"]) if "quarter" in by_part else ()
    found = [by_part["year"]]
    for part in list(PARTS)[2:]:
        if part not in by_part:
            break
        found.append(by_part[part])
    return tuple(found)


def _with_clock(name: str, samples: dict[str, list[str]]) -> tuple[str, ...]:
    """Return a date column together with the column of times of day that goes with it."""
    if any(":" in cell for cell in samples[name][:20]):
        return (name,)
    for other, cells in samples.items():
        if other != name and cells and all(re.fullmatch(_CLOCK, cell) for cell in cells):
            return (name, other)
    return (name,)


def _find_by_content(table: Table, samples: dict[str, list[str]]) -> tuple[str, ...]:
    """Return the only column with times in it, or a counter of steps."""
    found = [
        name
        for name, cells in samples.items()
        if looks_like_time(cells, name, numbers_too=is_like_time(name) and not _is_float(cells))
    ]
    if len(found) > 1:
        found = [name for name in found if is_like_time(name)] or found
    if len(found) == 1:
        return _with_clock(found[0], samples)
    if found:
        raise DataError(
            f"{table.name}: the time may be in {' or '.join(repr(name) for name in found)}",
            hint=f"Choose one, for example --time {found[0]}.",
        )
    counters = [
        name
        for name in sorted(samples, key=lambda name: rank(name, COUNTERS) or 0)
        if rank(name, COUNTERS) is not None and are_whole_numbers(samples[name] or ["?"])
    ]
    if counters:
        return (counters[0],)
    raise DataError(
        f"{table.name} has no column with times; its columns are {list_names(table.names)}",
        hint="Name it with --time COLUMN, or take rows in file order with --time row.",
    )


def list_names(names: tuple[str, ...]) -> str:
    """Return column names for a message, the first dozen."""
    shown = ", ".join(names[:12])
    return shown if len(names) <= 12 else f"{shown} and {len(names) - 12} more"


def _sample(cells: TextArray) -> list[str]:
    """Return different filled cells of a column, the same ones in any order of rows."""
    texts: list[str] = pd.unique(cells).tolist()
    if len(texts) > _ALL:
        # A checksum draws evenly from the column without sorting it.
        every = len(texts) // _SAMPLE
        texts = [text for text in texts if crc32(text.encode()) % every == 0]
    return sorted({text.strip() for text in texts} - {""})


def _is_float(cells: list[str]) -> bool:
    """Return whether cells are numbers with a fraction."""
    return bool(cells) and all(_is_number(cell) for cell in cells) and not are_whole_numbers(cells)


def _is_number(text: str) -> bool:
    """Return whether a text is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
