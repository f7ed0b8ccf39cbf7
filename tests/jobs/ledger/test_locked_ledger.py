"""A job whose ledger somebody else keeps locked: it fails, and whoever waits for it hears so."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from lstmcast.cli.app import main
from lstmcast.jobs import ledger_place
from lstmcast.jobs.ledger.ledger import open_ledger


def test_it_is_no_run_that_leaves_the_telling_to_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ledger_place, "open_ledger", partial(open_ledger, timeout=0.05))
    Path("job.toml").write_text('[job]\nsource = "sales.csv"\n[notify]\nprometheus = "job.prom"\n')
    Path("job.state").mkdir()
    open_ledger(Path("job.state/ledger.db")).close()
    with closing(sqlite3.connect("job.state/ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert main(["run", "job.toml", "--quiet"]) == 75
    assert "keeps the ledger" in capsys.readouterr().err
    document = json.loads(Path("job.state/run.json").read_bytes())
    assert (document["exit_code"], document["status"]) == (75, "failed")
    assert document["error"]["code"] == "unavailable"
    assert 'lstmcast_last_run_exit_code{forecast_job="job"} 75' in Path("job.prom").read_text()
