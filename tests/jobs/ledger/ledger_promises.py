"""What every ledger does, whichever database it is in: functions that take an empty one."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from ledger_rows import HOUR, begin, forecasts, night, promotion, score

from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.rows import KILLED, RUNNING, DraftRow, ForecastRow


def a_run_comes_back_as_it_ended(ledger: Ledger) -> None:
    run = begin(ledger)
    assert ledger.runs() == [run]
    assert run.status == RUNNING
    ended = dataclasses.replace(
        run,
        ended=night(1),
        exit_code=5,
        status="failed",
        key="ab12",
        model="v0001",
        cutoff=-5,
        rows=2**40,
        series=3,
        seconds=0.1,
        message="a \0 and a \ud800 in its name",
        facts='{"a": 1}',
    )
    ledger.end_run(ended)
    assert ledger.runs() == [ended]


def runs_come_newest_first(ledger: Ledger) -> None:
    numbers = [begin(ledger, number).id for number in range(4)]
    assert [run.id for run in ledger.runs()] == numbers[::-1]
    assert [run.id for run in ledger.runs(2)] == numbers[:1:-1]


def a_run_that_never_ended_was_killed(ledger: Ledger) -> None:
    begin(ledger)
    begin(ledger, 1)
    assert [run.status for run in ledger.runs()] == [RUNNING, KILLED]


def forecasts_come_back_to_the_bit(ledger: Ledger) -> None:
    run = begin(ledger)
    rows = forecasts(run.id, series=[("a/b", "c"), ('"', "\n\0"), (), ("\ud800", "日本")])
    rows.append(
        ForecastRow(
            run=run.id, series=("bare",), target="\0", cutoff=-(2**40), model="", step=1,
            time=-(2**40) + 1, value=5e-324,
        )
    )  # fmt: skip
    assert ledger.add_forecasts(iter(rows)) == len(rows)
    assert by_name(ledger.open_forecasts(2**50)) == by_name(rows)
    assert by_name(ledger.forecasts()) == by_name(rows)


def numbers_of_numpy_are_taken(ledger: Ledger) -> None:
    [row] = forecasts(begin(ledger).id, series=[("a",)], steps=1)
    spoken = dataclasses.replace(
        row,
        cutoff=np.int64(row.cutoff),
        time=np.int64(row.time),
        step=np.int64(1),
        value=np.float64(row.value),
        lower={np.float64(80): np.float64(-0.5)},
        upper={np.float64(80): np.float64(0.5)},
    )
    ledger.add_forecasts([spoken])
    expected = dataclasses.replace(row, lower={80.0: -0.5}, upper={80.0: 0.5})
    assert ledger.open_forecasts(2**50) == [expected]


def the_same_forecast_is_replaced(ledger: Ledger) -> None:
    first, second = begin(ledger), begin(ledger, 1)
    old, new = forecasts(first.id), forecasts(second.id, value=99.0)
    ledger.add_forecasts(old)
    ledger.add_scores([score(row, run=first.id) for row in old])
    other = forecasts(second.id, model="v0002")
    ledger.add_forecasts([*new, *other])
    assert by_name(ledger.forecasts()) == by_name([*new, *other])
    assert ledger.scores() == []
    ledger.add_forecasts(new)  # once more changes nothing
    assert by_name(ledger.forecasts()) == by_name([*new, *other])


def a_forecast_is_open_until_it_has_a_score(ledger: Ledger) -> None:
    run = begin(ledger)
    rows = forecasts(run.id, series=[("a",)], steps=4)
    ledger.add_forecasts(rows)
    assert ledger.open_forecasts(2 * HOUR) == rows[:2]
    assert ledger.open_forecasts(3 * HOUR, since=2 * HOUR) == rows[1:3]
    ledger.add_scores([score(rows[0], run=run.id)])
    assert ledger.open_forecasts(2 * HOUR) == rows[1:2]
    assert ledger.forecasts(2 * HOUR) == rows[1:]
    assert ledger.forecasts() == rows


def scores_come_back_to_the_bit(ledger: Ledger) -> None:
    run = begin(ledger)
    rows = forecasts(run.id)
    ledger.add_forecasts(rows)
    scores = [
        score(row, run=run.id, actual=0.1 * row.step, naive_error=None if row.step == 1 else 0.3)
        for row in rows
    ]
    ledger.add_scores(iter(scores))
    assert by_name(ledger.scores()) == by_name(scores)
    later = [row for row in scores if row.time >= 2 * HOUR]
    assert by_name(ledger.scores(2 * HOUR)) == by_name(later)
    corrected = dataclasses.replace(scores[0], actual=7.0, error=-1.0, covered={80.0: False})
    ledger.add_scores([corrected])
    assert by_name(ledger.scores()) == by_name([corrected, *scores[1:]])


def a_score_without_a_forecast_is_dropped(ledger: Ledger) -> None:
    [row] = forecasts(begin(ledger).id, series=[("a",)], steps=1)
    ledger.add_scores([score(row, run=1)])
    assert ledger.scores() == []


def all_rows_are_added_or_none(ledger: Ledger) -> None:
    run = begin(ledger)
    good = forecasts(run.id)
    for wrong in (
        dataclasses.replace(good[0], value=math.nan),
        dataclasses.replace(good[0], lower={80.0: -math.inf}, upper={80.0: 0.0}),
        dataclasses.replace(good[0], lower={80.0: 0.0}, upper={}),
    ):
        with pytest.raises(ValueError, match=r"no place in the ledger|levels"):
            ledger.add_forecasts([*good, wrong])
        assert ledger.forecasts() == []
    ledger.add_forecasts(good)
    scores = [score(row, run=run.id) for row in good]
    with pytest.raises(ValueError, match="no place in the ledger"):
        ledger.add_scores([*scores, dataclasses.replace(scores[0], error=math.inf)])
    assert ledger.scores() == []


def tallies_add_up_what_came_true(ledger: Ledger) -> None:
    first, second = begin(ledger), begin(ledger, 1)
    old = forecasts(first.id, series=[("a",)], steps=3)
    new = forecasts(second.id, series=[("a",)], cutoff=HOUR, steps=3)
    ledger.add_forecasts([*old, *new])
    # 11.1, 12.1 and 13.1 are forecast, and 9.0 .. 11.2 is the 80 % interval.
    ledger.add_scores(
        [
            score(old[0], run=2, actual=10.0),
            score(old[1], run=2, actual=11.0, naive_error=None),
            score(old[2], run=2, actual=0.0),
            score(new[0], run=2, actual=12.1),
        ]
    )
    both, neither, wide = ledger.tallies(first.id)[0], *ledger.tallies(first.id)[1:]
    found = {tuple(row.covered.values()): row for row in (both, neither) if row.run == first.id}
    held, missed = found[True, True], found[False, False]
    assert (held.steps, missed.steps) == (2, 1)
    assert held.error == pytest.approx(1.1 + 1.1)
    assert (held.compared_error, held.naive_error) == (pytest.approx(1.1), 3.0)
    assert missed.error == pytest.approx(13.1)
    assert wide.run == second.id
    assert ledger.tallies(second.id) == [wide]


def promotions_come_newest_first(ledger: Ledger) -> None:
    run = begin(ledger)
    rows = [promotion(1, run=run.id), promotion(2, run=None)]
    first = dataclasses.replace(rows[0], from_model=None, champion_loss=None)
    for row in (first, rows[1]):
        ledger.add_promotion(row)
    assert ledger.promotions() == [rows[1], first]
    ledger.add_promotion(dataclasses.replace(rows[0], challenger_loss=math.inf))
    assert ledger.promotions()[0].challenger_loss is None


def what_is_old_is_forgotten(ledger: Ledger) -> None:
    kept: list[ForecastRow] = []
    for number in range(6):
        run = begin(ledger, number)
        rows = forecasts(run.id, cutoff=number * HOUR)
        ledger.add_forecasts(rows)
        ledger.add_scores([score(rows[0], run=run.id)])
        if number in {0, 1}:
            ledger.add_promotion(promotion(number, run=run.id, to_model=f"v{number}"))
        ledger.end_run(dataclasses.replace(run, exit_code=0, status="done"))
        kept += rows if number >= 4 else []
    assert ledger.forget(night(4)) == 3
    assert by_name(ledger.forecasts()) == by_name(kept)
    assert {row.cutoff for row in ledger.scores()} == {4 * HOUR, 5 * HOUR}
    assert [row.to_model for row in ledger.promotions()] == ["v1"]
    assert [run.started for run in ledger.runs()] == [night(5), night(4), night(1)]
    assert ledger.forget(night(4)) == 0


def a_draft_counts_once_it_is_settled(ledger: Ledger) -> None:
    first, second = begin(ledger), begin(ledger, 1)
    old, new = forecasts(first.id, steps=4), forecasts(second.id, value=99.0)
    ledger.add_forecasts(old)
    ledger.add_scores([score(row, run=first.id) for row in old])
    before = by_name(ledger.forecasts()), by_name(ledger.scores())
    draft = DraftRow(run=second.id, output="/srv/a \0 forecast.csv", digest="ab")
    assert ledger.drafted() is None
    for published in (False, True):
        with pytest.raises(ValueError, match="no place in the ledger"):
            ledger.draft(draft, [*new, dataclasses.replace(new[0], value=math.nan)])
        assert ledger.drafted() is None
        assert ledger.draft(draft, iter(new)) == len(new)
        assert ledger.draft(draft, iter(new)) == len(new)  # of another run that died
        assert ledger.drafted() == draft
        assert (by_name(ledger.forecasts()), by_name(ledger.scores())) == before
        ledger.settle(published=published)
        assert ledger.drafted() is None
        if not published:
            assert (by_name(ledger.forecasts()), by_name(ledger.scores())) == before
    kept = [row for row in old if row.step == 4]  # what is forecast no more is left alone
    made = [dataclasses.replace(row, run=second.id) for row in kept] + new
    assert by_name(ledger.forecasts()) == by_name(made)
    assert {row.step for row in ledger.scores()} == {4}


def a_draft_counts_when_its_run_ends(ledger: Ledger) -> None:
    run = begin(ledger)
    rows = forecasts(run.id)
    ended = dataclasses.replace(run, exit_code=0, status="done")
    for published, expected in ((False, []), (True, rows)):
        ledger.draft(DraftRow(run=run.id, output="forecast.csv", digest=None), rows)
        ledger.end_run(ended, published=published)
        assert published or ledger.forget(night(9)) == 0  # before anybody has looked
        assert by_name(ledger.forecasts()) == by_name(expected)
    assert ledger.runs() == [ended]
    ledger.end_run(ended, published=True)  # nothing was drafted
    assert by_name(ledger.forecasts()) == by_name(rows)


def a_run_under_way_is_not_forgotten(ledger: Ledger) -> None:
    run = begin(ledger)
    ledger.add_forecasts(forecasts(run.id))
    assert ledger.forget(night(9)) == 0
    assert ledger.forecasts()


def by_name(rows: list) -> list:
    """Return rows in one order, whatever the order of a database is."""
    return sorted(rows, key=lambda row: (row.series, row.target, row.cutoff, row.model, row.step))


PROMISES = (
    a_run_comes_back_as_it_ended,
    runs_come_newest_first,
    a_run_that_never_ended_was_killed,
    forecasts_come_back_to_the_bit,
    numbers_of_numpy_are_taken,
    the_same_forecast_is_replaced,
    a_forecast_is_open_until_it_has_a_score,
    scores_come_back_to_the_bit,
    a_score_without_a_forecast_is_dropped,
    all_rows_are_added_or_none,
    tallies_add_up_what_came_true,
    promotions_come_newest_first,
    what_is_old_is_forgotten,
    a_run_under_way_is_not_forgotten,
    a_draft_counts_once_it_is_settled,
    a_draft_counts_when_its_run_ends,
)
