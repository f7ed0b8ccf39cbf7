"""The bytes of a data file, from a path or a pipe, and what is known about them.

Recognises gzip and refuses, in words, what is no text table. Text itself is the business of
``encoding.py``.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

from lstmcast.errors import DataError

STDIN = "-"
_GZIP = b"\x1f\x8b"
#: What is neither a space nor a delimiter nor a byte order mark.
_SOMETHING = re.compile(rb"[^\r\n\t ;,\xef\xbb\xbf\xff\xfe\x00]")

#: How files begin that people mistake for CSV, what they are, and what to do.
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"PAR1", "a Parquet file", "Export it to CSV first."),
    (b"ARROW1", "an Arrow file", "Export it to CSV first."),
    (b"PK\x03\x04", "a zip archive or an Excel workbook", "Unpack it, or save the sheet as CSV."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV."),
    (b"BZh", "compressed with bzip2", "Unpack it with bunzip2, or use gzip."),
    (b"\xfd7zXZ\x00", "compressed with xz", "Unpack it with unxz, or use gzip."),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "Unpack it with unzstd, or use gzip."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first."),
    (b"\x89PNG", "a PNG image", "Give the CSV file the image was made from."),
    (b"\xff\xd8\xff", "a JPEG image", "Give the CSV file the image was made from."),
    (b"%PDF", "a PDF document", "Give the table as CSV."),
    (b"SQLite format 3\x00", "a SQLite database", "Export the table to CSV first."),
    (b"\x89HDF", "an HDF5 file", "Export the table to CSV first."),
    (b"\x7fELF", "a program", "Give a CSV file."),
    (b"<!DOCTYPE", "a web page", "Save the table as CSV."),
    (b"<html", "a web page", "Save the table as CSV."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which file it was; what is left of its bytes once they are a table."""

    name: str  # for messages
    path: str | None  # absolute; None for stdin
    sha256: str  # of the bytes as read, before unpacking


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawSource:
    """What lay in the file, gzip unpacked."""

    origin: Origin
    content: bytes


def read_source(source: str) -> RawSource:
    """Read a path, or stdin for ``-``.

    Raises DataError when there is nothing to read or it is evidently no text table.
    """
    if source == STDIN:
        name, path, content = "standard input", None, sys.stdin.buffer.read()
    else:
        name, path = Path(source).name, str(Path(source).absolute())
        content = _read_file(source)
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(_GZIP):
        content = _unpack(content, name)
    _refuse_foreign(content, name)
    if _SOMETHING.search(content) is None:
        raise DataError(f"{name} is empty", hint="It has to hold a line of names and rows of data.")
    return RawSource(origin=Origin(name=name, path=path, sha256=digest), content=content)


def _read_file(source: str) -> bytes:
    """Return a file's bytes."""
    if not source:
        raise DataError(
            "the name of the data file is empty",
            hint="Give a path; - reads standard input.",
        )
    try:
        # Unbuffered: a buffer asks for the position first, and drops whatever a signal raises
        # in that moment, so that Ctrl-C could be lost while a pipe has nothing to say.
        with Path(source).open("rb", buffering=0) as stream:
            return stream.readall()
    except FileNotFoundError as error:
        raise DataError(
            f"there is no file {source}", hint="Check the path; - reads standard input."
        ) from error
    except IsADirectoryError as error:
        raise DataError(f"{source} is a directory", hint="Give the CSV file in it.") from error
    except PermissionError as error:
        raise DataError(
            f"{source} may not be read", hint="Check its permissions: ls -l shows them."
        ) from error
    except (OSError, ValueError) as error:
        raise DataError(f"{source} cannot be read: {error}") from error


def _unpack(content: bytes, name: str) -> bytes:
    """Return the content of gzip data."""
    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error) as error:
        raise DataError(
            f"{name} is damaged gzip data: {error}", hint="Copy or download the file again."
        ) from error


def _refuse_foreign(content: bytes, name: str) -> None:
    """Raise DataError for a file that is recognisably something else."""
    for magic, kind, hint in _FOREIGN:
        if content[: len(magic)].lower() == magic.lower():
            raise DataError(f"{name} is no CSV file but {kind}", hint=hint)
    if content[8:10] == b'{"' and content[3:8] == b"\x00" * 5:
        raise DataError(
            f"{name} is no CSV file but a model file (safetensors)",
            hint="Give the data here and the model with --model.",
        )
    if re.match(rb"\s*[{\[]", content):  # stripping would copy all of a large file
        raise DataError(f"{name} is no CSV file but JSON", hint="Export it to CSV first.")
