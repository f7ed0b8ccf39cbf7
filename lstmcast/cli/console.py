"""The one place that prints: results to standard output, words to standard error."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console, RenderableType

    from lstmcast.errors import LstmcastError
    from lstmcast.outputs.figures import Glyphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Where a command's output goes.

    With ``json`` standard output carries one document and people get nothing; with
    ``quiet`` nobody gets anything unless it fails.
    """

    json: bool
    quiet: bool

    @classmethod
    def of(cls, *, json: bool, quiet: bool) -> Terminal:
        """Return the terminal for two flags, which two variables can stand for.

        Raises UsageError for a variable that is neither true nor false.
        """
        return cls(json=json or _switched_on("JSON"), quiet=quiet or _switched_on("QUIET"))

    @property
    def speaks(self) -> bool:
        """Return whether words for people go anywhere."""
        return not self.quiet and not self.json

    @property
    def progress(self) -> bool:
        """Return whether somebody is there to watch progress."""
        return not self.quiet and sys.stderr.isatty()

    @property
    def glyphs(self) -> Glyphs:
        """Return the characters that both streams can carry."""
        from lstmcast.outputs.figures import ASCII, UNICODE, glyphs_for

        streams = (sys.stdout, sys.stderr)
        fine = all(glyphs_for(stream.encoding) is UNICODE for stream in streams)
        return UNICODE if fine else ASCII

    @property
    def chart_width(self) -> int:
        """Return the columns a chart may fill: all of a narrow terminal, 100 of a wide one."""
        return min(100, _console(sys.stderr).width)

    def say(self, *things: RenderableType | None) -> None:
        """Tell people something on standard error."""
        if self.speaks:
            _say(things)

    def show(self, *things: RenderableType | None) -> None:
        """Print a result for people on standard output."""
        if self.speaks:
            with _standard_output():
                _print(sys.stdout, things)

    def warn(self, message: str) -> None:
        """Tell people of a failure that is no error, also with ``--quiet``."""
        if not self.json:
            _say([_labelled("Warning", "bold yellow", message)])

    def log(self, line: str) -> None:
        """Write a line of a log on standard error as it is, its end included."""
        _write_text(sys.stderr, line)

    def document(self, document: Mapping[str, Any]) -> None:
        """Write the one JSON document of this run, when JSON was asked for."""
        if self.json:
            from lstmcast.outputs.documents import encode_document

            self.write(encode_document(document))

    def write(self, data: bytes) -> None:
        """Write a result as it is to standard output; raises UsageError on a full disk."""
        with _standard_output():
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()

    def error(self, error: LstmcastError) -> None:
        """Report what ended the run: an object with ``--json``, else a sentence and a hint."""
        if self.json:
            details = {"code": error.code, "message": error.message, "hint": error.hint}
            self.document({"error": details})
            return
        hint = [_labelled("Hint", "dim", error.hint)] if error.hint else []
        _say([_labelled("Error", "bold red", error.message), *hint])


def wants_json(arguments: list[str]) -> bool:
    """Return whether JSON is asked for, also where parsing the command line fails."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return "--json" in arguments[:end] or _switch("JSON") is True


def _switched_on(name: str) -> bool:
    on = _switch(name)
    if on is None:
        word = os.environ[f"LSTMCAST_{name}"]
        raise UsageError(f"LSTMCAST_{name} must be true or false, not {word}")
    return on


def _switch(name: str) -> bool | None:
    """Return what a variable says; unset and empty are no, other than yes or no is None."""
    from lstmcast.values import read_bool

    return read_bool(os.environ.get(f"LSTMCAST_{name}") or "no")


def open_closed_streams() -> None:
    """Give a process that was started without streams (``2>&-``) some that lead nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - lives on
            setattr(sys, name, nowhere)


def debugging() -> bool:
    """Return whether tracebacks and logs are wanted."""
    return os.environ.get("LSTMCAST_DEBUG", "") not in {"", "0"}


def configure_logging() -> None:
    """Let the loggers of lstmcast and its libraries speak on standard error when debugging."""
    if debugging():
        import logging

        logging.basicConfig(
            level=logging.DEBUG, format="%(relativeCreated)6d ms %(name)s: %(message)s"
        )


def _labelled(label: str, style: str, message: str) -> RenderableType:
    from rich.text import Text

    from lstmcast.outputs.labels import visible

    return Text.assemble((f"{label}: ", style), visible(message), no_wrap=True)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream, highlight=False, markup=False, emoji=False)


@contextmanager
def _standard_output() -> Iterator[None]:
    """Raise what keeps a result from standard output, such as a full disk, as a UsageError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"cannot write to standard output: {error.strerror}") from error


def _say(things: Any) -> None:
    """Print words on standard error; a log on a full disk is no reason to end a run."""
    try:
        _print(sys.stderr, things)
    except BrokenPipeError:
        raise
    except OSError:
        return


def _print(stream: TextIO, things: Any) -> None:
    """Render first and write then: rich ends the process by itself on a closed pipe."""
    from rich.text import Text

    console = _console(stream)
    with console.capture() as captured:
        for thing in things:
            if thing is not None:
                unwrapped = isinstance(thing, Text) and bool(thing.no_wrap)
                console.print(thing, soft_wrap=unwrapped)
    text = captured.get()
    lines = (line.rstrip(" ") for line in text.split("\n"))
    _write_text(stream, "\n".join(lines))


def _write_text(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, errors="backslashreplace").decode(encoding))
    stream.flush()
