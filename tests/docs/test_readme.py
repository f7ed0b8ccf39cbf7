"""The README says what the code does: tables, flags, names and files."""

from __future__ import annotations

import ast
import re
import shlex
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from lstmcast.cli.app import BROKEN_PIPE
from lstmcast.config import Config
from lstmcast.errors import LstmcastError, RunInterruptedError
from lstmcast.jobs.spec import JobTables
from lstmcast.settings import COMMAND_VARIABLES, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.docs.conftest import Readme


def bare(cell: str) -> str:
    return cell.replace("`", "")


def listed(cell: str) -> set[str]:
    return {word.strip() for word in bare(cell).split(",") if word.strip()}


def test_exit_codes_are_those_of_the_error_tree(readme: Readme) -> None:
    written = {
        (int(code), bare(name))
        for codes, name, _ in readme.table("code", "name in `--json`", "meaning")
        for code in codes.split(",")
    }
    tree = {(error.exit_code, error.code) for error in _errors(LstmcastError)}
    tree -= {(RunInterruptedError.exit_code, RunInterruptedError.code)}  # the signal decides
    tree |= {(128 + number, RunInterruptedError.code) for number in (2, 15)}
    assert written == tree | {(0, ""), (BROKEN_PIPE, "")}


def _errors(root: type[LstmcastError]) -> Iterator[type[LstmcastError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == LstmcastError.__module__:
            yield from _errors(child)


def test_commands_are_those_of_the_program(readme: Readme, commands: Mapping[str, Any]) -> None:
    written = [bare(row[0]).split()[1] for row in readme.table("command", "what it does")]
    assert written == list(commands)


def test_every_setting_is_listed_with_table_default_and_commands(
    readme: Readme, commands: Mapping[str, Any]
) -> None:
    given = {name: {param.name for param in commands[name].params} for name in commands}
    expected = [
        (
            field.name,
            f"[{stage.name}]",
            _default(getattr(values, field.name)),
            {command for command in given if field.name in given[command]},
        )
        for stage in fields(Config)
        for values in [getattr(Config(), stage.name)]
        for field in fields(values)
    ]
    headings = ("setting", "table", "default", "flag of", "meaning")
    written = [
        (bare(name), bare(table), bare(default), listed(who))
        for name, table, default, who, _ in readme.table(*headings)
    ]
    assert written == expected


def _default(value: object) -> str:
    if value in {None, ()}:
        return "–"
    if isinstance(value, tuple):
        return ",".join(f"{item:g}" for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_every_flag_is_a_setting_or_in_the_table_of_flags(
    readme: Readme, commands: Mapping[str, Any]
) -> None:
    headings = ("flag", "short", "commands", "variable", "meaning")
    rows = {bare(row[0]): row for row in readme.table(*headings)}
    settings = {bare(row[0]) for row in readme.table("setting", "table")}
    flags: dict[str, set[str]] = {}
    for name, command in commands.items():
        for param in command.params:
            if param.param_type_name == "argument" or param.name in settings:
                continue
            long = next(option for option in param.opts if option.startswith("--"))
            flags.setdefault(long, set()).add(name)
            _, short, _, variable, _ = rows[long]
            assert bare(short) == next((o for o in param.opts if not o.startswith("--")), "")
            assert param.envvar is None or bare(variable) == param.envvar
    assert flags == {flag: listed(row[2]) for flag, row in rows.items()}


def test_every_flag_has_help_that_is_a_sentence(commands: Mapping[str, Any]) -> None:
    for name, command in commands.items():
        assert command.help, name
        for param in command.params:
            assert param.help, f"{name} {param.name}"
            assert param.help.endswith((".", "?")), f"{name} {param.name}"


def test_every_variable_of_the_command_line_is_named(readme: Readme) -> None:
    named = set(re.findall(r"LSTMCAST_([A-Z_]*[A-Z])", readme.text))
    settings = {bare(row[0]).upper() for row in readme.table("setting", "table")}
    of_jobs = {
        f"{table.name}_{each.name}".upper()
        for table in fields(JobTables)
        for each in fields(getattr(JobTables(), table.name))
    }
    assert named >= COMMAND_VARIABLES
    assert named - settings - of_jobs == COMMAND_VARIABLES


def test_every_flag_in_a_command_line_exists(readme: Readme, commands: Mapping[str, Any]) -> None:
    lines = [
        line
        for language, block in readme.blocks
        if language == ""
        for line in block.splitlines()
        if re.search(
            r"\blstmcast (train|predict|future-template|compare|explain|inspect|init|run|history"
            r"|monitor|rollback|schedule)\b",
            line,
        )
    ]
    assert len(lines) >= 8
    for line in lines:
        words = shlex.split(line.split("lstmcast ", 1)[1], comments=True)
        command = commands[words[0]]
        known = {option for param in command.params for option in param.opts} | {"--help", "-h"}
        used = {word for word in words[1:] if word.startswith("-") and word != "-"}
        assert used <= known, line


def test_the_settings_file_is_accepted(readme: Readme, tmp_path: Path) -> None:
    [block] = [block for language, block in readme.blocks if language == "toml"]
    path = tmp_path / "lstmcast.toml"
    path.write_text(block, encoding="utf-8")
    settings = resolve({}, {}, path)
    assert settings.data.id == ("shop", "item")
    assert settings.training.time_limit == 600


def test_folders_are_listed_in_the_order_of_their_imports(readme: Readme, repository: Path) -> None:
    rows = [bare(row[1]) for row in readme.table("step", "folder", "what it does")]
    assert rows[0] == "lstmcast/"
    order = [row.split("/")[1] for row in rows[1:]]
    package = repository / "lstmcast"
    assert sorted(order) == sorted(path.parent.name for path in package.glob("*/__init__.py"))
    for place, folder in enumerate(order):
        later = set(order[place + 1 :])
        for path in (package / folder).rglob("*.py"):
            assert not _imported_folders(path) & later, path


def _imported_folders(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("lstmcast.")}


def test_files_and_make_targets_exist(readme: Readme, repository: Path) -> None:
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", readme.text)) <= targets
    for name in re.findall(r"\]\(([^)#]+)\)", readme.text):
        assert (repository / name).exists(), name
    for name in re.findall(r"`((?:sample_data|lstmcast)/[\w./]*)`", readme.text):
        assert (repository / name).exists(), name


@pytest.mark.parametrize("suffix", [".csv"])
def test_every_sample_file_has_a_line(readme: Readme, repository: Path, suffix: str) -> None:
    written = [bare(row[0]) for row in readme.table("file", "what it is")]
    present = sorted((repository / "sample_data").glob(f"*{suffix}"))
    assert sorted(written) == [f"sample_data/{path.name}" for path in present]
