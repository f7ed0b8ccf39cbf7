"""What must hold of the folder of a job: at any moment, and after a run that ended well."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lstmcast.artifact.store import read_model
from lstmcast.jobs.ledger.ledger import open_ledger
from lstmcast.jobs.ledger.rows import ForecastRow, ScoreRow

_STATE = "job.state"
_JOB = "job"
_ENDINGS = {"done", "partial", "already done", "interrupted", "killed"}


def check_whole(folder: Path, *, rows: int) -> None:
    """Check what holds whenever a run dies: nothing that anybody reads is half there.

    ``rows`` is how many a forecast has. Raises AssertionError, or what reading raises.
    """
    forecast, state = folder / "forecast.csv", folder / _STATE
    if forecast.exists():
        assert len(_values(forecast)) == rows
    for path in state.rglob("*.json"):
        json.loads(path.read_bytes())
    models = state / "models"
    for path in models.glob("*.safetensors"):
        read_model(path)
        assert path.with_suffix(".metrics.json").is_file()
        assert path.with_suffix(".reference.json").is_file()
    if (models / "current").is_symlink():
        read_model(models / "current")
    if (state / "ledger.db").exists():
        with closing(sqlite3.connect(state / "ledger.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with open_ledger(state / "ledger.db", job=_JOB, read_only=True) as ledger:
            assert len({_name(row) for row in ledger.forecasts()}) == len(ledger.forecasts())


def check_settled(folder: Path, *, horizon: int, cutoffs: int) -> None:
    """Check what holds once a run has ended well, whatever was before.

    ``horizon`` steps were forecast from each of so many ``cutoffs`` by one model, each of them
    once. Raises AssertionError, or what reading raises.
    """
    state = folder / _STATE
    names = {path.name for path in state.iterdir()}
    assert names == {"ledger.db", "models", "run.json"}
    check_whole(folder, rows=horizon)  # after that, as it leaves files of SQLite beside the ledger
    assert [path for path in folder.rglob("*") if path.name.endswith((".tmp", ".lock"))] == []
    champion = (state / "models" / "current").resolve().name.removesuffix(".safetensors")
    assert json.loads((state / "run.json").read_bytes())["exit_code"] == 0
    with open_ledger(state / "ledger.db", job=_JOB, read_only=True) as ledger:
        made, runs, promotions = ledger.forecasts(), ledger.runs(), ledger.promotions()
        scored = {_name(row) for row in ledger.scores()}
    assert len(made) == horizon * cutoffs
    assert {row.model for row in made} == {champion}
    assert [row.to_model for row in promotions] == [champion]
    assert {run.status for run in runs} <= _ENDINGS
    assert runs[0].exit_code == 0
    newest = max(row.cutoff for row in made)
    published = _values(folder / "forecast.csv")
    assert published == pytest.approx([row.value for row in made if row.cutoff == newest])
    # What was forecast before has been scored, as far as it has happened.
    assert scored == {_name(row) for row in made if row.time <= newest}


def _values(forecast: Path) -> list[float]:
    """Return the forecast values of a file; raises ValueError where a row is not whole."""
    text = forecast.read_text()
    if not text.endswith("\n"):
        raise ValueError(f"{forecast} ends in the middle of a row")
    header, *rows = csv.reader(text.splitlines())
    if any(len(row) != len(header) for row in rows):
        raise ValueError(f"{forecast} has rows of different lengths")
    return [float(row[header.index("forecast")]) for row in rows]


def _name(row: ForecastRow | ScoreRow) -> tuple[object, ...]:
    return (row.series, row.target, row.cutoff, row.model, row.step)
