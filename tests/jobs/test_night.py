"""One night by itself, and what may befall it on the way."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lstmcast.errors import LstmcastError, StaleDataError, UsageError
from lstmcast.jobs import challenge, events, renewal
from lstmcast.jobs.backfill import catch_up, missed_cutoffs
from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.night import Wishes, run_job
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.promotion import PromotionVerdict
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.rehearsal import rehearse
from lstmcast.jobs.versions import current, versions
from lstmcast.training.events import StopFlag
from tests.benchmarks.kills.nights import JOB, make_job, months

ROWS, DAY = 48, timedelta(days=1)
NOW = datetime(2024, 3, 1, 3, tzinfo=UTC)


def spend(folder: Path, wishes: Wishes) -> None:
    spec = read_job(folder / "job.toml", {})
    run_job(spec, wishes, tell=_unheard, listen=_unheard, stop=StopFlag())


@pytest.mark.parametrize(
    ("freshness", "months_later", "held"),
    [
        ("", 9, []),
        ('max_age = "60d"\nmin_rows = 48', 1, [(True, 31.0 - 1, 60.0, 48)]),
        ('max_age = "60d"', 3, [(False, 91.0 - 1, 60.0, None)]),
        ("min_rows = 49", 1, [(False, 31.0 - 1, None, 49)]),
    ],
)
def test_the_age_of_the_data_is_told_where_it_is_asked_for(
    tmp_path: Path, freshness: str, months_later: int, held: list[tuple[object, ...]]
) -> None:
    """The newest month is over with 1963; a run that it is too old for says so and ends."""
    job = f"{JOB}[freshness]\n{freshness}\n"
    spec = read_job(make_job(tmp_path, rows=ROWS, job=job) / "job.toml", {})
    told = list[events.Event]()
    now = datetime(1964, 1 + months_later, 1, tzinfo=UTC) - DAY
    with suppress(LstmcastError):
        rehearse(spec, Wishes(now=now), tell=told.append)
    found = [event for event in told if isinstance(event, events.Freshness)]
    told_of = [(it.fresh, it.age / 86_400, it.max_age and it.max_age / 86_400, it.min_rows)
               for it in found]  # fmt: skip
    assert told_of == held
    assert {(it.newest, it.rows) for it in found} <= {("1963-12", ROWS)}


def test_a_night_is_done_though_nothing_old_could_be_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(ledger: Ledger, before: datetime) -> None:
        del ledger, before
        raise UsageError("the disk is full")

    spec = read_job(make_job(tmp_path, rows=ROWS) / "job.toml", {})
    monkeypatch.setattr(Ledger, "forget", fail)
    told = list[events.Event]()
    report = run_job(spec, Wishes(now=NOW), tell=told.append, listen=_unheard, stop=StopFlag())
    assert (report.exit_code, report.status) == (0, "done")
    assert events.Warned(code="retention", text="nothing old was dropped: the disk is full") in told


def test_a_run_says_from_which_cutoff(tmp_path: Path) -> None:
    spec = read_job(make_job(tmp_path, rows=ROWS) / "job.toml", {}, {"cutoff": "1963-06"})
    told = list[events.Event]()
    run_job(spec, Wishes(now=NOW), tell=told.append, listen=_unheard, stop=StopFlag())
    [begun] = [event for event in told if isinstance(event, events.RunStarted)]
    assert begun.cutoff == "1963-06"


@pytest.mark.parametrize("replaced_by", [ROWS - 20, ROWS + 1])
def test_a_file_that_is_replaced_while_a_model_is_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replaced_by: int
) -> None:
    """A forecast is made of what lies there then: that has to be usable, and is written down."""
    folder = make_job(tmp_path / "job", rows=ROWS)
    spend(folder, Wishes(now=NOW))
    published = (folder / "forecast.csv").read_bytes()

    def train(*arguments: object, **named: object) -> challenge.Challenger:
        trained = challenge.train_challenger(*arguments, **named)  # type: ignore[arg-type]
        (folder / "sales.csv").write_text(months(replaced_by))
        return trained

    monkeypatch.setattr(renewal, "train_challenger", train)
    monkeypatch.setattr(renewal, "judge_challenger", _promote)
    asked = Wishes(now=NOW, retrain=True)
    if replaced_by < ROWS:
        with pytest.raises(StaleDataError, match="earlier than those of the run before"):
            spend(folder, asked)
        assert (folder / "forecast.csv").read_bytes() == published
    else:
        spend(folder, asked)
    with open_ledger(folder / "job.state" / "ledger.db", job="job") as ledger:
        last, first = ledger.runs()
        known = sorted({row.cutoff for row in ledger.forecasts()})
    assert last.status == ("failed" if replaced_by < ROWS else "done")
    if replaced_by > ROWS:
        assert (first.rows, last.rows) == (ROWS, replaced_by)
        assert [first.cutoff, last.cutoff] == known


def test_a_damaged_model_does_not_keep_a_job_from_catching_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, then = make_job(tmp_path / "job", rows=ROWS), datetime(1964, 3, 2, tzinfo=UTC)
    spend(folder, Wishes(now=then))
    monkeypatch.setattr(renewal, "judge_challenger", _promote)
    (folder / "sales.csv").write_text(months(ROWS + 1))
    spend(folder, Wishes(now=then, retrain=True))
    (folder / "sales.csv").write_text(months(ROWS + 3))
    spec = read_job(folder / "job.toml", {})
    paths = JobPaths.of(spec)
    second = current(paths)
    assert second is not None
    [first] = set(versions(paths)) - {second}
    second.path.write_bytes(b"damaged")
    missed = missed_cutoffs(spec, then)
    assert missed == ("1964-02-01T00:00:00+00:00",)
    assert current(paths) == second  # nothing was mended
    wishes = Wishes(now=then)
    assert catch_up(spec, wishes, tell=_unheard, listen=_unheard, stop=StopFlag()) == missed
    assert current(paths) == first


def _promote(*models: object, **others: object) -> PromotionVerdict:
    del models, others
    return PromotionVerdict(promote=True, reason="It is told to be.", evidence="clear")


def _unheard(event: object) -> None:
    del event
