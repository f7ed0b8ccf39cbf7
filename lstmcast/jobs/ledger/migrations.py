"""How the tables of the ledger came to be: one named step after the other.

A released migration never changes; a change of the tables is a new one at the end. Names
sort in the order of their application.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lstmcast import clock
from lstmcast.errors import UsageError
from lstmcast.jobs.ledger import statements
from lstmcast.jobs.ledger.connection import Connection
from lstmcast.jobs.ledger.encoding import moment_text

_REGISTER = "migration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """Statements that lead from one form of the tables to the next.

    ``{identity}`` stands for a primary key that numbers its rows.
    """

    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        name="m001_runs",
        statements=(
            """
            CREATE TABLE run (
                id {identity},
                job TEXT NOT NULL,
                started TEXT NOT NULL,
                ended TEXT,
                command TEXT NOT NULL,
                exit_code BIGINT,
                status TEXT NOT NULL,
                key TEXT,
                model TEXT,
                cutoff BIGINT,
                rows BIGINT,
                series BIGINT,
                seconds DOUBLE PRECISION,
                message TEXT,
                facts TEXT NOT NULL
            )""",
            "CREATE INDEX run_by_job ON run (job, started)",
            "CREATE INDEX run_by_key ON run (job, key)",
        ),
    ),
    Migration(
        name="m002_forecasts",
        statements=(
            """
            CREATE TABLE forecast (
                id {identity},
                job TEXT NOT NULL,
                series TEXT NOT NULL,
                target TEXT NOT NULL,
                cutoff BIGINT NOT NULL,
                model TEXT NOT NULL,
                run BIGINT NOT NULL REFERENCES run (id),
                UNIQUE (job, series, target, cutoff, model)
            )""",
            "CREATE INDEX forecast_by_run ON forecast (run)",
            # What became of a step lies beside it: forecast anew, it has no score any more.
            # The run that scored it may be forgotten first, so nothing refers to it.
            """
            CREATE TABLE step (
                forecast BIGINT NOT NULL REFERENCES forecast (id),
                step BIGINT NOT NULL,
                time BIGINT NOT NULL,
                value DOUBLE PRECISION NOT NULL,
                bounds TEXT NOT NULL,
                scored_by BIGINT,
                actual DOUBLE PRECISION,
                error DOUBLE PRECISION,
                naive_error DOUBLE PRECISION,
                covered TEXT,
                PRIMARY KEY (forecast, step)
            )""",
            "CREATE INDEX step_open ON step (time) WHERE actual IS NULL",
            "CREATE INDEX step_scored ON step (time) WHERE actual IS NOT NULL",
        ),
    ),
    Migration(
        name="m003_promotions",
        statements=(
            """
            CREATE TABLE promotion (
                id {identity},
                job TEXT NOT NULL,
                at TEXT NOT NULL,
                run BIGINT REFERENCES run (id),
                from_model TEXT,
                to_model TEXT NOT NULL,
                reason TEXT NOT NULL,
                champion_loss DOUBLE PRECISION,
                challenger_loss DOUBLE PRECISION
            )""",
            "CREATE INDEX promotion_by_job ON promotion (job, at)",
            "CREATE INDEX promotion_by_run ON promotion (run)",
        ),
    ),
    Migration(
        name="m004_drafts",
        statements=(
            # What a run is about to publish: of no account until it has, see ``Ledger.draft``.
            """
            CREATE TABLE draft (
                job TEXT PRIMARY KEY,
                run BIGINT NOT NULL REFERENCES run (id),
                output TEXT NOT NULL,
                digest TEXT
            )""",
            """
            CREATE TABLE draft_step (
                id {identity},
                job TEXT NOT NULL REFERENCES draft (job),
                series TEXT NOT NULL,
                target TEXT NOT NULL,
                cutoff BIGINT NOT NULL,
                model TEXT NOT NULL,
                step BIGINT NOT NULL,
                time BIGINT NOT NULL,
                value DOUBLE PRECISION NOT NULL,
                bounds TEXT NOT NULL
            )""",
            "CREATE INDEX draft_step_by_job ON draft_step (job)",
        ),
    ),
)


def is_current(connection: Connection) -> bool:
    """Return whether the tables have the present form.

    Raises UsageError where they belong to something else, or to a newer lstmcast.
    """
    return not _missing(connection, MIGRATIONS)


def migrate(connection: Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the tables to the present form, one transaction per migration.

    Each is there as a whole or not at all, whenever the process is killed, and of two
    processes at once one waits for the other. Raises UsageError as ``is_current`` does.
    """
    while _missing(connection, migrations):
        with connection.transaction(alone=True):
            missing = _missing(connection, migrations)  # somebody may have been faster
            if missing:
                _apply(connection, missing[0])


def _missing(connection: Connection, migrations: Sequence[Migration]) -> list[Migration]:
    tables = connection.tables()
    if tables and _REGISTER not in tables:
        raise UsageError(
            f"{connection.location} is a database of something else: it has tables, and none "
            f"of them is the ledger's",
            hint="give the ledger a file or a database of its own",
        )
    rows = connection.query(statements.MIGRATIONS, {}) if tables else []
    applied = {str(name) for (name,) in rows}
    unknown = sorted(applied - {migration.name for migration in migrations})
    if unknown:
        raise UsageError(
            f"the ledger {connection.location} was written by a newer lstmcast: this one does "
            f"not know {unknown[0]}",
            hint="pip install --upgrade lstmcast",
        )
    return [migration for migration in migrations if migration.name not in applied]


def _apply(connection: Connection, migration: Migration) -> None:
    if _REGISTER not in connection.tables():
        connection.execute(
            f"CREATE TABLE {_REGISTER} (name TEXT PRIMARY KEY, applied TEXT NOT NULL)", {}
        )
    for statement in migration.statements:
        connection.execute(statement.format(identity=connection.identity), {})
    connection.execute(
        statements.ADD_MIGRATION,
        {"name": migration.name, "applied": moment_text(clock.now())},
    )
