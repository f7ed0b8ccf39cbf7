"""Ledgers of earlier versions open, those of later ones are refused, none is left half-way."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from ledger_promises import by_name
from ledger_rows import forecasts, night, promotion, score
from make_ledger_dumps import FOLDER

from lstmcast.errors import UsageError
from lstmcast.jobs.ledger.ledger import open_ledger
from lstmcast.jobs.ledger.migrations import MIGRATIONS, Migration, migrate
from lstmcast.jobs.ledger.sqlite import SqliteConnection


def stored(folder: Path, name: str) -> Path:
    """Return a ledger file made of a stored dump."""
    path = folder / "ledger.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
    return path


def tables(path: Path) -> list[tuple[str, str]]:
    """Return the names and declarations of all tables and indexes."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
        return found.fetchall()


@pytest.mark.parametrize("number", range(1, len(MIGRATIONS) + 1))
@pytest.mark.parametrize("read_only", [False, True])
def test_a_stored_ledger_opens(tmp_path: Path, number: int, read_only: bool) -> None:
    path = stored(tmp_path, MIGRATIONS[number - 1].name)
    before = path.read_bytes()
    with open_ledger(path, job="sales", read_only=read_only) as ledger:
        [run] = ledger.runs()
        assert (run.started, run.ended, run.exit_code) == (night(0), night(1), 0)
        rows = forecasts(run.id) if number >= 2 else []
        assert by_name(ledger.forecasts()) == by_name(rows)
        assert ledger.scores() == [score(row, run=run.id) for row in rows[:1]]
        assert ledger.promotions() == ([promotion(0, run=run.id)] if number >= 3 else [])
        assert (ledger.drafted() is not None) is (number >= 4)
        if not read_only:
            ledger.add_promotion(promotion(1, run=run.id))
            assert len(ledger.promotions()) == (2 if number >= 3 else 1)
    if read_only:
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda migration: migration.name)
def test_released_migrations_never_change(tmp_path: Path, migration: Migration) -> None:
    """Whatever a ledger began as, it ends up the same."""
    (tmp_path / "old").mkdir()
    old, new = stored(tmp_path / "old", migration.name), tmp_path / "new.db"
    for path in (old, new):
        open_ledger(path).close()
    assert tables(old) == tables(new)


def test_names_are_in_order() -> None:
    names = [migration.name for migration in MIGRATIONS]
    assert names == sorted(set(names))
    assert [name[:5] for name in names] == [f"m{n:03}_" for n in range(1, len(names) + 1)]


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_ledger_is_refused(tmp_path: Path, read_only: bool) -> None:
    path = stored(tmp_path, MIGRATIONS[-1].name)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO migration VALUES ('m999_more', 'some day')")
    before = path.read_bytes()
    with pytest.raises(UsageError, match=r"newer lstmcast: .* m999_more") as caught:
        open_ledger(path, read_only=read_only)
    assert caught.value.hint == "pip install --upgrade lstmcast"
    assert path.read_bytes()[100:] == before[100:]  # but for the file's mode in its header


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE run (distance REAL)")
    with pytest.raises(UsageError, match="database of something else"):
        open_ledger(path)
    assert [name for name, _ in tables(path)] == ["run"]


def test_a_migration_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    broken = Migration(
        name="m900_broken",
        statements=("CREATE TABLE half (id {identity})", "CREATE TABLE half (id {identity})"),
    )
    path = tmp_path / "ledger.db"
    connection = SqliteConnection(path, timeout=1, read_only=False)
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(connection, (*MIGRATIONS, broken))
    connection.close()
    assert "half" not in {name for name, _ in tables(path)}
    open_ledger(path).close()
