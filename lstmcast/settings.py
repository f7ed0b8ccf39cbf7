"""Settings of one run: flag > ``LSTMCAST_<NAME>`` > ``lstmcast.toml`` > default.

Knows the fields of ``config.py`` by introspection, so that a new field is a new setting
everywhere. Unknown names and wrong values are errors that say where they stand. A file may
have further tables, which the caller describes in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from lstmcast.config import Config
from lstmcast.errors import UsageError
from lstmcast.settings_file import nearest, read_settings
from lstmcast.values import RejectedValueError, Rules, convert

DEFAULT_FILE = "lstmcast.toml"
PREFIX = "LSTMCAST_"

#: Variables that steer the command line itself and are no field of the configuration.
COMMAND_VARIABLES = frozenset(
    {"CONFIG", "DEBUG", "FORMAT", "JSON", "LOG_FORMAT", "MODEL", "QUIET", "STYLE"}
)
#: Tables that a job file has besides. Their variables, such as LSTMCAST_LEDGER_URL, are read
#: with a job file alone; to a command that reads none they may be set and mean nothing.
JOB_TABLES = ("job", "retraining", "freshness", "notify", "limits", "ledger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The value of a setting, and where it came from."""

    value: object
    source: str  # "--horizon", "LSTMCAST_HORIZON", "lstmcast.toml, line 2: [window] horizon"
    words: bool  # typed as text, as opposed to a TOML value


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """Tables that a file has besides those of ``config.py``.

    ``tables`` is a dataclass of dataclasses, as Config is. Where a setting goes by its name
    alone in a Config, a further one goes by its table too: ``ledger.url`` is LSTMCAST_LEDGER_URL,
    and ``rules`` know it by that name.
    """

    tables: type
    rules: Rules


def find_config(flag: str | None, environ: Mapping[str, str], directory: Path) -> Path | None:
    """Return the settings file to read: ``--config``, ``LSTMCAST_CONFIG``, the local one, none.

    Raises UsageError when a file that was named does not exist.
    """
    named, source = (
        (flag, "--config") if flag else (environ.get(f"{PREFIX}CONFIG"), "LSTMCAST_CONFIG")
    )
    if not named:
        local = directory / DEFAULT_FILE
        return Path(DEFAULT_FILE) if local.is_file() else None
    if not Path(directory, named).is_file():
        raise UsageError(
            f"{source} names {named}, which is no file",
            hint="check the path; a settings file is TOML with tables such as [window]",
        )
    return Path(directory, named)


def resolve(flags: Mapping[str, object], environ: Mapping[str, str], toml: Path | None) -> Config:
    """Return the configuration of one run.

    ``flags`` has the given options only, by field name; a value is text, a list of texts for
    a repeated option, or a bool. Raises UsageError for names nobody knows, values of the
    wrong type or out of range, and a file that is no TOML.
    """
    return config_of(settle(flags, environ, toml))


def settle(
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    toml: Path | None,
    *,
    further: Further | None = None,
) -> dict[str, Given]:
    """Return the settings that were given, by name, ``further`` ones by table and name.

    Values have the types of their fields. Raises as ``resolve`` does.
    """
    tables = None if further is None else further.tables
    given = {
        **(_from_file(toml, tables) if toml else {}),
        **_from_environment(environ, tables),
        **{
            name: Given(value=value, source=flag_of(name.rpartition(".")[2]), words=True)
            for name, value in flags.items()
        },
    }
    return {
        name: replace(item, value=_converted(name, item, further)) for name, item in given.items()
    }


def config_of(given: Mapping[str, Given]) -> Config:
    """Return the configuration of settled values; what is missing has its default."""
    stages = {
        table: stage(
            **{name: given[name].value for name in _names(table) if name in given},
        )
        for table, stage in get_type_hints(Config).items()
    }
    return Config(**stages)


def flag_of(name: str) -> str:
    """Return the flag of a setting, such as "--time-limit".

    "from" could be no field's name, and "fail" says in its table ``[alert]`` when.
    """
    own = {"start": "--from", "fail": "--fail-when"}
    return own.get(name, f"--{name.replace('_', '-')}")


def is_setting(name: str) -> bool:
    """Return whether there is a setting of that name."""
    return name in _fields()


def table_of(name: str) -> str:
    """Return the table of a setting of ``config.py``; raises KeyError for any other name."""
    return _fields()[name][0]


@cache
def _fields(tables: type | None = None) -> Mapping[str, tuple[str, Any]]:
    """Return the table and the annotation of every setting, further ones as "table.name"."""
    own = {name: (table, annotation) for table, name, annotation in _described(Config)}
    if tables is None:
        return own
    more = _described(tables)
    return own | {f"{table}.{name}": (table, annotation) for table, name, annotation in more}


@cache
def _described(tables: type) -> tuple[tuple[str, str, Any], ...]:
    return tuple(
        (table, field.name, annotations[field.name])
        for table, stage in get_type_hints(tables).items()
        for annotations in [get_type_hints(stage)]
        for field in fields(stage)
    )


def _names(table: str) -> list[str]:
    return [name for name, (home, _) in _fields().items() if home == table]


def _converted(name: str, given: Given, further: Further | None) -> object:
    rules = None if further is None or is_setting(name) else further.rules
    annotation = _fields(None if further is None else further.tables)[name][1]
    try:
        return convert(name, given.value, annotation, words=given.words, rules=rules)
    except RejectedValueError as wanted:
        raise UsageError(
            f"{given.source} must be {wanted}, not {_shown(given) or 'empty'}",
            hint=f"correct {given.source}, or leave it out for the default",
        ) from None


def _shown(given: Given) -> str:
    """Return a value as it was typed; in TOML a text has quotes, which may be the mistake."""
    if not given.words:
        return json.dumps(given.value, ensure_ascii=False, default=str)
    parts = given.value if isinstance(given.value, list) else [given.value]
    return ",".join(map(str, parts))


def _from_environment(environ: Mapping[str, str], tables: type | None) -> dict[str, Given]:
    """Read ``LSTMCAST_*``; an empty variable counts as unset, as cron files like to have it."""
    known = {name.replace(".", "_").upper(): name for name in _fields(tables)}
    given = {}
    for variable, text in environ.items():
        stem = variable.removeprefix(PREFIX)
        if stem == variable or stem in COMMAND_VARIABLES or not text:
            continue
        if stem in known:
            given[known[stem]] = Given(value=text, source=variable, words=True)
        elif tables is not None or not stem.startswith(_job_stems()):
            raise UsageError(
                f"the environment variable {variable} is no setting of lstmcast",
                hint=_instead(stem.upper(), known) or f"unset {variable}",
            )
    return given


def _job_stems() -> tuple[str, ...]:
    return tuple(f"{table.upper()}_" for table in JOB_TABLES)


def _instead(stem: str, known: Mapping[str, str]) -> str | None:
    """Return what to do instead of setting a variable that stands for nothing."""
    if stem == "OUTPUT":
        return "outputs have no variable: name the file with --output, and unset this one"
    return nearest(stem, (*known, *COMMAND_VARIABLES), form=f"{PREFIX}{{}}")


def _from_file(path: Path, tables: type | None) -> dict[str, Given]:
    described = _described(Config) + (() if tables is None else _described(tables))
    names: dict[str, tuple[str, ...]] = {}
    for table, name, _ in described:
        names[table] = (*names.get(table, ()), name)
    own = get_type_hints(Config)
    return {
        name if table in own else f"{table}.{name}": Given(value=value, source=source, words=False)
        for table, name, value, source in read_settings(path, names)
    }
