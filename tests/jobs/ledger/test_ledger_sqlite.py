"""The ledger in a file: its promises, its failures, its permissions."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_promises import PROMISES, by_name
from ledger_rows import HOUR, begin, forecasts, night, score

from lstmcast.errors import DataError, UnavailableError, UsageError
from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.ledger.rows import ForecastRow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a job?#%41.state.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as ledger:
        yield ledger


@pytest.mark.parametrize("promise", PROMISES)
def test_promise(ledger: Ledger, promise: Callable[[Ledger], None]) -> None:
    promise(ledger)


def names() -> st.SearchStrategy[str]:
    return st.text(st.characters(), max_size=5)  # lone surrogates as well


@st.composite
def forecast_rows(draw: st.DrawFn) -> ForecastRow:
    number = st.floats(allow_nan=False, allow_infinity=False)
    levels = draw(st.lists(st.floats(min_value=0, max_value=100), max_size=3, unique=True))
    return ForecastRow(
        run=1,
        series=tuple(draw(st.lists(names(), max_size=2))),
        target=draw(names()),
        cutoff=draw(st.integers(-(2**62), 2**62)),
        model=draw(names()),
        step=draw(st.integers(1, 3)),
        time=draw(st.integers(-(2**62), 2**62)),
        value=draw(number),
        lower={level: draw(number) for level in levels},
        upper={level: draw(number) for level in levels},
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(forecast_rows(), max_size=6))
def test_the_last_of_the_same_name_is_kept(tmp_path: Path, rows: list[ForecastRow]) -> None:
    path = tmp_path / "ledger.db"
    path.unlink(missing_ok=True)
    named = {(row.series, row.target, row.cutoff, row.model, row.step): row for row in rows}
    with open_ledger(path) as ledger:
        begin(ledger)
        for _ in range(2):
            ledger.add_forecasts(rows)
            assert by_name(ledger.forecasts()) == by_name(list(named.values()))


def test_it_stays_when_closed(path: Path) -> None:
    with open_ledger(path) as ledger:
        run = begin(ledger)
        ledger.add_forecasts(forecasts(run.id))
    assert sorted(path.parent.iterdir()) == [path]
    with open_ledger(str(path)) as ledger:
        assert ledger.runs() == [run]
        assert ledger.location == str(path)
    with open_ledger(f"sqlite:///{path}") as ledger:
        assert ledger.runs() == [run]


def test_jobs_in_one_database_do_not_see_each_other(path: Path) -> None:
    with open_ledger(path, job="a") as one, open_ledger(path, job="b") as other:
        run = begin(one)
        mine = forecasts(run.id)
        one.add_forecasts(mine)
        one.add_scores([score(mine[0], run=run.id)])
        theirs = forecasts(begin(other).id)
        other.add_forecasts(theirs)
        assert by_name(one.forecasts()) == by_name(mine)
        assert other.scores() == []
        assert len(one.runs()) == len(other.runs()) == 1
        assert one.runs()[0].status == "running"


def test_readers_do_not_wait_for_the_writer(path: Path, ledger: Ledger) -> None:
    run = begin(ledger)
    found = []

    def rows() -> Iterator[ForecastRow]:
        yield from forecasts(run.id)
        with open_ledger(path, read_only=True, timeout=0) as reader:
            found.extend([reader.runs(), reader.forecasts()])

    ledger.add_forecasts(rows())
    assert found == [[run], []]


def test_a_second_writer_waits_no_longer_than_told(path: Path, ledger: Ledger) -> None:
    with open_ledger(path, timeout=0.05) as second:

        def rows() -> Iterator[ForecastRow]:
            with pytest.raises(UnavailableError, match=r"keeps the ledger .* locked") as caught:
                begin(second)
            assert caught.value.exit_code == 75
            yield from ()

        ledger.add_forecasts(rows())
        assert second.runs() == []
        begin(second)


def test_reading_writes_nothing(path: Path) -> None:
    with pytest.raises(UsageError, match="there is no ledger yet") as caught:
        open_ledger(path, read_only=True)
    assert "first lstmcast run" in (caught.value.hint or "")
    assert list(path.parent.iterdir()) == []
    with open_ledger(path) as ledger:
        begin(ledger)
    before = path.read_bytes()
    with open_ledger(path, read_only=True) as ledger:
        assert len(ledger.runs()) == 1
        with pytest.raises(UsageError, match="readonly"):
            begin(ledger)
    assert path.read_bytes() == before


def test_a_folder_that_others_own_can_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(path) as ledger:
        begin(ledger)
    changed = path.parent.stat().st_mtime_ns
    # A stand-in: tests often run as root, who may write everywhere.
    monkeypatch.setattr("lstmcast.jobs.ledger.sqlite.os.access", lambda *_: False)
    with open_ledger(path, read_only=True) as ledger:
        assert len(ledger.runs()) == 1
        assert list(path.parent.iterdir()) == [path]
    assert path.parent.stat().st_mtime_ns == changed


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + b"x" * 5000, b"no database" * 500])
def test_what_is_no_database_is_damaged(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(DataError, match="is damaged") as caught:
        open_ledger(path)
    assert caught.value.hint is not None
    assert "mv '" in caught.value.hint  # quoted for the shell
    assert path.read_bytes() == content


def test_damage_within_is_noticed(path: Path) -> None:
    with open_ledger(path) as ledger:
        run = begin(ledger)
        ledger.add_forecasts(forecasts(run.id, steps=500))
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    with pytest.raises(DataError, match="is damaged"), open_ledger(path) as ledger:
        ledger.forecasts()


def test_an_empty_file_becomes_a_ledger(path: Path) -> None:
    path.touch()
    with open_ledger(path) as ledger:
        begin(ledger)


def test_a_full_disk_loses_nothing(path: Path, ledger: Ledger) -> None:
    run = begin(ledger)
    rows = forecasts(run.id)
    ledger.add_forecasts(rows)
    ledger._connection.query("PRAGMA max_page_count = 30", {})
    with pytest.raises(UsageError, match="the disk is full"):
        ledger.add_forecasts(forecasts(run.id, cutoff=1, steps=20_000))
    assert by_name(ledger.forecasts()) == by_name(rows)
    ledger._connection.query("PRAGMA max_page_count = 100000", {})
    ledger.add_forecasts(forecasts(run.id, cutoff=1))


@pytest.mark.parametrize("name", ["missing/ledger.db", "."])
def test_where_no_file_can_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot use the ledger"):
        open_ledger(tmp_path / name)


def test_the_umask_decides_who_reads(path: Path) -> None:
    umask = os.umask(0o007)
    try:
        open_ledger(path).close()
    finally:
        os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o660


def test_space_is_given_back(path: Path, ledger: Ledger) -> None:
    old = begin(ledger)
    ledger.add_forecasts(forecasts(old.id, steps=5000))
    new = begin(ledger, 5)
    ledger.add_forecasts(forecasts(new.id, cutoff=HOUR))
    ledger._connection.query("PRAGMA wal_checkpoint(TRUNCATE)", {})
    full = path.stat().st_size
    assert ledger.forget(night(3)) == 1
    assert path.stat().st_size < full / 5
    assert len(ledger.forecasts()) == 6


def test_a_ledger_without_sqlalchemy_in_the_way(tmp_path: Path) -> None:
    """Files need nothing of the extra, and a URL says what it needs."""
    program = """
import sys
sys.modules["sqlalchemy"] = None
from lstmcast.errors import MissingDependencyError
from lstmcast.jobs.ledger.ledger import open_ledger
open_ledger(sys.argv[1]).close()
try:
    open_ledger("postgresql://u:secret@127.0.0.1/x")
except MissingDependencyError as error:
    print(error.message, error.hint, error.exit_code)
"""
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(tmp_path / "x.db")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "pip install 'lstmcast[sql]' 7" in process.stdout
    assert "secret" not in process.stdout


def test_a_file_is_in_wal_mode(path: Path, ledger: Ledger) -> None:
    begin(ledger)
    with closing(sqlite3.connect(path)) as content:
        assert content.execute("PRAGMA journal_mode").fetchone() == ("wal",)
