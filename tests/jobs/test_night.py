"""One night by itself, and what may befall it on the way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lstmcast.errors import StaleDataError
from lstmcast.jobs import challenge, renewal
from lstmcast.jobs.ledger.ledger import open_ledger
from lstmcast.jobs.night import Wishes, run_job
from lstmcast.jobs.promotion import PromotionVerdict
from lstmcast.jobs.reading import read_job
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


def _promote(*models: object, **others: object) -> PromotionVerdict:
    del models, others
    return PromotionVerdict(promote=True, reason="It is told to be.", evidence="clear")


def _unheard(event: object) -> None:
    del event
