"""What a dry run says is what the run then does, whatever state the job is in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from lstmcast import clock
from lstmcast.errors import LstmcastError
from lstmcast.jobs import events, renewal
from lstmcast.jobs.challenge import Challenger
from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.ledger.rows import ForecastRow
from lstmcast.jobs.night import Wishes, run_job
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.rehearsal import rehearse
from lstmcast.jobs.spec import JobSpec
from lstmcast.training.events import StopFlag
from tests.benchmarks.kills.nights import JOB, make_job, months

ROWS = 72  # enough blocks of a year to know a level
LATER = 10  # months after them, in some states
DAY = timedelta(days=1)
SAID = (events.AlreadyDone, events.Decided, events.Finding, events.Warned)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A job on the day after its first night, how it is run, and a word of what comes of it."""

    expected: str
    rows: str = months(ROWS + 1)
    job: str = JOB
    cutoff: str | None = None
    days: int = 1
    facts: Callable[[datetime], Mapping[str, object]] | None = None  # of one run more
    wrong: bool = False  # whether much was forecast that was far off, and nobody has seen that yet
    force: bool = False
    retrain: bool = False
    damaged: bool = False  # whether the model in use is


def weekly(job: str = JOB) -> str:
    return job.replace('"never"', '"7d"')


def drifting(job: str = JOB) -> str:
    return job.replace('"never"', '"drift"')


def shifted(rows: int, since: int, by: str) -> str:
    """Return months of which those after ``since`` have other digits before their own."""
    header, *lines = months(rows).splitlines()
    late = [line.replace(",", f",{by}") for line in lines[since:]]
    return "\n".join([header, *lines[:since], *late]) + "\n"


def newest(count: int) -> str:
    header, *lines = months(ROWS + 1).splitlines()
    return "\n".join([header, *lines[-count:]]) + "\n"


