"""A job file to begin with: what is known of the data is in use, all else is explained and off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from lstmcast.config import Config
from lstmcast.jobs.spec import JobTables
from lstmcast.jobs.template_words import WORDS
from lstmcast.jobs.toml_values import toml_value

#: What people change first comes first.
_ORDER = (
    "job", "data", "covariates", "window", "forecast", "alert", "retraining", "freshness",
    "notify", "limits", "ledger", "check", "training", "network", "backtest",
)  # fmt: skip
_INDENT = 34  # where explanations begin, if there is room
_HEADING = """\
# A job of lstmcast: what to forecast, unattended.
#
#   lstmcast run job.toml --dry-run                say what it would do
#   lstmcast run job.toml                          do it
#   lstmcast schedule job.toml --at "0 6 * * *"    the line for cron, or units for systemd
#
# Lines in use were given or found in the data. Lines behind a # are off: they show the default
# or, where it says so, an example. Paths are relative to this file. A setting of [job],
# [retraining], [freshness], [notify], [limits] and [ledger] is LSTMCAST_<TABLE>_<NAME> in the
# environment, any other LSTMCAST_<NAME>. Passwords belong there or in a file, not in this one.
"""


def job_template(used: Mapping[str, object]) -> str:
    """Return the text of a job file.

    ``used`` has the settings that are in use by table and name, such as "window.horizon", with
    values as their fields hold them. Raises UsageError for text that no file can hold.
    """
    defaults: dict[str, Any] = {each.name: getattr(Config(), each.name) for each in fields(Config)}
    defaults |= {each.name: getattr(JobTables(), each.name) for each in fields(JobTables)}
    parts = [_HEADING]
    for table in _ORDER:
        parts.append("\n".join((f"[{table}]", *_lines(table, defaults[table], used), "")))
    return "\n".join(parts)


def _lines(table: str, stage: Any, used: Mapping[str, object]) -> Iterator[str]:
    for each in fields(stage):
        key = f"{table}.{each.name}"
        words, example = WORDS[key]
        if key in used:
            yield _line(f"{each.name} = {toml_value(used[key])}", words)
        elif example is None:
            yield _line(f"# {each.name} = {toml_value(getattr(stage, each.name))}", words)
        else:
            yield _line(f"# {each.name} = {example}", f"example: {words}")


def _line(setting: str, words: str) -> str:
    return f"{setting:<{_INDENT}}  # {words}"
