"""Find the column, or the columns, that say when."""

from __future__ import annotations

import re
from zlib import crc32

from lstmcast.data.columns.names import COUNTERS, TIMES, is_like_time, rank, spell
from lstmcast.data.moments.parts import CHAIN, OF_YEAR, part_of
from lstmcast.data.moments.recognise import looks_like_time
from lstmcast.data.moments.wholenumbers import are_whole_numbers
from lstmcast.data.moments.words import is_month
from lstmcast.data.text.cells import Cells
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError

_CLOCK = r"T?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?"
_YEAR = r"(?:19|20)\d\d(?: \[YR\d{4}\])?"  # as the World Bank has it
_ALL = 2000  # different cells up to which all are looked at
_SAMPLE = 200  # about so many of more; enough to tell times from text


def find_time(table: Table) -> tuple[str, ...]:
    """Return the time column, or several that make up a moment together.

    Raises DataError when there is none, or when several would do.
    """
    require_header(table)
    samples = {name: _sample(cells) for name, cells in table.columns.items()}
    named = sorted((place, name) for name in samples if (place := rank(name, TIMES)) is not None)
    for _, name in named:
        is_part = part_of(name) is not None or rank(name, ("period",)) is not None
        if not is_part and looks_like_time(samples[name], name, numbers_too=True):
            return _with_clock(name, samples, table)
    parts = _find_parts(samples)
    if parts:
        return parts
    for _, name in named:
        if looks_like_time(samples[name], name, numbers_too=True):
            return _with_clock(name, samples, table)
    return _find_by_content(table, samples)


def require_header(table: Table) -> None:
    """Raise DataError when the first line holds values instead of names."""
    dates = [
        name
        for name in table.names
        if name[0].isdigit() and looks_like_time([name], "", numbers_too=False)
    ]
    across = next((found for found in (dates, *_calendar_names(table)) if len(found) >= 3), None)
    if across is not None:
        raise DataError(
            f"{table.name}: times run across the columns ({across[0]}, {across[1]}, ...)",
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
    if "month" not in by_part or not _are_months(samples[by_part["month"]]):
        finer = (by_part[part] for part in OF_YEAR if part in by_part)
        fitting = (name for name in finer if _are_numbered(samples[name]))
        return next(((by_part["year"], name) for name in fitting), ())
    found = [by_part["year"]]
    for part in CHAIN:
        if part not in by_part:
            break
        found.append(by_part[part])
    return tuple(found)


def _are_months(cells: list[str]) -> bool:
    """Return whether cells are 1 to 12, or names of months."""
    if are_whole_numbers(cells):
        return all(1 <= float(cell) <= 12 for cell in cells)
    return all(cell.isalpha() for cell in cells)


def _are_numbered(cells: list[str]) -> bool:
    """Return whether cells are small numbers, with or without a letter: 3, Q3, W03."""
    return all(re.fullmatch(r"[QqWw]?\d{1,3}(?:\.0)?", cell) for cell in cells)


def _calendar_names(table: Table) -> tuple[list[str], list[str]]:
    """Return the column names that are years, and those that are names of months."""
    years = [name for name in table.names if re.fullmatch(_YEAR, name)]
    months = [name for name in table.names if len(name) >= 3 and is_month(name.lower().strip("."))]
    return years, months


def _with_clock(name: str, samples: dict[str, list[str]], table: Table) -> tuple[str, ...]:
    """Return a date column together with the columns of times of day that go with it."""
    if any(":" in cell for cell in samples[name][:20]):
        return (name,)
    for other, cells in samples.items():
        if other != name and cells and all(re.fullmatch(_CLOCK, cell) for cell in cells):
            return (name, other)
    # Where dates repeat; otherwise the hour is a remark on the day, such as that of its peak.
    if 2 * table.columns[name].count_different() <= table.rows:
        hour, minute = (_numbers_named(part, samples) for part in ("hour", "minute"))
        if hour is not None and hour != name:
            return (name, hour) if minute is None else (name, hour, minute)
    return (name,)


def _numbers_named(part: str, samples: dict[str, list[str]]) -> str | None:
    """Return the column of whole numbers that is named after a part of a moment."""
    for name, cells in samples.items():
        if part_of(name) == part and cells and are_whole_numbers(cells):
            return name
    return None


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
        return _with_clock(found[0], samples, table)
    if found:
        raise DataError(
            f"{table.name}: the time may be in {' or '.join(repr(name) for name in found)}",
            hint=f"Choose one, for example --time {spell(found[0])}.",
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


def _sample(cells: Cells) -> list[str]:
    """Return different filled cells of a column, the same ones in any order of rows."""
    texts = cells.each_text()
    count = cells.count_different()
    if count > _ALL:
        # A checksum draws evenly from the column without sorting it.
        every = count // _SAMPLE
        texts = (text for text in texts if crc32(text.encode()) % every == 0)
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
