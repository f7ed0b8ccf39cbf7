"""The ledger in a real PostgreSQL, started on loopback for these tests alone.

Skipped where Debian's ``postgresql`` package or the extra ``sql`` is missing.
"""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ledger_promises import PROMISES
from ledger_rows import begin, forecasts

from lstmcast.cli.app import main
from lstmcast.errors import UnavailableError, UsageError
from lstmcast.jobs.ledger.connection import NoLedgerError
from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.ledger.migrations import MIGRATIONS
from lstmcast.jobs.ledger.rows import ForecastRow
from tests.benchmarks.kills.nights import make_job, months

sqlalchemy = pytest.importorskip("sqlalchemy", reason="needs pip install 'lstmcast[sql]'")
pytest.importorskip("psycopg", reason="needs pip install 'lstmcast[sql]'")

_QUICK = "-c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories="


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, the newest release first."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
    on_path = shutil.which("initdb")
    folders = [*debian[::-1], *([Path(on_path).parent] if on_path else [])]
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


def owner() -> str | None:
    """Return as whom to run the server, which refuses root; None as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    pytest.skip("PostgreSQL does not run as root, and there is no other user")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a server and return its URL, without a database."""
    folder = programs()
    if folder is None:
        pytest.skip("needs initdb and pg_ctl: apt-get install postgresql")
    user = owner()
    place = Path(tempfile.mkdtemp(prefix="lstmcast-postgres-"))
    if user is not None:
        shutil.chown(place, user)
    port = free_port()

    def call(program: str, *arguments: str) -> None:
        # Output to a file: the server would keep a pipe open for as long as it runs.
        with (place / "log").open("ab") as log:
            subprocess.run(
                [folder / program, "-D", place / "data", *arguments],
                check=True, user=user, cwd=place, stdout=log, stderr=log,
            )  # fmt: skip

    try:
        call("initdb", "-N", "-A", "trust", "-U", "tester", "-E", "UTF8", "--locale=C")
        call("pg_ctl", "-w", "-o", f"{_QUICK} -p {port}", "start")
        try:
            yield f"postgresql+psycopg://tester:secret@127.0.0.1:{port}"
        finally:
            call("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place)


@pytest.fixture
def url(server: str) -> str:
    """Return the URL of an empty database."""
    name = f"test_{secrets.token_hex(8)}"
    run_sql(f"{server}/postgres", f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with open_ledger(url) as ledger:
        yield ledger


def run_sql(url: str, statement: str) -> None:
    engine = sqlalchemy.create_engine(
        url, poolclass=sqlalchemy.NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text(statement))
    engine.dispose()


@pytest.mark.parametrize("promise", PROMISES)
def test_promise(ledger: Ledger, promise: Callable[[Ledger], None]) -> None:
    promise(ledger)


def test_it_stays_when_closed(url: str) -> None:
    with open_ledger(url, job="a") as ledger:
        run = begin(ledger)
        assert "secret" not in ledger.location
        assert "127.0.0.1" in ledger.location
    with open_ledger(url.replace("+psycopg", ""), job="a") as ledger:
        assert ledger.runs() == [run]
    with open_ledger(url, job="b") as ledger:
        assert ledger.runs() == []


def test_reading_writes_nothing(url: str) -> None:
    with pytest.raises(NoLedgerError, match="not been set up"):
        open_ledger(url, read_only=True)
    open_ledger(url).close()
    with open_ledger(url, read_only=True) as ledger:
        assert ledger.runs() == []
        with pytest.raises(UsageError, match="read-only"):
            begin(ledger)


def test_two_that_come_first_at_once(url: str) -> None:
    """Both set the tables up; one waits for the other."""
    program = "import sys; from lstmcast.jobs.ledger.ledger import open_ledger as o; o(sys.argv[1])"
    processes = [subprocess.Popen([sys.executable, "-c", program, url]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    with open_ledger(url) as ledger:
        found = ledger._connection.query("SELECT count(*) FROM migration", {})
    assert found == [(len(MIGRATIONS),)]


def test_waiting_has_an_end(url: str, ledger: Ledger) -> None:
    run = begin(ledger)
    rows = forecasts(run.id)
    ledger.add_forecasts(rows)

    def again() -> Iterator[ForecastRow]:
        yield from rows
        for _ in range(10_000 - len(rows)):  # the first block is written by now
            yield rows[0]
        with (
            open_ledger(url, timeout=1) as second,
            pytest.raises(UnavailableError, match=r"keeps the ledger .* locked"),
        ):
            second.add_forecasts(rows)
        yield rows[0]

    assert ledger.add_forecasts(again()) == 10_001


def test_a_database_of_something_else(url: str) -> None:
    run_sql(url, "CREATE TABLE customers (id INTEGER)")
    with pytest.raises(UsageError, match="database of something else"):
        open_ledger(url)


def test_a_newer_ledger(url: str, ledger: Ledger) -> None:
    run_sql(url, "INSERT INTO migration VALUES ('m999_more', 'later')")
    with pytest.raises(UsageError, match="newer lstmcast") as caught:
        open_ledger(url)
    assert "m999_more" in caught.value.message


def test_what_is_not_there(server: str) -> None:
    with pytest.raises(UsageError, match="cannot use the ledger") as caught:
        open_ledger(f"{server}/nowhere")
    assert "does not exist" in caught.value.message
    assert "secret" not in caught.value.message
    with pytest.raises(UnavailableError, match="cannot reach the ledger") as gone:
        open_ledger(f"postgresql://u:secret@127.0.0.1:{free_port()}/x", timeout=2)
    assert "secret" not in gone.value.message
    assert gone.value.exit_code == 75  # as sysexits.h has it: a failure that may pass


def test_a_server_that_goes_away(url: str, ledger: Ledger) -> None:
    begin(ledger)
    name = url.rpartition("/")[2]
    run_sql(
        f"{url.rpartition('/')[0]}/postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND pid <> pg_backend_pid()",
    )
    with pytest.raises(UnavailableError, match="cannot reach the ledger"):
        begin(ledger)


def test_a_job_whose_ledger_is_away_says_so_like_any_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is no run that leaves ``run.json`` to another one, though the exit code is the same."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LSTMCAST_LEDGER_URL", f"postgresql://u:s3cret@127.0.0.1:{free_port()}/x")
    Path("job.toml").write_text('[job]\nsource = "sales.csv"\n')
    assert main(["run", "job.toml", "--quiet"]) == 75
    assert "cannot reach the ledger" in capsys.readouterr().err
    record = Path("job.state/run.json").read_text()
    assert "s3cret" not in record
    document = json.loads(record)
    assert (document["exit_code"], document["status"]) == (75, "failed")
    assert document["error"]["code"] == "unavailable"


def test_an_older_ledger_does_not_keep_a_job_from_catching_up(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is only read is not brought up to date on a server, and a run is there to do it."""
    monkeypatch.chdir(make_job(tmp_path / "job", rows=36))
    monkeypatch.setenv("LSTMCAST_LEDGER_URL", url)
    run = ("run", "job.toml", "--quiet", "--now", "1963-04-02")
    assert main(run) == 0
    Path("sales.csv").write_text(months(39))
    for statement in (
        "DROP TABLE draft_step",
        "DROP TABLE draft",
        "DELETE FROM migration WHERE name = 'm004_drafts'",
    ):
        run_sql(url, statement)
    assert main([*run, "--dry-run", "--catch-up"]) == 2
    assert main([*run, "--catch-up"]) == 0
    with open_ledger(url, job="job", read_only=True) as ledger:
        assert [run.command for run in ledger.runs()] == ["run", "catch-up", "catch-up", "run"]


def test_urls_that_make_no_sense() -> None:
    for url in ("mysql://u:secret@h/x", "://secret", "postgresql://u:secret@h:port/x"):
        with pytest.raises(UsageError, match="ledger cannot be") as caught:
            open_ledger(url)
        assert "secret" not in caught.value.message
