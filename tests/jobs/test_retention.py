"""Nothing is forgotten because a clock is wrong, and what is old is forgotten."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lstmcast.jobs import retention
from lstmcast.jobs.ledger.ledger import open_ledger
from lstmcast.jobs.night import Wishes, run_job
from lstmcast.jobs.reading import read_job
from lstmcast.training.events import StopFlag
from tests.benchmarks.kills.nights import JOB, make_job, months

NOW, DAY, YEAR = datetime(2026, 11, 21, tzinfo=UTC), timedelta(days=1), timedelta(days=365)
AHEAD = NOW.replace(year=2099)


@pytest.mark.parametrize(
    ("now", "newest", "before", "start"),
    [
        (NOW, NOW - DAY, NOW - DAY, NOW - DAY),
        (AHEAD, NOW, NOW, NOW),
        (AHEAD, NOW, AHEAD, NOW),  # for the second night
        (AHEAD, None, NOW, NOW),  # steps have no time
        (NOW, None, AHEAD, NOW),  # the clock is right again
        (NOW, AHEAD, NOW, NOW),  # the data are ahead of it
        (NOW, None, None, NOW),
        (NOW, NOW - 3 * YEAR, NOW, NOW - 3 * YEAR),  # nothing is new since
    ],
)
def test_the_earliest_clock_counts(
    now: datetime, newest: datetime | None, before: datetime | None, start: datetime
) -> None:
    kept = retention.oldest_kept(YEAR, now=now, newest=newest, before=before)
    assert kept == start - YEAR


def test_times_before_all_clocks_are_no_error() -> None:
    ancient = datetime(1, 1, 1, tzinfo=UTC)
    kept = retention.oldest_kept(100 * YEAR, now=NOW, newest=ancient, before=None)
    assert kept == ancient


def test_nights_that_are_spent_long_ago_are_kept(tmp_path: Path) -> None:
    folder = make_job(tmp_path)
    for year in (1963, 1964):
        (folder / "sales.csv").write_text(months(36 + year - 1963))
        spec = read_job(folder / "job.toml", {})
        wishes = Wishes(now=datetime(year, 1, 1, tzinfo=UTC))
        run_job(spec, wishes, tell=_unheard, listen=_unheard, stop=StopFlag())
    with open_ledger(folder / "job.state" / "ledger.db", job="job", read_only=True) as ledger:
        assert [run.started.year for run in ledger.runs()] == [1964, 1963]
        assert {row.run for row in ledger.forecasts()} == {1, 2}


@pytest.mark.parametrize(("retained", "kept"), [("400d", [1, 2, 3, 4]), ("20d", [1, 3, 4])])
def test_a_clock_that_is_far_ahead_costs_no_history(
    tmp_path: Path, retained: str, kept: list[int]
) -> None:
    """In the third night; what is too old goes in the fourth, but for the run of the model."""
    folder = make_job(tmp_path, job=f'{JOB}[ledger]\nretention = "{retained}"\n')
    nights = [datetime(2025, 12, 15, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), AHEAD,
              datetime(2026, 3, 2, tzinfo=UTC)]  # fmt: skip
    left = []
    for number, now in enumerate(nights):
        (folder / "sales.csv").write_text(_since_2023(35 + number))
        spec = read_job(folder / "job.toml", {})
        run_job(spec, Wishes(now=now), tell=_unheard, listen=_unheard, stop=StopFlag())
        with open_ledger(folder / "job.state" / "ledger.db", job="job", read_only=True) as ledger:
            left.append([run.id for run in ledger.runs()[::-1]])
    assert left == [[1], [1, 2], [1, 2, 3], kept]


def _since_2023(count: int) -> str:
    return re.sub(r"^19(\d\d)", lambda year: f"{1963 + int(year[1])}", months(count), flags=re.M)


def _unheard(event: object) -> None:
    del event
