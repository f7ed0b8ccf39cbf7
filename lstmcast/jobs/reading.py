"""From a job file to a JobSpec: settings settled, paths placed, secrets fetched."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from lstmcast.config import Config
from lstmcast.errors import UsageError
from lstmcast.jobs.rules import JOB_RULES
from lstmcast.jobs.secret_urls import check_url, read_secret, refuse_password
from lstmcast.jobs.spec import JobSpec, JobTable, JobTables
from lstmcast.outputs.encoding import format_of
from lstmcast.settings import PREFIX, Further, Given, config_of, is_setting, settle, table_of

#: Settings of ``config.py`` that name files.
_FILES = ("static_file", "future", "events")
#: How files end that are given in place of a job file, and what they are.
_OTHERS = {".csv": "data", ".tsv": "data", ".gz": "data", ".safetensors": "a model"}
_WEB = ("http", "https")
#: Secret URLs, and how they may begin; the ledger may be any database.
_URLS: Mapping[str, tuple[str, ...]] = {
    "notify.ping": _WEB,
    "notify.webhook": _WEB,
    "ledger.url": (),
}


def read_job(
    path: Path, environ: Mapping[str, str], flags: Mapping[str, object] | None = None
) -> JobSpec:
    """Return the job that a file describes: flag > ``LSTMCAST_*`` > job file > default.

    ``flags`` go by the name of a setting ("horizon"), those of a job by table and name
    ("limits.time_limit"). Paths in the file are relative to it, others to the working
    directory. Raises UsageError, with file and line, for what cannot be understood.
    """
    path = Path(os.path.abspath(path))  # as it was named: a link has its own neighbours
    _ensure_job_file(path)
    further = Further(tables=JobTables, rules=JOB_RULES)
    given = settle(flags or {}, environ, path, further=further)
    given = {name: _placed(name, item, path.parent) for name, item in given.items()}
    for name, schemes in _URLS.items():
        _fetch(given, name, schemes)
    tables: dict[str, Any] = {
        table: _stage(stage, table, given) for table, stage in get_type_hints(JobTables).items()
    }
    spec = _spec(path, config_of(given), tables, _origins(given))
    _refuse_clashes(spec)
    return spec


def _ensure_job_file(path: Path) -> None:
    """Raise UsageError, and say how to get a job file, where something else was given, or none."""
    if path.suffix.lower() in _OTHERS:
        raise UsageError(
            f"{path} is no job file but {_OTHERS[path.suffix.lower()]}",
            hint="`lstmcast init DATA.csv > job.toml` writes one, to give in its place",
        )
    try:
        path.stat()
    except FileNotFoundError:
        raise UsageError(
            f"cannot read {path}: there is no such file",
            hint=f"`lstmcast init DATA.csv > {path.name}` writes one",
        ) from None
    except OSError:
        return  # whoever reads it says what is wrong


def _stage(stage: Any, table: str, given: Mapping[str, Given]) -> Any:
    names = [each.name for each in fields(stage)]
    values = {name: given[f"{table}.{name}"].value for name in names if f"{table}.{name}" in given}
    return stage(**values)


def _spec(
    path: Path, config: Config, tables: Mapping[str, Any], origins: Mapping[str, str]
) -> JobSpec:
    job: JobTable = tables["job"]
    if job.source is None:
        raise UsageError(
            f"{path} does not say what to forecast: [job] has no source",
            hint='put source = "DATA.csv" below a line [job]',
        )
    output = job.output or path.with_name(f"forecast.{job.format or 'csv'}")
    return JobSpec(
        path=path,
        name=job.name or _plain_name(path.stem),
        source=job.source,
        output=output,
        format=job.format or format_of(output),
        style=job.style,
        state=job.state or path.with_name(f"{path.stem}.state"),
        keep=job.keep,
        config=config,
        origins=origins,
        **{table: stage for table, stage in tables.items() if table != "job"},
    )


def _plain_name(stem: str) -> str:
    """Return the name of a file as the name of a job, which takes fewer characters."""
    return re.sub(r"[^\w.-]+|^[_.-]+", "-", stem, flags=re.ASCII).strip("-")[:80] or "job"


def _placed(name: str, given: Given, folder: Path) -> Given:
    """Return a setting whose path, if it is one, is absolute."""
    value, here = given.value, Path.cwd() if given.words else folder
    if isinstance(value, Path):
        return replace(given, value=_within(here, value))
    names_file = name in _FILES or (name == "start" and value not in {"scratch", "pretrained"})
    if names_file and isinstance(value, str):
        if value == "-":
            raise UsageError(
                f"{given.source} is standard input, which a job has none of",
                hint="name a file",
            )
        return replace(given, value=str(_within(here, Path(value))))
    return given


def _within(folder: Path, path: Path) -> Path:
    return Path(os.path.abspath(folder / path))


def _fetch(given: dict[str, Given], name: str, schemes: tuple[str, ...]) -> None:
    """Check a secret URL, or take it from the file that is named instead.

    What the environment says comes before what the job file says, URL or file.
    """
    url, file = given.get(name), given.get(f"{name}_file")
    if url and file and url.words == file.words:
        raise UsageError(
            f"{url.source} and {file.source} say the same thing twice",
            hint="leave one of them out",
        )
    if url and (not file or url.words):
        text = str(url.value)
        if not url.words:
            variable = f"{PREFIX}{name.replace('.', '_').upper()}"
            key = name.partition(".")[2]
            refuse_password(text, source=url.source, name=key, variable=variable)
        check_url(text, source=url.source, schemes=schemes)
    elif file:
        text = read_secret(Path(str(file.value)), source=file.source)
        check_url(text, source=f"what {file.source} names", schemes=schemes)
        given[name] = replace(file, value=text)


def _origins(given: Mapping[str, Given]) -> dict[str, str]:
    """Return where the value of every setting came from, by table and name."""
    origins = {
        f"{table}.{each.name}": "default"
        for tables in (Config, JobTables)
        for table, stage in get_type_hints(tables).items()
        for each in fields(stage)
    }
    for name, item in given.items():
        origins[f"{table_of(name)}.{name}" if is_setting(name) else name] = item.source
    return origins


def _refuse_clashes(spec: JobSpec) -> None:
    """Raise UsageError where a run would write over what it reads, or one file over another."""
    read = {"[job] source": spec.source, "the job file": spec.path}
    read |= {f"the file {name}": Path(name) for name in spec.config.covariates.files}
    written = {
        "[job] output": spec.output,
        "[job] state": spec.state,
        "[notify] prometheus": spec.notify.prometheus,
        "[notify] log_file": spec.notify.log_file,
    }
    seen = {os.path.realpath(path): what for what, path in read.items()}
    for what, path in written.items():
        if path is None:
            continue
        place = os.path.realpath(path)
        if place in seen:
            raise UsageError(
                f"{spec.path}: {what} is {path}, as {seen[place]} is",
                hint=f"name another place for {what}",
            )
        seen[place] = what
