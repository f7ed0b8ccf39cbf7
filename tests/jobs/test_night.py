"""One night by itself, and what may befall it on the way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lstmcast.errors import StaleDataError
from lstmcast.jobs import challenge, renewal
from lstmcast.jobs.backfill import catch_up, missed_cutoffs
from lstmcast.jobs.ledger.ledger import open_ledger
from lstmcast.jobs.night import Wishes, run_job
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.promotion import PromotionVerdict
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.versions import current, versions
from lstmcast.training.events import StopFlag
from tests.benchmarks.kills.nights import make_job, months

ROWS = 48
NOW = datetime(2024, 3, 1, 3, tzinfo=UTC)


def spend(folder: Path, wishes: Wishes) -> None:
    spec = read_job(folder / "job.toml", {})
    run_job(spec, wishes, tell=_unheard, listen=_unheard, stop=StopFlag())


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
