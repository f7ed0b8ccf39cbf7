"""Where the records of a CSV text lie and how wide each one is.

The parser fills up short rows without a word and does not tell lines; here both are counted,
so that a ragged row is found and every message can name a line of the file.
"""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.text.cells import CodeArray, shrink
from lstmcast.data.text.dialect import skips_spaces
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_BYTES_AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Records:
    """The records below the header."""

    body: int  # byte at which they begin
    lines: CodeArray  # [R] first line of each, from 1
    widths: CodeArray  # [R] number of cells
    blank: BoolArray  # [R] lines without any text


def measure_records(text: bytes, delimiter: str, name: str) -> Records:
    """Count lines and cells of UTF-8 text; the header is the first line with text."""
    empty = re.match(rb"[\n ]*", text)
    above = 0 if empty is None else empty[0].count(b"\n")
    measure = _measure_quoted if b'"' in text else _measure_plain
    lines, widths, blank = measure(text, delimiter, name)
    header = int(np.searchsorted(lines, above + 1))
    lines, widths, blank = lines[header + 1 :], widths[header + 1 :], blank[header + 1 :]
    body = _start_of_line(text, int(lines[0])) if len(lines) else len(text)
    return Records(body=body, lines=lines, widths=widths, blank=blank)


def _measure_plain(text: bytes, delimiter: str, _: str) -> tuple[CodeArray, CodeArray, BoolArray]:
    """Count without a Python loop over the lines, for text without quotation marks."""
    blocks = list(_measure_blocks(text, delimiter))
    widths = np.concatenate([block[1] for block in blocks])
    ends = np.concatenate([block[0] for block in blocks])
    del blocks
    blank = np.zeros(len(ends), dtype=np.bool_)
    blank[0] = ends[0] == 0
    np.equal(ends[1:], ends[:-1] + 1, out=blank[1:])
    # Lines of spaces only are rare; look where a line is too short to hold what others do.
    for position in np.flatnonzero((widths == 1) & ~blank) if (widths > 1).any() else ():
        start = ends[position - 1] + 1 if position else 0
        blank[position] = not text[start : ends[position]].strip()
    lines = np.arange(1, len(ends) + 1, dtype=np.min_scalar_type(len(ends)))
    return lines, widths, blank


def _measure_blocks(text: bytes, delimiter: str) -> Iterator[tuple[IntArray, CodeArray]]:
    """Yield where lines end and how many cells they have, block by block."""
    before = 0  # delimiters since the last end of a line
    for start in range(0, len(text), _BYTES_AT_ONCE):
        size = min(_BYTES_AT_ONCE, len(text) - start)
        characters = np.frombuffer(text, dtype=np.uint8, count=size, offset=start)
        ends = np.flatnonzero(characters == ord("\n"))
        delimiters = np.flatnonzero(characters == ord(delimiter))
        places = np.searchsorted(delimiters, ends)
        yield ends + start, shrink(np.diff(places, prepend=-before) + 1)
        before = len(delimiters) - int(places[-1]) if len(ends) else before + len(delimiters)
    if not text.endswith(b"\n"):
        yield np.array([len(text)]), shrink(np.array([before + 1]))


def _measure_quoted(
    text: bytes, delimiter: str, name: str
) -> tuple[CodeArray, CodeArray, BoolArray]:
    """Count where cells may be quoted and hold delimiters and line ends."""
    reader = csv.reader(
        io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="\n"),
        delimiter=delimiter,
        skipinitialspace=skips_spaces(delimiter),
    )
    lines, widths, blank, line = array("q"), array("q"), array("b"), 1
    try:
        for record in reader:
            lines.append(line)
            widths.append(len(record) or 1)
            blank.append(len(record) < 2 and not "".join(record).strip())
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"{name}, line {line}: {error}", hint="Look for a quotation mark that is never closed."
        ) from error
    return shrink(np.array(lines)), shrink(np.array(widths)), np.array(blank, dtype=np.bool_)


def _start_of_line(text: bytes, line: int) -> int:
    """Return the byte at which a line (from 1) begins."""
    start = 0
    for _ in range(line - 1):
        start = text.index(b"\n", start) + 1
    return start
