"""Job files: what they say, where it came from, and what is wrong with them."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from pathlib import Path
from typing import get_type_hints

import pytest

from lstmcast.config import Config
from lstmcast.errors import UsageError
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.spec import JobSpec, JobTables
from lstmcast.outputs.documents import plain
from lstmcast.settings import JOB_TABLES, resolve
from lstmcast.span import Span

LEAST = '[job]\nsource = "sales.csv"\n'
FULL = """
[job]
name = "north"
source = "in/sales.csv"
output = "/srv/out/next.parquet"
style = "nixtla"
state = "memory"
keep = 9
[data]
target = "sold"
[covariates]
events = "events.csv"
[window]
horizon = "2w"
[training]
start = "old.safetensors"
[retraining]
retrain = "drift"
windows = 4
[freshness]
max_age = "26h"
min_rows = 100
[notify]
ping = "https://hc.example/1234"
prometheus = "north.prom"
[limits]
time_limit = "1h30m"
nice = 5
[ledger]
url = "postgresql+psycopg://db.example/forecasts"
retention = "1w"
[alert]
when = ["hi-90 > 95"]
fail = true
"""


def job(folder: Path, text: str, environ: dict[str, str] | None = None) -> JobSpec:
    path = folder / "nightly.toml"
    path.write_text(text, encoding="utf-8")
    return read_job(path, environ or {})


def complaint(
    folder: Path, text: str, environ: dict[str, str] | None = None
) -> tuple[str, str | None]:
    with pytest.raises(UsageError) as caught:
        job(folder, text, environ)
    return caught.value.message, caught.value.hint


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sales.csv", "is no job file but data"),
        ("sales.CSV.gz", "is no job file but data"),
        ("model.safetensors", "is no job file but a model"),
        ("nowhere.toml", "there is no such file"),
    ],
)
def test_what_is_no_job_file_is_told_with_how_to_get_one(
    tmp_path: Path, name: str, said: str
) -> None:
    if said != "there is no such file":
        (tmp_path / name).write_bytes(b"month,y\n")
    with pytest.raises(UsageError) as caught:
        read_job(tmp_path / name, {})
    assert str(tmp_path / name) in caught.value.message
    assert caught.value.message.endswith(said)
    assert "lstmcast init DATA.csv > " in (caught.value.hint or "")


def test_a_source_is_enough(tmp_path: Path) -> None:
    spec = job(tmp_path, LEAST)
    assert spec.path == tmp_path / "nightly.toml"
    assert spec.name == "nightly"
    assert spec.source == tmp_path / "sales.csv"
    assert (spec.output, spec.format) == (tmp_path / "forecast.csv", "csv")
    assert spec.state == tmp_path / "nightly.state"
    assert spec.config == Config()
    assert spec.retraining.retrain == timedelta(days=7)
    assert spec.freshness.max_age is None
    assert spec.ledger.retention == timedelta(days=400)


def test_every_table_is_read(tmp_path: Path) -> None:
    spec = job(tmp_path, FULL)
    assert (spec.name, spec.style, spec.keep) == ("north", "nixtla", 9)
    assert spec.source == tmp_path / "in" / "sales.csv"
    assert (spec.output, spec.format) == (Path("/srv/out/next.parquet"), "parquet")
    assert spec.config.data.target == ("sold",)
    assert spec.config.covariates.events == str(tmp_path / "events.csv")
    assert spec.config.training.start == str(tmp_path / "old.safetensors")
    assert spec.config.window.horizon == Span(2, "week")
    assert (spec.retraining.retrain, spec.retraining.windows) == ("drift", 4)
    assert (spec.freshness.max_age, spec.freshness.min_rows) == (timedelta(hours=26), 100)
    assert spec.notify.ping == "https://hc.example/1234"
    assert spec.notify.prometheus == tmp_path / "north.prom"
    assert (spec.limits.time_limit, spec.limits.nice) == (timedelta(minutes=90), 5)
    assert spec.ledger.retention == timedelta(weeks=1)
    assert spec.alert.when == ("hi-90 > 95",)


def test_the_state_holds_everything_that_belongs_to_a_job(tmp_path: Path) -> None:
    spec = job(tmp_path, FULL)
    paths = JobPaths.of(spec)
    assert paths.state == tmp_path / "memory"
    assert paths.current == tmp_path / "memory" / "models" / "current"
    assert all(paths.state in path.parents for path in (paths.lock, paths.ledger, paths.record))


def test_what_a_format_alone_says_of_the_output(tmp_path: Path) -> None:
    spec = job(tmp_path, LEAST + 'format = "json"\n')
    assert (spec.output, spec.format) == (tmp_path / "forecast.json", "json")
    spec = job(tmp_path, LEAST + 'format = "json"\noutput = "out.txt"\n')
    assert (spec.output, spec.format) == (tmp_path / "out.txt", "json")


def test_a_file_with_a_strange_name_names_a_job_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "_my job (2).toml"
    path.write_text(LEAST, encoding="utf-8")
    assert read_job(path, {}).name == "my-job-2"


def test_flag_beats_variable_beats_file_beats_default(tmp_path: Path) -> None:
    path = tmp_path / "job.toml"
    path.write_text(
        LEAST + "keep = 2\n[window]\nhorizon = 2\n[limits]\ntime_limit = '2h'\nnice = 2\n",
        encoding="utf-8",
    )
    environ = {
        "LSTMCAST_LIMITS_TIME_LIMIT": "3h",
        "LSTMCAST_LIMITS_NICE": "3",
        "LSTMCAST_HORIZON": "3",
        "LSTMCAST_TIME_LIMIT": "90s",
        "LSTMCAST_QUIET": "1",
    }
    spec = read_job(path, environ, {"limits.time_limit": "4h", "season": "4"})
    assert spec.limits.time_limit == timedelta(hours=4)
    assert (spec.limits.nice, spec.keep) == (3, 2)
    assert (spec.config.window.horizon, spec.config.window.season) == (3, 4)
    assert spec.config.training.time_limit == 90  # another setting of the same name
    origins = spec.origins
    assert origins["limits.time_limit"] == "--time-limit"
    assert origins["limits.nice"] == "LSTMCAST_LIMITS_NICE"
    assert origins["window.horizon"] == "LSTMCAST_HORIZON"
    assert origins["job.keep"] == f"{path}, line 3: [job] keep"
    assert origins["job.style"] == "default"


def test_every_setting_has_an_origin_and_a_place_in_the_document(tmp_path: Path) -> None:
    spec = job(tmp_path, FULL)
    document = spec.to_dict()
    told = {f"{table}.{name}" for table, entries in document.items() for name in entries}
    assert told == set(spec.origins)
    assert len(told) > 60
    assert json.loads(json.dumps(plain(document))) == document
    assert document["window"]["horizon"] == "2w"
    assert document["freshness"]["max_age"] == "1d2h"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[window]\nhorizon = 3\n", "does not say what to forecast", 'source = "DATA.csv"'),
        (LEAST + "kep = 3\n", "line 3: [job] has no setting kep", "did you mean keep?"),
        (LEAST + "[freshnes]\n", "line 3: there is no table [freshnes]", "[freshness]"),
        ('source = "a.csv"\n', "line 1: source stands outside of its table", "[job]"),
        (LEAST + "horizon = 3\n", "line 3: [job] has no setting horizon", "[window]"),
        (LEAST + "time_limit = 3\n", "no setting time_limit", "[training] or [limits]"),
        (LEAST + "keep = 0\n", "line 3: [job] keep must be a whole number from 1", "default"),
        (LEAST + 'name = "a/b"\n', "[job] name must be at most 80 letters", ""),
        (LEAST + 'output = "-"\n', "[job] output must be a file", ""),
        (LEAST + 'output = "f.csv.gz"\n', "[job] output must be a file that is not compr", ""),
        ('[job]\nsource = "-"\n', "[job] source must be a file", ""),
        ('[job]\nsource = 3\n', "[job] source must be a path, not 3", ""),
        (LEAST + 'format = "xlsx"\n', "[job] format must be one of csv, json, parquet", ""),
        (LEAST + '[freshness]\nmax_age = 26\n', "max_age must be a time such as", ""),
        (LEAST + '[freshness]\nmax_age = "26"\n', "max_age must be a time such as", ""),
        (LEAST + '[freshness]\nmax_age = "0h"\n', "max_age must be a time such as", ""),
        (LEAST + '[retraining]\nretrain = "often"\n', "must be drift, never, or a time", ""),
        (LEAST + '[retraining]\nretrain = 7\n', "retrain must be", ""),
        (LEAST + '[notify]\nprometheus = "x.txt"\n', "prometheus must be a file .prom", ""),
        (LEAST + "[limits]\nnice = -1\n", "[limits] nice must be a whole number from 0", ""),
        (LEAST + '[alert]\nwhen = ["rain"]\n', "[alert] when must be conditions", ""),
        (LEAST + 'output = "sales.csv"\n', "[job] output is", "name another place"),
        (LEAST + 'state = "forecast.csv"\n', "[job] state is", "name another place"),
        (LEAST + '[covariates]\nfuture = "-"\n', "[covariates] future is standard input", "file"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_line(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    said, advice = complaint(tmp_path, text)
    assert message in said
    assert str(tmp_path / "nightly.toml") in said
    assert hint in (advice or "")


def test_a_variable_that_stands_for_nothing(tmp_path: Path) -> None:
    said, hint = complaint(tmp_path, LEAST, {"LSTMCAST_LEDGER_ULR": "x"})
    assert said == "the environment variable LSTMCAST_LEDGER_ULR is no setting of lstmcast"
    assert hint == "did you mean LSTMCAST_LEDGER_URL?"


def test_variables_of_jobs_do_not_disturb_other_commands() -> None:
    assert resolve({}, {"LSTMCAST_LEDGER_URL": "sqlite:///x"}, None) == Config()
    assert {each.name for each in dataclasses.fields(JobTables)} == set(JOB_TABLES)


def test_variables_are_one_of_a_kind() -> None:
    own = {
        each.name.upper()
        for stage in get_type_hints(Config).values()
        for each in dataclasses.fields(stage)
    }
    stems = tuple(f"{table.upper()}_" for table in JOB_TABLES)
    assert [name for name in own if name.startswith(stems)] == []


class TestSecrets:
    def test_a_password_is_refused_and_not_repeated(self, tmp_path: Path) -> None:
        text = LEAST + '[ledger]\nurl = "postgresql://me:hunter2@db.example/x"\n'
        said, hint = complaint(tmp_path, text)
        assert said.startswith(f"{tmp_path / 'nightly.toml'}, line 4: [ledger] url has a password")
        assert hint is not None
        assert 'url_file = "url.secret"' in hint
        assert "LSTMCAST_LEDGER_URL" in hint
        assert "hunter2" not in said + hint

    @pytest.mark.parametrize("query", ["password=hunter2", "x=1&Token=hunter2"])
    def test_nor_among_the_parameters(self, tmp_path: Path, query: str) -> None:
        said, _ = complaint(tmp_path, LEAST + f'[ledger]\nurl = "mysql://db.example/x?{query}"\n')
        assert "password" in said
        assert "hunter2" not in said

    def test_the_environment_may_hold_one(self, tmp_path: Path) -> None:
        url = "postgresql://me:hunter2@db.example/x"
        spec = job(tmp_path, LEAST, {"LSTMCAST_LEDGER_URL": url})
        assert spec.ledger.url == url
        assert spec.origins["ledger.url"] == "LSTMCAST_LEDGER_URL"
        assert "hunter2" not in repr(spec) + str(spec.to_dict())
        assert spec.to_dict()["ledger"]["url"] == "postgresql://db.example/…"

    def test_so_may_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "ping.secret").write_text("https://hc.example/1234\n\n", encoding="utf-8")
        spec = job(tmp_path, LEAST + '[notify]\nping_file = "ping.secret"\n')
        assert spec.notify.ping == "https://hc.example/1234"
        assert spec.origins["notify.ping"].endswith("line 4: [notify] ping_file")
        assert "1234" not in repr(spec) + str(spec.to_dict())

    def test_the_environment_comes_before_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "elsewhere").write_text("https://c.example/3", encoding="utf-8")
        text = LEAST + '[notify]\nping_file = "missing"\nwebhook = "https://a.example/1"\n'
        environ = {
            "LSTMCAST_NOTIFY_PING": "https://b.example/2",
            "LSTMCAST_NOTIFY_WEBHOOK_FILE": "elsewhere",
        }
        spec = job(tmp_path, text, environ)
        assert spec.notify.ping == "https://b.example/2"
        assert spec.notify.webhook == "https://c.example/3"

    def test_both_at_once_are_one_too_many(self, tmp_path: Path) -> None:
        text = LEAST + '[notify]\nping = "https://a.example/1"\nping_file = "x"\n'
        said, _ = complaint(tmp_path, text)
        assert "say the same thing twice" in said

    @pytest.mark.parametrize(
        "content", ["", "https://a.example/hunter2\nhttps://b.example/2", "\xff"]
    )
    def test_a_file_that_holds_no_single_line(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "ping.secret").write_text(content, encoding="latin-1")
        said, _ = complaint(tmp_path, LEAST + '[notify]\nping_file = "ping.secret"\n')
        assert "has to hold one line" in said
        assert "hunter2" not in said

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        said, hint = complaint(tmp_path, LEAST + '[notify]\nping_file = "ping.secret"\n')
        assert said.startswith(f"cannot read {tmp_path / 'ping.secret'}, which ")
        assert "line 4: [notify] ping_file" in said
        assert hint is not None

    @pytest.mark.parametrize(
        "url",
        ["hc.example/hunter2", "ftp://a.example/hunter2", "https:///hunter2", "https://a:b/hunter2",
         "https://hunter2@a.example", "https://a.example/hunter2 x", "https://[::1/hunter2"],
    )  # fmt: skip
    def test_what_is_no_web_address_is_not_repeated(self, tmp_path: Path, url: str) -> None:
        said, hint = complaint(tmp_path, LEAST, {"LSTMCAST_NOTIFY_PING": url})
        assert said.startswith("LSTMCAST_NOTIFY_PING ")
        assert "hunter2" not in f"{said}{hint}"
