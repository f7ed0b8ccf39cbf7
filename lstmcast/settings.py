"""Settings of one run: flag > ``LSTMCAST_<NAME>`` > ``lstmcast.toml`` > default.

Knows the fields of ``config.py`` by introspection, so that a new field is a new setting
everywhere. Unknown names and wrong values are errors that say where they stand.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from lstmcast.config import Config
from lstmcast.errors import UsageError
from lstmcast.values import RejectedValueError, convert

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFAULT_FILE = "lstmcast.toml"
PREFIX = "LSTMCAST_"

#: Variables that steer the command line itself and are no field of the configuration.
COMMAND_VARIABLES = frozenset({"CONFIG", "DEBUG", "FORMAT", "JSON", "MODEL", "QUIET", "STYLE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    value: object
    source: str  # "--horizon", "LSTMCAST_HORIZON", "lstmcast.toml, line 2: [window] horizon"
    words: bool  # typed as text, as opposed to a TOML value


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
    given = {
        **(_from_file(toml) if toml else {}),
        **_from_environment(environ),
        **{
            name: _Given(value=value, source=flag_of(name), words=True)
            for name, value in flags.items()
        },
    }
    values = {name: _converted(name, item) for name, item in given.items()}
    stages = {
        table: stage(**{name: values[name] for name in _names(table) if name in values})
        for table, stage in get_type_hints(Config).items()
    }
    return Config(**stages)


def flag_of(name: str) -> str:
    """Return the flag of a setting, such as "--time-limit"; "from" could be no field's name."""
    return "--from" if name == "start" else f"--{name.replace('_', '-')}"


def is_setting(name: str) -> bool:
    """Return whether there is a setting of that name."""
    return name in _fields()


@cache
def _fields() -> Mapping[str, tuple[str, Any]]:
    """Return the table and the annotation of every setting."""
    return {
        field.name: (table, annotations[field.name])
        for table, stage in get_type_hints(Config).items()
        for annotations in [get_type_hints(stage)]
        for field in fields(stage)
    }


def _names(table: str) -> list[str]:
    return [name for name, (home, _) in _fields().items() if home == table]


def _converted(name: str, given: _Given) -> object:
    try:
        return convert(name, given.value, _fields()[name][1], words=given.words)
    except RejectedValueError as wanted:
        raise UsageError(
            f"{given.source} must be {wanted}, not {_shown(given) or 'empty'}",
            hint=f"correct {given.source}, or leave it out for the default",
        ) from None


def _shown(given: _Given) -> str:
    """Return a value as it was typed; in TOML a text has quotes, which may be the mistake."""
    if not given.words:
        return json.dumps(given.value, ensure_ascii=False, default=str)
    parts = given.value if isinstance(given.value, list) else [given.value]
    return ",".join(map(str, parts))


def _from_environment(environ: Mapping[str, str]) -> dict[str, _Given]:
    """Read ``LSTMCAST_*``; an empty variable counts as unset, as cron files like to have it."""
    given = {}
    for variable, text in environ.items():
        stem = variable.removeprefix(PREFIX)
        if stem == variable or stem in COMMAND_VARIABLES or not text:
            continue
        if stem.lower() not in _fields() or not stem.isupper():
            raise UsageError(
                f"the environment variable {variable} is no setting of lstmcast",
                hint=_instead(stem.upper()) or f"unset {variable}",
            )
        given[stem.lower()] = _Given(value=text, source=variable, words=True)
    return given


def _instead(stem: str) -> str | None:
    """Return what to do instead of setting a variable that stands for nothing."""
    if stem == "OUTPUT":
        return "outputs have no variable: name the file with --output, and unset this one"
    return _nearest(stem, (*map(str.upper, _fields()), *COMMAND_VARIABLES), form=f"{PREFIX}{{}}")


def _from_file(path: Path) -> dict[str, _Given]:
    text = _read(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        raise UsageError(
            f"{path} is no valid TOML: {reason[:1].lower()}{reason[1:]}",
            hint='texts need quotes (freq = "D"), lists brackets (level = [80, 95])',
        ) from None
    given = {}
    for table, entries in document.items():
        _check_table(path, text, table, entries)
        for name, value in entries.items():
            if name not in _names(table):
                raise _unknown_key(path, text, table, name)
            source = f"{_place(path, text, table, name)}: [{table}] {name}"
            given[name] = _Given(value=value, source=source, words=False)
    return given


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is no UTF-8 text (byte {error.start})", hint="save it as UTF-8"
        ) from None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error


def _check_table(path: Path, text: str, table: str, entries: object) -> None:
    tables = tuple(get_type_hints(Config))
    if table in tables and isinstance(entries, dict):
        return
    where = _place(path, text, *((table, None) if isinstance(entries, dict) else ("", table)))
    if table in _fields() and not isinstance(entries, dict):
        home = _fields()[table][0]
        raise UsageError(
            f"{where}: {table} stands outside of its table",
            hint=f"put it below a line [{home}]",
        )
    raise UsageError(
        f"{where}: there is no table [{table}]",
        hint=_nearest(table, tables, form="[{}]") or f"tables are {', '.join(tables)}",
    )


def _unknown_key(path: Path, text: str, table: str, name: str) -> UsageError:
    where = _place(path, text, table, name)
    hint = _nearest(name, _names(table)) or f"[{table}] has {', '.join(_names(table))}"
    if name in _fields():
        hint = f"{name} belongs in the table [{_fields()[name][0]}]"
    return UsageError(f"{where}: [{table}] has no setting {name}", hint=hint)


def _nearest(word: str, known: Iterable[str], *, form: str = "{}") -> str | None:
    close = get_close_matches(word, list(known), n=1)
    return f"did you mean {form.format(close[0])}?" if close else None


def _place(path: Path, text: str, table: str, name: str | None) -> str:
    """Return "file, line n"; tomllib keeps no positions, so the line is looked up by its text."""
    current = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[+\s*[\"']?([^\"'\]]+?)[\"']?\s*\]", line):
            current = header[1]
            if current == table and name is None:
                return f"{path}, line {number}"
        key = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        if key and name and _dotted(current, key[1]) == _dotted(table, name):
            return f"{path}, line {number}"
    return str(path)


def _dotted(table: str, key: str) -> str:
    return f"{table}.{key}".strip(".").replace('"', "").replace("'", "").replace(" ", "")
