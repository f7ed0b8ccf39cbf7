"""From bytes to UTF-8 text with plain line ends, whatever the file was written in."""

from __future__ import annotations

import codecs

from lstmcast.data.notes import Note
from lstmcast.errors import DataError, UsageError

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_BYTES_AT_ONCE = 1 << 20


def normalise_text(
    content: bytes, encoding: str | None, name: str
) -> tuple[bytes, str, tuple[Note, ...]]:
    """Return the text as UTF-8 without byte order mark, its encoding, and notes.

    ``encoding`` overrides detection. All line ends become ``\\n``. Raises UsageError for an
    unknown encoding and DataError for text that is not in it, or for binary data.
    """
    notes: tuple[Note, ...] = ()
    if encoding is not None:
        text, used = _decode(content, encoding, name)
    else:
        text, used, notes = _detect(content, name)
    if b"\x00" in text:
        raise DataError(
            f"{name} is binary data or text in an unknown encoding",
            hint="Save it as CSV in UTF-8, or name its encoding: --encoding utf-16-le.",
        )
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text, used, notes


def _detect(content: bytes, name: str) -> tuple[bytes, str, tuple[Note, ...]]:
    """Return UTF-8 text and the encoding found by its mark, by trial, or by default."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text, used = _decode(content, encoding, name)
            return text.removeprefix(codecs.BOM_UTF8), used, ()
    if _is_utf8(content):
        return content, "utf-8", ()
    try:
        text, used = content.decode("cp1252").encode(), "cp1252"
    except UnicodeDecodeError:
        text, used = content.decode("latin-1").encode(), "latin-1"
    note = Note("encoding", f"{name} is not UTF-8; it was read as {used}")
    return text, used, (note,)


def _is_utf8(content: bytes) -> bool:
    """Return whether this is UTF-8; block by block, as text may take four times the bytes."""
    if content.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    try:
        for start in range(0, len(content), _BYTES_AT_ONCE):
            decoder.decode(view[start : start + _BYTES_AT_ONCE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decode(content: bytes, encoding: str, name: str) -> tuple[bytes, str]:
    """Return text decoded from a known encoding, in UTF-8."""
    try:
        text = content.decode(encoding)
    except LookupError as error:
        raise UsageError(
            f"there is no encoding {encoding!r}",
            hint="Common ones: utf-8, utf-16, cp1252, latin-1.",
        ) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{name}, line {line}: not valid {encoding}", hint="Try another --encoding."
        ) from error
    return text.removeprefix("\ufeff").encode(), codecs.lookup(encoding).name
