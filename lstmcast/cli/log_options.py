"""How a run speaks on standard error: sentences for people, or a JSON object per event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from lstmcast.cli.options import OUTPUT, option
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from lstmcast.cli.console import Terminal
    from lstmcast.jobs.channel import Channel
    from lstmcast.jobs.events import Level
    from lstmcast.jobs.lines import LogFormat

LogFormatName = Annotated[
    str,
    option(
        OUTPUT,
        "How events are told: human, or json for an object per line.",
        "--log-format",
        metavar="FORMAT",
        variable="LSTMCAST_LOG_FORMAT",
    ),
]
LogFile = Annotated[
    str | None,
    option(OUTPUT, "Append all events to this file, too.", "--log-file", metavar="FILE"),
]


def choose_log_format(name: str) -> LogFormat:
    """Return the format of a name; raises UsageError for one that nobody knows."""
    known: dict[str, LogFormat] = {"human": "human", "json": "json"}
    if name not in known:
        raise UsageError(
            f"there is no log format {name}", hint=f"--log-format takes {' or '.join(known)}"
        )
    return known[name]


def log_on(terminal: Terminal, form: LogFormat) -> tuple[Channel, ...]:
    """Return what tells events on standard error; with --quiet only what is amiss.

    With --json people get nothing. What ended a run they get from the command line itself.
    """
    from lstmcast.jobs.events import Failed
    from lstmcast.jobs.lines import HumanLines, JsonLines

    least: Level = "warning" if terminal.quiet else "info"
    if form == "json":
        return (JsonLines(terminal.log, least=least),)
    if terminal.json:
        return ()
    return (HumanLines(terminal.log, least=least, without=(Failed,), glyphs=terminal.glyphs),)
