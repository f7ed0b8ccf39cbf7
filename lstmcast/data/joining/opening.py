"""Open the files of a run: from bytes to tables of text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lstmcast.config import CovariateConfig, DataConfig
from lstmcast.data.columns.sheets import Beside
from lstmcast.data.reading import Reading, choose_delimiter
from lstmcast.data.roles import Roles
from lstmcast.data.text.encoding import normalise_text
from lstmcast.data.text.preamble import Preamble, clear_preamble
from lstmcast.data.text.source import STDIN, Origin, read_source
from lstmcast.data.text.table import Table, parse_table
from lstmcast.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opened:
    """A file as a table, and how its text was read."""

    origin: Origin  # the bytes themselves are gone: a large file is not to be held twice
    table: Table  # with all that was noted so far
    encoding: str
    delimiter: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenedBeside:
    """The files beside the data."""

    future: Opened | None  # rows to come
    static: Opened | None  # a row for each series

    @property
    def tables(self) -> Beside:
        """Return the tables alone."""
        return Beside(
            future=None if self.future is None else self.future.table,
            static=None if self.static is None else self.static.table,
        )


def open_table(source: str, config: DataConfig, kept: Reading) -> Opened:
    """Read a file (standard input for ``-``) as a table of text. Raises DataError."""
    origin, top, encoding = _read_text(source, config)
    declared = top.delimiter if config.delimiter is None else None
    delimiter = declared or choose_delimiter(top.text, config, kept)
    table = parse_table(top.text, delimiter, origin.name)
    table = replace(table, notes=(*top.notes, *table.notes))
    return Opened(origin=origin, table=table, encoding=encoding, delimiter=delimiter)


def _read_text(source: str, config: DataConfig) -> tuple[Origin, Preamble, str]:
    """Return the text of a file from its header on, and its encoding; all else is let go."""
    raw = read_source(source)
    text, encoding, notes = normalise_text(raw.content, config.encoding, raw.origin.name)
    top = clear_preamble(text)
    return raw.origin, top._replace(notes=(*notes, *top.notes)), encoding


def open_beside(
    source: str, covariates: CovariateConfig, config: DataConfig, expected: Roles | None
) -> OpenedBeside:
    """Open the file of rows to come and that of static columns, where they are of use.

    A model without such columns needs no such file. Raises DataError, and UsageError where
    standard input would have to be read twice.
    """
    future = None if expected and not expected.known else covariates.future
    static = None if expected and not expected.static else covariates.static_file
    files = {
        "the data": source,
        "--future": future,
        "--static-file": static,
        "--events": covariates.events,  # which is opened elsewhere, and later
    }
    piped = [what for what, path in files.items() if path == STDIN]
    if len(piped) > 1:
        raise UsageError(
            f"{piped[0]} and {piped[1]} cannot both be read from standard input",
            hint="Write one of them to a file and give its path.",
        )
    # The delimiter asked for is that of the data; other programs may have written the rest.
    own, asked = replace(config, delimiter=None), Reading(delimiter=config.delimiter)
    return OpenedBeside(
        future=None if future is None else open_table(future, own, asked),
        static=None if static is None else open_table(static, own, asked),
    )
