"""A TOML file of settings: its tables and keys, checked, and the line each stands on.

Which tables and settings there are it is told; what their values mean it does not know.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias

from lstmcast.errors import UsageError

#: The names of the settings in each table.
Tables: TypeAlias = Mapping[str, tuple[str, ...]]


def read_settings(path: Path, tables: Tables) -> Iterator[tuple[str, str, object, str]]:
    """Yield table, name, value and place ("job.toml, line 2: [window] horizon") of all settings.

    Raises UsageError for a file that cannot be read or is no TOML, and for tables and names
    that are not in ``tables``.
    """
    text = _read(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        raise UsageError(
            f"{path} is no valid TOML: {reason[:1].lower()}{reason[1:]}",
            hint='texts need quotes (freq = "D"), lists brackets (level = [80, 95])',
        ) from None
    for table, entries in document.items():
        if table not in tables or not isinstance(entries, dict):
            raise _unknown_table(path, text, table, entries, tables)
        for name, value in entries.items():
            if name not in tables[table]:
                raise _unknown_name(path, text, table, name, tables)
            yield table, name, value, f"{_place(path, text, table, name)}: [{table}] {name}"


def nearest(word: str, known: Iterable[str], *, form: str = "{}") -> str | None:
    """Return "did you mean …?" for the one of ``known`` words that is like ``word``, if any."""
    close = get_close_matches(word, list(known), n=1)
    return f"did you mean {form.format(close[0])}?" if close else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is no UTF-8 text (byte {error.start})", hint="save it as UTF-8"
        ) from None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error


def _unknown_table(
    path: Path, text: str, table: str, entries: object, tables: Tables
) -> UsageError:
    where = _place(path, text, *((table, None) if isinstance(entries, dict) else ("", table)))
    homes = [] if isinstance(entries, dict) else _homes(table, tables)
    if homes:
        return UsageError(
            f"{where}: {table} stands outside of its table",
            hint=f"put it below a line {' or '.join(homes)}",
        )
    hint = nearest(table, tables, form="[{}]") or f"tables are {', '.join(tables)}"
    return UsageError(f"{where}: there is no table [{table}]", hint=hint)


def _unknown_name(path: Path, text: str, table: str, name: str, tables: Tables) -> UsageError:
    where = _place(path, text, table, name)
    hint = nearest(name, tables[table]) or f"[{table}] has {', '.join(tables[table])}"
    if homes := _homes(name, tables):
        hint = f"{name} belongs in the table {' or '.join(homes)}"
    return UsageError(f"{where}: [{table}] has no setting {name}", hint=hint)


def _homes(name: str, tables: Tables) -> list[str]:
    return [f"[{table}]" for table, names in tables.items() if name in names]


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
