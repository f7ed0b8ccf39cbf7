"""The command line as a whole: which commands there are, and how every run ends."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING, Annotated

import typer

from lstmcast import __version__
from lstmcast.cli.backtest import backtest
from lstmcast.cli.commands import Command, Group
from lstmcast.cli.compare import compare
from lstmcast.cli.console import (
    Terminal,
    configure_logging,
    debugging,
    open_closed_streams,
    wants_json,
)
from lstmcast.cli.explain import explain
from lstmcast.cli.future_template import future_template
from lstmcast.cli.history import history
from lstmcast.cli.init import init
from lstmcast.cli.inspect import inspect
from lstmcast.cli.monitor import monitor
from lstmcast.cli.predict import predict
from lstmcast.cli.report import report
from lstmcast.cli.rollback import rollback
from lstmcast.cli.run import run
from lstmcast.cli.schedule import schedule
from lstmcast.cli.signals import ending_cleanly
from lstmcast.cli.train import train
from lstmcast.errors import LstmcastError, RunInterruptedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BUG = 70
BROKEN_PIPE = 141  # what a shell reports of a filter whose reader went away


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; the only place where errors are reported."""
    # A second thread gains nothing on products as small as ours, and on a busy machine it
    # spins against its neighbours. numpy reads this once, when it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    open_closed_streams()
    terminal = Terminal(json=wants_json(words), quiet=False)
    try:
        return _run(words, terminal)
    except BrokenPipeError:
        return BROKEN_PIPE
    except UsageError as error:  # not even the error object could be written
        Terminal(json=False, quiet=False).error(error)
        return error.exit_code
    finally:
        _abandon_broken_streams()


def create_app() -> typer.Typer:
    """Return the commands; nothing heavy is imported before one of them runs."""
    app = typer.Typer(
        name="lstmcast",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        cls=Group,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=_HELP,
    )
    app.callback()(_root)
    for command in _commands():
        app.command(cls=Command)(command)
    return app


def _commands() -> tuple[Callable[..., int], ...]:
    """Return the commands in the order of --help."""
    testing = (backtest, report, compare, explain, inspect)
    jobs = (init, run, history, monitor, rollback, schedule)
    return (train, predict, future_template, *testing, *jobs)


def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            metavar="",
            help="Show the version and exit.",
            is_eager=True,
            callback=lambda wanted: _show_version() if wanted else None,
        ),
    ] = False,
) -> None:
    """Take the options that belong to no command."""


def _show_version() -> None:
    typer.echo(f"lstmcast {__version__}")
    raise typer.Exit


def _run(words: list[str], terminal: Terminal) -> int:
    configure_logging()
    with ending_cleanly() as interruption, warnings.catch_warnings():
        if not sys.warnoptions and not debugging():
            warnings.simplefilter("ignore")  # what libraries tell programmers
        try:
            code = create_app()(args=words, prog_name="lstmcast", standalone_mode=False)
            if interruption.signal_number is None:
                sys.stdout.flush()
                return int(code or 0)
        except KeyboardInterrupt:
            pass  # reported below, like the one that typer caught
        except BrokenPipeError:
            raise
        except SystemExit:  # what typer makes of a broken pipe, though told not to exit
            raise BrokenPipeError from None
        except LstmcastError as error:
            return _fail(terminal, error)
        except typer.TyperException as error:
            return _fail(terminal, _usage_error(error, words))
        except MemoryError:
            return _fail(terminal, LstmcastError("there is not enough memory for this"))
        except Exception as error:  # noqa: BLE001 - the boundary: a bug becomes a sentence
            return _fail(terminal, _bug(error))
    number = interruption.signal_number or 2
    return _fail(terminal, RunInterruptedError("interrupted", signal_number=number))


def _fail(terminal: Terminal, error: LstmcastError) -> int:
    if debugging():
        import traceback

        traceback.print_exception(error)
    terminal.error(error)
    return error.exit_code


def _usage_error(error: typer.TyperException, words: list[str]) -> UsageError:
    context = getattr(error, "ctx", None)
    # Typer's complaint about an option without its value knows no command.
    names = {each.__name__.replace("_", "-") for each in _commands()}
    command = words[0] if words[0] in names else ""
    path = context.command_path if context else f"lstmcast {command}".strip()
    return UsageError(error.format_message(), hint=f"{path} --help")


def _bug(error: Exception) -> LstmcastError:
    wrapped = LstmcastError(
        f"a bug in lstmcast ({type(error).__name__}: {error}); please report it",
        hint="LSTMCAST_DEBUG=1 shows where it happened",
    )
    wrapped.__cause__ = error
    return wrapped


def _abandon_broken_streams() -> None:
    """Point streams nobody can write to at nowhere, or the interpreter complains at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


_HELP = """Forecast the time series in a CSV file with an LSTM.

\b
  lstmcast inspect sales.csv   what it understands of the file
  lstmcast train sales.csv     learn it, test it, write model.safetensors
  lstmcast predict             forecast what comes next, write forecast.csv
  lstmcast future-template     write the rows to come that predict asks for
  lstmcast explain             show which past seasons that forecast rests on
  lstmcast backtest sales.csv  forecast past windows as of then, and score
  lstmcast report sales.csv    all of it on one page to look at: report.html
  lstmcast compare sales.csv   train LSTM, GRU, RNN alike, say which is best
  lstmcast init sales.csv      write a job file, for what runs unattended
  lstmcast run job.toml        do it: score, train if it is time, forecast
  lstmcast schedule job.toml   show the line for cron that runs a job
  lstmcast monitor job.toml    tell whether a job still does what it promised
"""
