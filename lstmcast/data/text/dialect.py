"""Which character stands between the cells."""

from __future__ import annotations

import csv
from collections import Counter

from lstmcast.errors import UsageError
from lstmcast.values import DELIMITERS

_SAMPLE_BYTES = 64 * 1024
_SAMPLE_LINES = 200
#: Commas come last: they also stand in numbers, names and text, the others hardly do.
_CANDIDATES = ("\t", ";", "|", ",")


def find_delimiter(text: bytes, delimiter: str | None) -> str:
    """Return the delimiter: the given one, or the one that splits the rows most evenly.

    ``text`` is UTF-8 with plain line ends. A file of one column gets a comma.
    """
    if delimiter is not None:
        return _checked(delimiter)
    sample = text[:_SAMPLE_BYTES].decode("utf-8", errors="ignore")
    lines = [line for line in sample.split("\n") if line.strip()]
    if len(text) > _SAMPLE_BYTES and len(lines) > 1:
        lines.pop()  # the last one may be cut
    lines = lines[:_SAMPLE_LINES]
    scores = {candidate: _score(lines, candidate) for candidate in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda candidate: scores[candidate])
    return best if scores[best] > 0 else ","


def skips_spaces(delimiter: str) -> bool:
    """Return whether spaces after this delimiter mean nothing."""
    return delimiter not in "\t "


def read_cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line."""
    return next(
        csv.reader([line], delimiter=delimiter, skipinitialspace=skips_spaces(delimiter)), []
    )


def _score(lines: list[str], delimiter: str) -> float:
    """Return the share of lines with as many cells as the first; 0 for a single cell."""
    try:
        counts = [len(read_cells(line, delimiter)) for line in lines]
    except csv.Error:
        return 0.0
    if not counts or counts[0] < 2:
        return 0.0
    return Counter(counts)[counts[0]] / len(counts) if len(counts) > 1 else 0.5


def _checked(delimiter: str) -> str:
    """Return a delimiter from the settings, with names such as ``tab`` understood."""
    character = DELIMITERS.get(delimiter, delimiter)
    if len(character) != 1 or character in '"\n\r' or not character.isascii():
        raise UsageError(
            f"{delimiter!r} cannot be a delimiter", hint="Use a single character, or tab."
        )
    return character
