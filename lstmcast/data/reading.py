"""How a file's text is read, as far as a model keeps it for the files to come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lstmcast.config import Ambiguous, DataConfig, Duplicates
from lstmcast.data.notes import Note
from lstmcast.data.text.cells import Cells
from lstmcast.data.text.dialect import find_delimiter
from lstmcast.data.text.numbers import Numbers, read_numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was asked for, or found out, when the training file was read."""

    duplicates: Duplicates | None = None  # the rule asked for
    ambiguous: Ambiguous | None = None  # the rule asked for
    decimal: str | None = None  # the mark asked for or found; None: no number had one
    delimiter: str | None = None  # if asked for
    encoding: str | None = None  # if asked for
    pace: int = 0  # grid steps from row to row; 0 where rows do not agree on a distance

    def complete(self, config: DataConfig) -> DataConfig:
        """Return the settings with what they leave open taken from the training file.

        Delimiter and decimal mark stay open: a file that shows others is read its own way.
        """
        return replace(
            config,
            duplicates=config.duplicates or self.duplicates,
            ambiguous=config.ambiguous or self.ambiguous,
            encoding=config.encoding or self.encoding,
        )


#: Of a file that no settings and no model said anything about.
NOTHING_KEPT = Reading()


def keep_reading(
    config: DataConfig, numbers: Numbers, targets: Iterable[Cells], pace: int
) -> Reading:
    """Return what a model has to keep of how its training file was read."""
    shown = any("." in text or "," in text for cells in targets for text in cells.each_text())
    return Reading(
        duplicates=config.duplicates,
        ambiguous=config.ambiguous,
        decimal=config.decimal or (numbers.decimal if shown else None),
        delimiter=config.delimiter,
        encoding=config.encoding,
        pace=pace,
    )


def choose_delimiter(text: bytes, config: DataConfig, kept: Reading) -> str:
    """Return the delimiter asked for, or the training file's if the header has it."""
    if config.delimiter is None and kept.delimiter is not None:
        delimiter = find_delimiter(text, kept.delimiter)
        header = re.match(rb"\n*(.*)", text)  # partition would copy all of a large file
        if header is not None and delimiter.encode() in header[1]:
            return delimiter
    return find_delimiter(text, config.delimiter)


def read_as_kept(
    columns: Mapping[str, Cells], config: DataConfig, kept: Reading, delimiter: str
) -> Numbers:
    """Read columns as numbers with the decimal mark of the training file, where it fits.

    A file whose numbers cannot be read so, but can with the other mark, is read its own way,
    and a note says so.
    """
    if config.decimal is not None or kept.decimal is None:
        return read_numbers(columns, decimal=config.decimal, delimiter=delimiter)
    numbers = read_numbers(columns, decimal=kept.decimal, delimiter=delimiter)
    if not _unread(numbers):
        return numbers
    own = read_numbers(columns, decimal=None, delimiter=delimiter)
    if _unread(own) >= _unread(numbers):
        return numbers
    if own.decimal == kept.decimal:
        return own  # columns with marks of their own, as in training
    text = f"the decimal mark is {own.decimal} here; it was {kept.decimal} in the training data"
    return replace(own, notes=(*own.notes, Note("decimal-changed", text, "warning")))


def _unread(numbers: Numbers) -> int:
    """Return how many cells are no numbers."""
    return sum(len(column.bad) for column in numbers.columns.values())
