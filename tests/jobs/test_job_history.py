"""The history of a job says of each run what its forecast turned out to be worth."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lstmcast.jobs.history import summarise
from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.ledger.rows import ForecastRow, PromotionRow, RunRow, ScoreRow

NIGHT = datetime(2026, 11, 1, 3, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db", job="sales") as ledger:
        yield ledger


def run_night(
    ledger: Ledger, number: int, errors: dict[str, list[tuple[float, float | None, bool]]]
) -> RunRow:
    """Add a run and its forecast; errors by series are (own, naive's, held by 80 %)."""
    run = ledger.begin_run(started=NIGHT + timedelta(days=number), command="run")
    steps = [(name, place, *each) for name, row in errors.items() for place, each in enumerate(row)]
    ledger.add_forecasts(
        ForecastRow(
            run=run.id, series=(name,), target="y", cutoff=number, model="v0001",
            step=place + 1, time=number + place + 1, value=0.0, lower={80.0: 0.0},
            upper={80.0: 0.0},
        )
        for name, place, *_ in steps
    )  # fmt: skip
    ledger.add_scores(
        ScoreRow(
            run=run.id, series=(name,), target="y", cutoff=number, model="v0001",
            step=place + 1, time=number + place + 1, actual=0.0, error=own, naive_error=naive,
            covered={80.0: held, 95.0: True},
        )
        for name, place, own, naive, held in steps
    )  # fmt: skip
    ended = dataclasses.replace(
        run, ended=run.started, exit_code=0, status="done", seconds=2.0 + number, model="v0001"
    )
    ledger.end_run(ended)
    return ended


def test_nothing_has_run(ledger: Ledger) -> None:
    report = summarise(ledger, 10, job="sales")
    assert (report.job, report.ledger, report.runs) == ("sales", ledger.location, ())
    assert report.levels == []


def test_runs_come_oldest_first_and_no_more_than_asked(ledger: Ledger) -> None:
    nights = [run_night(ledger, number, {}) for number in range(5)]
    assert [run.id for run in summarise(ledger, 3).runs] == [night.id for night in nights[2:]]


def test_what_a_forecast_was_worth(ledger: Ledger) -> None:
    run_night(ledger, 0, {"a": [(1.0, 2.0, True), (-3.0, -2.0, False), (9.0, None, True)]})
    run_night(ledger, 1, {})
    first, second = summarise(ledger, 10).runs
    assert first.scored == 3
    assert first.mae == pytest.approx(13 / 3)
    assert first.skill == pytest.approx(1 - 4 / 4)  # the step that naive cannot forecast is out
    assert first.coverage == {80.0: pytest.approx(2 / 3), 95.0: 1.0}
    assert (second.scored, second.mae, second.skill, second.coverage) == (0, None, None, {})


def test_no_series_counts_for_more_because_it_is_larger(ledger: Ledger) -> None:
    """The large one is forecast as well as by naive, the small one without an error."""
    run_night(ledger, 0, {"large": [(1e6, 1e6, True)], "small": [(0.0, 1e-3, True)]})
    assert summarise(ledger, 10).runs[0].skill == pytest.approx(0.5)


def test_skill_over_nights_has_one_unit(ledger: Ledger) -> None:
    """A night that is hard for naive weighs more than an easy one, within one series."""
    run_night(ledger, 0, {"a": [(3.0, 1.0, True)], "b": [(1.0, 1.0, True)]})
    run_night(ledger, 1, {"a": [(0.0, 9.0, True)], "b": [(1.0, 1.0, True)]})
    first, second = summarise(ledger, 10).runs
    assert first.skill == pytest.approx(1 - (0.3 + 0.5) / (0.1 + 0.5))
    assert second.skill == pytest.approx(1 - (0.0 + 0.5) / (0.9 + 0.5))


def test_naive_is_never_wrong(ledger: Ledger) -> None:
    run_night(ledger, 0, {"constant": [(1.0, 0.0, True)]})
    assert summarise(ledger, 10).runs[0].skill is None


def test_who_was_promoted(ledger: Ledger) -> None:
    night = run_night(ledger, 0, {})
    for name, run in (("v0002", night.id), ("v0003", night.id), ("v0002", None)):
        ledger.add_promotion(
            PromotionRow(at=NIGHT, run=run, from_model=None, to_model=name, reason="better")
        )
    assert summarise(ledger, 10).runs[0].promoted == "v0003"
