"""Lines above the names of the columns: ``sep=;`` as Excel writes it, and comments.

They are blanked, not removed, so that line numbers in messages stay those of the file.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lstmcast.data.notes import Note

_DECLARATION = rb'"?sep=([^"\n])"?[ ,;]*'
_MOST_LINES = 100  # of comments
_DELIMITERS = b",;\t|"


class Preamble(NamedTuple):
    """A text without what stood above the header."""

    text: bytes
    delimiter: str | None  # as the file declares it
    notes: tuple[Note, ...]


def clear_preamble(text: bytes) -> Preamble:
    """Blank a first line ``sep=;`` and comments that begin with ``#`` in UTF-8 text."""
    end = text.find(b"\n")  # partition would copy all of a large file
    end = len(text) if end < 0 else end
    declared = re.fullmatch(_DECLARATION, text[:end].strip(), re.IGNORECASE)
    if declared is not None:
        return Preamble(text[end:], declared[1].decode("latin-1"), ())
    if not text.startswith(b"#"):
        return Preamble(text, None, ())
    lines = text.split(b"\n", _MOST_LINES)
    count = next((n for n, line in enumerate(lines) if not line.startswith(b"#")), 0)
    below = next((line for line in lines[count:] if line.strip()), b"")
    if count and _is_header(lines[count - 1], below):
        count -= 1  # a header such as "#date,y"
    if not count:
        return Preamble(text, None, ())
    what = "line that begins with # was" if count == 1 else f"{count} lines that begin with # were"
    note = Note("comments", f"{'the first ' if count > 1 else 'a first '}{what} skipped")
    return Preamble(b"\n" * count + b"\n".join(lines[count:]), None, (note,))


def _is_header(line: bytes, below: bytes) -> bool:
    """Return whether a line has as many cells as the one below, or that one holds data."""
    counts = [(line.count(mark), below.count(mark)) for mark in _DELIMITERS]
    return any(own == other > 0 for own, other in counts) or below[:1].isdigit()
