"""A night that dies on its way, and newer data in the next: no score is lost, none made up."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from model_folders import KilledError

from lstmcast.jobs import publication
from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.ledger.rows import KILLED, DraftRow, ForecastRow
from lstmcast.jobs.night import Wishes, run_job
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.reconciliation import settle_draft
from lstmcast.training.events import StopFlag
from tests.benchmarks.kills.nights import HORIZON, make_job, months

ROWS = 36
NOW = datetime(2024, 3, 1, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_job(tmp_path_factory.mktemp("job"), rows=ROWS)
    spend(folder)
    return folder


def spend(folder: Path) -> None:
    spec = read_job(folder / "job.toml", {})
    run_job(spec, Wishes(now=NOW), tell=_unheard, listen=_unheard, stop=StopFlag())


def published(folder: Path) -> tuple[float, ...]:
    with (folder / "forecast.csv").open() as stream:
        return tuple(float(row["forecast"]) for row in csv.DictReader(stream))


def forecasts(folder: Path) -> dict[int, tuple[float, ...]]:
    """Return the values that the ledger has of each cutoff, in the order of time."""
    with open_ledger(folder / "job.state" / "ledger.db", job="job", read_only=True) as ledger:
        made: dict[int, list[ForecastRow]] = {}
        for row in ledger.forecasts():
            made.setdefault(row.cutoff, []).append(row)
    return {cutoff: tuple(row.value for row in rows) for cutoff, rows in made.items()}


@contextmanager
def dying(
    owner: object, name: str, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> Iterator[None]:
    """Let the process die where something is called, before or after it is done."""
    work: Callable[..., object] = getattr(owner, name)

    def die(*arguments: object, **named: object) -> None:
        if after:
            work(*arguments, **named)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, die)
        yield


@pytest.mark.parametrize(
    ("owner", "name", "after", "out"),
    [
        (Ledger, "draft", False, False),
        (Ledger, "draft", True, False),
        (publication, "write_atomic", True, True),
        (Ledger, "end_run", False, True),
        (Ledger, "end_run", True, True),
    ],
)
@pytest.mark.parametrize("corrected", [False, True])
def test_death_on_the_way_and_newer_data(
    first_night: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    *,
    after: bool,
    out: bool,
    corrected: bool,
) -> None:
    """Killed is a night with a month more, or with the same months and another value."""
    folder = tmp_path / "job"
    shutil.copytree(first_night, folder, symlinks=True)
    before, rows = published(folder), months(ROWS + (not corrected))
    (folder / "sales.csv").write_text(rows.replace("1962-11,", "1962-11,9") if corrected else rows)
    with dying(owner, name, monkeypatch, after=after), pytest.raises(KilledError):
        spend(folder)
    killed = published(folder)
    assert (killed != before) is out
    (folder / "sales.csv").write_text(months(ROWS + 4))
    spend(folder)
    expected = {killed, published(folder)} | (set() if out and corrected else {before})
    made = forecasts(folder)
    assert sorted(map(sum, made.values())) == pytest.approx(sorted(map(sum, expected)))
    with open_ledger(folder / "job.state" / "ledger.db", job="job") as ledger:
        assert ledger.drafted() is None
        assert len(ledger.scores()) == HORIZON * (len(expected) - 1)
        ends = ["done", KILLED if name != "end_run" or not after else "done", "done"]
        assert [run.status for run in ledger.runs()[::-1]] == ends


def test_a_pipe_tells_nothing(tmp_path: Path) -> None:
    """What went into it may have been read or not: it does not count."""
    os.mkfifo(tmp_path / "forecast.csv")
    with open_ledger(tmp_path / "ledger.db") as ledger:
        run = ledger.begin_run(started=NOW, command="run")
        for output, digest in [("forecast.csv", None), ("forecast.csv", "0" * 64), (".", None)]:
            ledger.draft(DraftRow(run=run.id, output=str(tmp_path / output), digest=digest), [])
            [note] = settle_draft(ledger)
            assert "was not published" in note.text
            assert settle_draft(ledger) == ()


def _unheard(event: object) -> None:
    del event