STATES = {
    "nothing due": State(expected="retrain is never"),
    "younger than a week": State(job=weekly(), expected="d old, and"),
    "older than a week": State(job=weekly(), days=8, expected="d old, and"),
    "trained in vain yesterday": State(
        job=weekly(),
        days=8,
        facts=lambda now: {"trained": (now - DAY).isoformat()},
        expected="the model is 1d old",
    ),
    "asked for": State(retrain=True, expected="--retrain asks for it"),
    "already done": State(rows=months(ROWS), expected="AlreadyDone"),
    "done, and forced": State(rows=months(ROWS), force=True, expected="retrain is never"),
    "done, and asked for": State(rows=months(ROWS), retrain=True, expected="--retrain"),
    "stale": State(job=f'{JOB}[freshness]\nmax_age = "1d"\n', expected="StaleDataError"),
    "stale, with a cutoff": State(
        job=f'{JOB}[freshness]\nmax_age = "1d"\n', cutoff="1966-01", expected="retrain is never"
    ),
    "shorter": State(rows=months(ROWS - 1), expected="StaleDataError"),
    "shorter, and forced": State(rows=months(ROWS - 1), force=True, expected="went-back"),
    "fewer": State(rows=newest(ROWS // 3), expected="those of the run before had 72"),
    "seen": State(cutoff="1964-01", expected="has seen values after 1964-01"),
    "another level": State(
        rows=shifted(ROWS + 12, ROWS, "9"), job=drifting(), expected="found level"
    ),
    "far off once it is scored": State(
        rows=months(ROWS + LATER), job=drifting(), wrong=True, expected="found coverage-80"
    ),
    "damaged": State(damaged=True, expected="is damaged, and there is no other"),
    "little after a drift": State(
        rows=shifted(ROWS + 12, ROWS, "9"),
        job=drifting(),
        days=9,
        facts=lambda now: {
            "drift": {"since": (now - 8 * DAY).isoformat(), "found": True},
            "trained": (now - DAY / 2).isoformat(),
        },
        expected="little is new since",
    ),
}


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_job(tmp_path_factory.mktemp("first") / "job", rows=ROWS)
    assert spend(folder, Wishes(now=clock.now()))[0] == ""
    return folder


@pytest.fixture
def untrained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every training fail at once: whether there is one is told before."""
    monkeypatch.setattr(renewal, "train_challenger", _fail)


def spend(folder: Path, wishes: Wishes, cutoff: str | None = None) -> tuple[str, list[str]]:
    return _heard(
        lambda spec, tell: run_job(spec, wishes, tell=tell, listen=_unheard, stop=StopFlag()),
        folder,
        cutoff,
    )


def _heard(
    act: Callable[[JobSpec, Callable[[events.Event], None]], object],
    folder: Path,
    cutoff: str | None,
) -> tuple[str, list[str]]:
    """Return how something ended, empty where well, and what was said of what it does."""
    spec = read_job(folder / "job.toml", {})
    data = replace(spec.config.data, cutoff=cutoff)
    told: list[events.Event] = []
    try:
        act(replace(spec, config=replace(spec.config, data=data)), told.append)
    except _TrainedError:
        ended = ""
    except LstmcastError as error:
        ended = f"{type(error).__name__}: {error.message}"
    else:
        ended = ""
    return ended, [str(event) for event in told if isinstance(event, SAID)]


def forecast_wrongly(ledger: Ledger, now: datetime) -> None:
    """Add forecasts of each of the later months, as if as many nights had made them."""
    run = ledger.begin_run(started=now - DAY, command="run")
    model = ledger.promotions()[0].to_model
    times = [int(datetime(1966 + step // 12, 1 + step % 12, 1, tzinfo=UTC).timestamp())
             for step in range(-1, LATER)]  # fmt: skip
    for cutoff, time in pairwise(times):
        row = ForecastRow(
            run=run.id, series=(), target="sales", cutoff=cutoff, model=model, step=1, time=time,
            value=0.0, lower={80.0: -1.0, 95.0: -2.0}, upper={80.0: 1.0, 95.0: 2.0},
        )  # fmt: skip
        ledger.add_forecasts([row])


def held(folder: Path) -> dict[Path, bytes]:
    """Return all files of a job, but for what readers of SQLite share."""
    files = (path for path in folder.rglob("*") if path.is_file() and "ledger.db-" not in path.name)
    return {path: path.read_bytes() for path in files}


@pytest.mark.usefixtures("untrained")
@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_rehearsal_says_what_is_done(first_night: Path, tmp_path: Path, state: State) -> None:
    folder = tmp_path / "job"
    shutil.copytree(first_night, folder, symlinks=True)
    assert spend(folder, Wishes(now=clock.now()))[0] == ""  # in a place of its own
    (folder / "sales.csv").write_text(state.rows)
    (folder / "job.toml").write_text(state.job)
    if state.damaged:
        (folder / "job.state" / "models" / "current").write_bytes(b"damaged")
    now = clock.now() + state.days * DAY
    with open_ledger(folder / "job.state" / "ledger.db", job="job") as ledger:
        if state.wrong:
            forecast_wrongly(ledger, now)
        if state.facts is not None:
            run = ledger.begin_run(started=now - DAY, command="run")
            facts = json.dumps(state.facts(now))
            ledger.end_run(replace(run, exit_code=0, status="done", facts=facts))
    wishes = Wishes(now=now, force=state.force, retrain=state.retrain)
    before = held(folder)
    said = _heard(lambda spec, tell: rehearse(spec, wishes, tell=tell), folder, state.cutoff)
    assert held(folder) == before
    assert state.expected in str(said)
    assert spend(folder, wishes, state.cutoff) == said


@pytest.mark.usefixtures("untrained")
def test_the_first_night(tmp_path: Path) -> None:
    folder, wishes = make_job(tmp_path / "job"), Wishes(now=clock.now())
    before = held(folder)
    said = _heard(lambda spec, tell: rehearse(spec, wishes, tell=tell), folder, None)
    assert held(folder) == before
    assert "there is no model yet" in str(said)
    assert spend(folder, wishes) == said


class _TrainedError(LstmcastError):
    """It came to a training."""


def _fail(*_: object, **_named: object) -> Challenger:
    raise _TrainedError("trained")


def _unheard(event: object) -> None:
    del event
