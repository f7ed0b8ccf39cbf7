"""A job: what its file says, as frozen dataclasses, one per table, and how it is read.

The tables of ``config.py`` stand in a job file under their own names; these come besides.
A setting of theirs is ``LSTMCAST_<TABLE>_<NAME>`` in the environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from lstmcast.config import AlertConfig, Config
from lstmcast.duration import write_duration
from lstmcast.jobs.secret_urls import masked
from lstmcast.outputs.encoding import Format
from lstmcast.outputs.forecasts import Style
from lstmcast.span import Span

Retrain = timedelta | Literal["drift", "never"]

#: Tables and names of what must not be read in a log.
_SECRETS = (("notify", "ping"), ("notify", "webhook"), ("ledger", "url"))


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTable:
    """What is read and written (table ``[job]``); None: see ``JobSpec``."""

    source: Path | None = None  # a CSV file; required
    name: str | None = None
    output: Path | None = None
    format: Format | None = None
    style: Style = "lstmcast"
    state: Path | None = None
    keep: int = 5  # versions of the model


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraining:
    """When to train again, and how a new model is judged (table ``[retraining]``)."""

    retrain: Retrain = timedelta(days=7)  # the age of a model, or what makes it too old
    windows: int = 3  # latest cutoffs on which the new model has to do better


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """What the data have to be, or nothing is forecast (table ``[freshness]``)."""

    max_age: timedelta | None = None  # of the newest value; None: any
    min_rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifySpec:
    """Who is told of a run (table ``[notify]``). URLs are secrets: they are for sending to."""

    ping: str | None = field(default=None, repr=False)  # health check: /start, plain, /fail
    ping_file: Path | None = None  # the file that holds it
    webhook: str | None = field(default=None, repr=False)  # gets the end of a run as JSON
    webhook_file: Path | None = None
    prometheus: Path | None = None  # a .prom file for node_exporter
    log_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run may take (table ``[limits]``); None: as much as there is."""

    time_limit: timedelta | None = None  # for the whole of it
    nice: int | None = None
    threads: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSpec:
    """Where runs, forecasts and scores are kept (table ``[ledger]``)."""

    url: str | None = field(default=None, repr=False)  # a database; None: SQLite in the state
    url_file: Path | None = None  # the file that holds it
    retention: timedelta = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTables:
    """The tables of a job file besides those of ``Config``; each field is one."""

    job: JobTable = field(default_factory=JobTable)
    retraining: Retraining = field(default_factory=Retraining)
    freshness: Freshness = field(default_factory=Freshness)
    notify: NotifySpec = field(default_factory=NotifySpec)
    limits: Limits = field(default_factory=Limits)
    ledger: LedgerSpec = field(default_factory=LedgerSpec)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSpec:
    """One job, ready to be run. All paths are absolute."""

    path: Path  # the job file
    name: str  # the stem of the file if not given
    source: Path
    output: Path  # "forecast.csv" beside the job file if not given
    format: Format  # by the name of the output if not given
    style: Style
    state: Path  # "<stem>.state" beside the job file if not given
    keep: int
    config: Config
    retraining: Retraining
    freshness: Freshness
    notify: NotifySpec
    limits: Limits
    ledger: LedgerSpec
    origins: Mapping[str, str]  # of every setting: "window.horizon" -> "job.toml, line 3: …"

    @property
    def alert(self) -> AlertConfig:
        """Return what is worth an alarm; ``predict`` knows it, too."""
        return self.config.alert

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what of a job must not be read in a log."""
        urls = (getattr(getattr(self, table), name) for table, name in _SECRETS)
        return tuple(url for url in urls if url is not None)

    def to_dict(self) -> dict[str, Any]:
        """Return all settings by table as plain JSON data; of secret URLs scheme and host."""
        own = ("name", "source", "output", "format", "style", "state", "keep")
        tables = {
            "job": {name: _plain(getattr(self, name)) for name in own},
            **{each.name: _table(getattr(self.config, each.name)) for each in fields(Config)},
            **{each.name: _table(getattr(self, each.name)) for each in fields(JobTables)[1:]},
        }
        for table, name in _SECRETS:
            tables[table][name] = masked(tables[table][name])
        return tables


def _table(stage: Any) -> dict[str, Any]:
    return {each.name: _plain(getattr(stage, each.name)) for each in fields(stage)}


def _plain(value: object) -> object:
    if isinstance(value, timedelta):
        return write_duration(value)
    if isinstance(value, Path | Span):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
