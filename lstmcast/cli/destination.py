"""Where a forecast goes and how it is written down there."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lstmcast.cli.arguments import STDOUT
from lstmcast.errors import UsageError
from lstmcast.files import ensure_apart, ensure_writable, takes_files, write_atomic
from lstmcast.outputs.encoding import FORMATS, Format, format_of
from lstmcast.outputs.forecasts import STYLES, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lstmcast.cli.console import Terminal

_Name = TypeVar("_Name", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A file, or standard output where ``path`` is None."""

    path: Path | None
    form: Format

    @property
    def file(self) -> Path | None:
        """Return the file that others may lie beside; None for streams, pipes and devices."""
        return self.path if self.path is not None and takes_files(self.path) else None

    def ensure_apart(self, *inputs: str | None) -> None:
        """Raise UsageError where the forecast would replace a file that was read."""
        if self.path is not None:
            ensure_apart(self.path, *(Path(name) for name in inputs if name is not None))

    def deliver(self, data: bytes | Iterable[bytes], terminal: Terminal) -> None:
        """Write an encoded forecast, parts of it as they come.

        With ``--json`` standard output is the document's.
        """
        if self.path is not None:
            write_atomic(self.path, data)
        elif not terminal.json:
            for part in (data,) if isinstance(data, bytes) else data:
                terminal.write(part)


def choose_destination(
    output: str | None, form: str | None, *, json: bool, stem: str = "forecast"
) -> Destination:
    """Return where to write and in which format, by the options given.

    Without ``--output`` it is ``stem`` with the suffix of the format. Raises UsageError before
    any work is done.
    """
    wanted: Format | None = None if form is None else _choice("--format", form, FORMATS)
    if output == STDOUT:
        if json and wanted not in {None, "json"}:
            raise UsageError(
                f"--json and --format {wanted} both want standard output",
                hint="leave out --format, or write to a file with --output FILE",
            )
        if wanted == "parquet" and sys.stdout.isatty():
            raise UsageError(
                "Parquet is nothing to look at: standard output is a terminal",
                hint=f"write a file: --output {stem}.parquet",
            )
        return Destination(path=None, form="json" if json else wanted or "csv")
    path = Path(output or f"{stem}.{wanted or 'csv'}")
    ensure_writable(path)
    return Destination(path=path, form=wanted or format_of(path))


def choose_style(style: str) -> Style:
    """Return the style of that name; raises UsageError when there is none."""
    return _choice("--style", style, STYLES)


def _choice(option: str, word: str, choices: Sequence[_Name]) -> _Name:
    for choice in choices:
        if word.lower() == choice:
            return choice
    close = get_close_matches(word, choices, n=1)
    raise UsageError(
        f"{option} must be one of {', '.join(choices)}, not {word}",
        hint=f"did you mean {option} {close[0]}?" if close else None,
    )
