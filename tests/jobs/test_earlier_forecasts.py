"""Earlier forecasts are scored once their values are there, and again when those are corrected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ledgers import DAY, MemoryLedger, daily_pattern, forecasts_at, hourly, panel

from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.jobs.pooling import pool
from lstmcast.jobs.scoring import Truth, score_earlier

KEY = SeriesKey(("s0",), "y")


def cut(data: SeriesSet, end: int) -> SeriesSet:
    return data.until(np.full(len(data), end))


def ledger_with(data: SeriesSet, *ends: int) -> MemoryLedger:
    ledger = MemoryLedger()
    for end in ends:
        ledger.add_forecasts(forecasts_at(data, end))
    return ledger


def test_only_what_has_happened_is_scored() -> None:
    data = panel(12, seed=0)
    ledger = ledger_with(data, 10 * DAY)
    scored = score_earlier(ledger, cut(data, 10 * DAY + 7), run=5, season=DAY, since=0)
    assert len(scored.new) == 7 * len(data)
    assert {row.step for row in scored.new} == set(range(1, 8))
    assert {row.run for row in scored.new} == {5}
    again = score_earlier(ledger, data, run=6, season=DAY, since=0)
    assert len(again.new) == 17 * len(data)
    assert again.corrected == ()


def test_a_score_is_forecast_minus_actual_beside_that_of_the_season() -> None:
    values = np.arange(48.0)
    data = hourly(values)
    ledger = ledger_with(data, DAY)
    row = score_earlier(ledger, data, run=1, season=DAY, since=0).new[3]
    assert (row.step, row.actual) == (4, 27.0)
    assert row.error == pytest.approx(daily_pattern(48)[27] - 27.0)
    assert row.naive_error == 3.0 - 27.0
    assert row.covered == {80.0: False, 95.0: False}


@pytest.mark.parametrize(("value", "covered"), [(51.2, True), (51.29, False)])
def test_the_ends_of_an_interval_decide(value: float, covered: bool) -> None:
    data = hourly([*daily_pattern(DAY), value])
    row = score_earlier(ledger_with(data, DAY), data, run=1, season=DAY, since=0).new[0]
    assert row.covered[80.0] is covered


def test_late_values_are_scored_when_they_come() -> None:
    full = panel(12, seed=1, series=1)
    late = full.values.copy()
    late[10 * DAY + 3] = np.nan
    ledger = ledger_with(full, 10 * DAY)
    first = score_earlier(ledger, replace(full, values=late), run=1, season=DAY, since=0)
    assert first.waiting == 1
    second = score_earlier(ledger, full, run=2, season=DAY, since=0)
    assert [row.step for row in second.new] == [4]
    assert second.waiting == 0


def test_corrected_values_score_again() -> None:
    data = panel(12, seed=2)
    ledger = ledger_with(data, 10 * DAY)
    score_earlier(ledger, data, run=1, season=DAY, since=0)
    values = data.values.copy()
    values[10 * DAY + 3] += 100
    mended = score_earlier(ledger, replace(data, values=values), run=2, season=DAY, since=0)
    assert mended.new == ()
    [row] = mended.corrected
    assert (row.step, row.run, row.actual) == (4, 2, values[10 * DAY + 3])
    assert row.error < -90
    assert not any(row.covered.values())
    assert ledger.scored[next(n for n, r in ledger.scored.items() if r.run == 2)] == row


def test_values_that_were_taken_back_keep_their_score() -> None:
    data = panel(12, seed=3, series=1)
    ledger = ledger_with(data, 10 * DAY)
    score_earlier(ledger, data, run=1, season=DAY, since=0)
    before = dict(ledger.scored)
    shorter = cut(data, 10 * DAY + 2)
    assert score_earlier(ledger, shorter, run=2, season=DAY, since=0).corrected == ()
    assert ledger.scored == before


def test_times_are_found_on_both_days_of_a_clock_change() -> None:
    zone = Calendar(frequency=Frequency.parse("h"), zone="Europe/Berlin",
                    style="YYYY-MM-DD hh:mm±hh:mm")  # fmt: skip
    data = replace(hourly(np.arange(24.0 * 365)), calendar=zone)
    times = zone.instants(np.arange(24 * 365))
    assert (np.diff(times) == 3600).all()
    truth = Truth(data)
    assert all(truth.actual(KEY, int(times[step])) == step for step in range(0, 24 * 365, 7))
    assert truth.actual(KEY, int(times[5]) + 1) is None


def test_series_that_are_gone_wait() -> None:
    data = panel(12, seed=0, series=2)
    ledger = ledger_with(data, 10 * DAY)
    left = score_earlier(ledger, data.select(np.array([1])), run=1, season=DAY, since=0)
    assert {row.series for row in left.new} == {("s1",)}
    assert left.waiting == DAY


def test_a_value_is_judged_by_the_newest_forecast_before_it() -> None:
    data = panel(14, seed=4)
    ledger = MemoryLedger()
    for day in (10, 11, 12):
        ledger.add_forecasts(forecasts_at(data, day * DAY, horizon=2 * DAY))
    score_earlier(ledger, data, run=1, season=DAY, since=0)
    nights = pool(ledger.scores(0), levels=(80.0,), units=dict.fromkeys(data.keys, 2.0))
    assert nights.points.tolist() == [DAY * 4, DAY * 4, 2 * DAY * 4]
    last = [row for row in ledger.scores(0) if row.cutoff == nights.cutoffs[-1]]
    assert nights.error[-1] == pytest.approx(np.mean([abs(row.error) for row in last]) / 2)
    assert nights.missed[-1, 0] == pytest.approx(np.mean([not r.covered[80.0] for r in last]))


def test_series_that_ended_earlier_make_no_nights_of_their_own() -> None:
    data = panel(14, seed=5)
    ledger = MemoryLedger()
    for day in (10, 11):
        rows = forecasts_at(data, day * DAY)
        early = forecasts_at(data, day * DAY - 5, horizon=DAY + 5)
        ledger.add_forecasts([row for row in rows if row.series != ("s3",)])
        ledger.add_forecasts([row for row in early if row.series == ("s3",)])
    score_earlier(ledger, data, run=1, season=DAY, since=0)
    nights = pool(ledger.scores(0), levels=(80.0,), units={})
    assert len(nights) == 2
    assert np.isnan(nights.error).all()


def test_the_order_of_scores_does_not_matter() -> None:
    data = panel(14, seed=6)
    ledger = ledger_with(data, 10 * DAY, 11 * DAY, 12 * DAY)
    score_earlier(ledger, data, run=1, season=DAY, since=0)
    rows = ledger.scores(0)
    units = dict.fromkeys(data.keys, 1.0)
    one, other = (pool(order, levels=(80.0,), units=units) for order in (rows, rows[::-1]))
    assert np.array_equal(one.missed, other.missed)
    assert np.array_equal(one.error, other.error)
