"""Write what a ledger looks like today, to be opened by every later version.

    python tests/jobs/ledger/make_ledger_dumps.py

A dump of a released form is never made anew; a new migration adds a dump.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from pathlib import Path

from ledger_rows import begin, forecasts, night, promotion, score

from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.migrations import MIGRATIONS, migrate
from lstmcast.jobs.ledger.rows import DraftRow
from lstmcast.jobs.ledger.sqlite import SqliteConnection

FOLDER = Path(__file__).parent / "dumps"


def dump(count: int) -> str:
    """Return the SQL of a small ledger after the first ``count`` migrations."""
    with tempfile.TemporaryDirectory() as folder:
        connection = SqliteConnection(Path(folder, "ledger.db"), timeout=1, read_only=False)
        migrate(connection, MIGRATIONS[:count])
        with Ledger(connection, job="sales") as ledger:
            fill(ledger, count)
            return "\n".join(connection._connection.iterdump()) + "\n"


def fill(ledger: Ledger, count: int) -> None:
    """Add a night's work, as far as there are tables for it."""
    run = begin(ledger)
    rows = forecasts(run.id)
    if count >= 2:
        ledger.add_forecasts(rows)
        ledger.add_scores([score(rows[0], run=run.id)])
    if count >= 3:
        ledger.add_promotion(promotion(0, run=run.id))
    if count >= 4:
        ledger.draft(DraftRow(run=run.id, output="forecast.csv", digest=None), rows)
    ledger.end_run(dataclasses.replace(run, ended=night(1), exit_code=0, status="done", key="k"))


if __name__ == "__main__":
    os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
    FOLDER.mkdir(exist_ok=True)
    for number, migration in enumerate(MIGRATIONS, start=1):
        target = FOLDER / f"{migration.name}.sql"
        if not target.exists():
            target.write_text(dump(number), encoding="utf-8")
