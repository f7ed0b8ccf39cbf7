"""A job file to begin with: it reads back to what was found, and every example is one."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.config import Config
from lstmcast.errors import UsageError
from lstmcast.jobs.proposal import propose_job
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.spec import JobSpec, JobTables
from lstmcast.jobs.template import job_template
from lstmcast.jobs.template_words import WORDS
from lstmcast.jobs.toml_values import toml_value
from lstmcast.settings import resolve
from lstmcast.span import Span
from lstmcast.workflows.inspect import inspect_data

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


def read(folder: Path, text: str) -> JobSpec:
    path = folder / "job.toml"
    path.write_text(text, encoding="utf-8")
    return read_job(path, {})


def settings() -> list[tuple[str, str, object]]:
    return [
        (table.name, each.name, getattr(stage, each.name))
        for tables in (Config(), JobTables())
        for table in dataclasses.fields(tables)
        for stage in [getattr(tables, table.name)]
        for each in dataclasses.fields(stage)
    ]


def test_every_setting_is_explained_on_one_line() -> None:
    assert set(WORDS) == {f"{table}.{name}" for table, name, _ in settings()}
    for table, name, default in settings():
        words, example = WORDS[f"{table}.{name}"]
        assert words
        assert "\n" not in words
        assert (example is None) == (default not in {None, ()}), f"{table}.{name}"
    lines = job_template({}).splitlines()
    assert [line for line in lines if len(line) > 100] == []


def test_switched_on_line_by_line_it_is_what_it_says(tmp_path: Path) -> None:
    """Every commented line is a setting: the default, or an example that is accepted."""
    for name in ("ping.secret", "webhook.secret", "ledger.secret"):
        (tmp_path / name).write_text("https://hc.example/x", encoding="utf-8")
    text = job_template({"job.source": "data.csv"})
    plain = read(tmp_path, text)
    switches = [line for line in text.splitlines() if line.startswith("# ") and " = " in line]
    assert len(switches) == len(settings()) - 1
    for line in switches:
        spec = read(tmp_path, text.replace(f"\n{line}\n", f"\n{line.removeprefix('# ')}\n"))
        changed = spec.to_dict() != plain.to_dict()
        assert changed == ("# example: " in line) or "format" in line or "start" in line, line


@pytest.mark.parametrize(
    "name", ["air_passengers.csv", "museum_visitors.csv", "shop_sales.csv", "station_load.csv"]
)
def test_what_was_found_reads_back(tmp_path: Path, name: str) -> None:
    source = str(SAMPLES / name)
    proposal = propose_job(source, Config(), folder=tmp_path)
    spec = read(tmp_path, job_template(proposal.used))
    report = proposal.report
    assert spec.source == Path(source)
    assert spec.config.data.time == report.roles.time
    assert spec.config.data.target == report.roles.targets
    assert spec.config.data.id == report.roles.ids
    assert spec.config.covariates.known == report.roles.known
    assert spec.config.window.season == report.season
    assert spec.config.window.horizon == report.horizon
    again = inspect_data(source, spec.config)
    assert again.series.calendar == report.series.calendar
    assert (again.season, again.horizon, again.lookback) == (
        report.season, report.horizon, report.lookback,
    )  # fmt: skip
    assert dataclasses.replace(again.roles, ignored=()) == replace(report.roles, ignored=())


def test_what_was_given_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jobs").mkdir()
    (tmp_path / "sales.csv").write_bytes((SAMPLES / "shop_sales.csv").read_bytes())
    (tmp_path / "days.csv").write_text("date,name\n2024-12-25,christmas\n", encoding="utf-8")
    given: dict[str, Any] = {
        "horizon": "2w", "level": "50,90", "past": "visitors", "events": "days.csv",
        "start": "scratch", "time_limit": "90s", "min": "-inf", "seed": "7", "cell": "gru",
    }  # fmt: skip
    config = resolve(given, {}, None)
    proposal = propose_job("sales.csv", config, folder=Path("jobs"))
    spec = read(tmp_path / "jobs", job_template(proposal.used))
    assert spec.source == tmp_path / "sales.csv"
    assert spec.config.covariates.events == str(tmp_path / "days.csv")
    assert spec.config.window.horizon == Span(2, "week")
    assert spec.config.forecast == config.forecast
    assert spec.config.training == config.training
    assert spec.config.network == config.network
    assert spec.config.covariates.past == ("visitors",)


def test_standard_input_is_no_file_to_come_back_to(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a job reads a file"):
        propose_job("-", Config(), folder=tmp_path)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"), (3, "3"), (80.0, "80"), (0.05, "0.05"), (1e-7, "1e-07"),
        (float("-inf"), "-inf"), (("a", 2.0), '["a", 2]'), ((), "[]"),
        (timedelta(hours=26), '"1d2h"'), (Path("a b"), '"a b"'), (Span(2, "week"), '"2w"'),
    ],
)  # fmt: skip
def test_values_in_toml(value: object, text: str) -> None:
    assert toml_value(value) == text


@given(st.text())
def test_any_text_survives(text: str) -> None:
    import tomllib

    try:
        text.encode()
    except UnicodeEncodeError:
        with pytest.raises(UsageError, match="cannot stand in a job file"):
            toml_value(text)
        return
    assert tomllib.loads(f"x = {toml_value(text)}") == {"x": text}


def test_what_no_setting_holds_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        toml_value({})
