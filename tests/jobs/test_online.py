"""Intervals of a forecast stretched by what the ledger says of earlier ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ledgers import DAY, HOURLY, MemoryLedger, forecasts_at, panel

from lstmcast.data.series import SeriesKey
from lstmcast.inference.forecast import ForecastSet
from lstmcast.inference.limits import Limits
from lstmcast.jobs.online import corrected, factors_from
from lstmcast.jobs.scoring import score_earlier

LEVELS = (80.0, 95.0)


def made(point: float = 10.0) -> ForecastSet:
    points = np.full((1, 3), point)
    return ForecastSet(
        keys=(SeriesKey(("s0",), "y"),),
        calendar=HOURLY,
        ordinals=np.arange(3)[None],
        point=points,
        levels=LEVELS,
        lower=np.stack([points - 2, points - 4]),
        upper=np.stack([points + 1, points + 6]),
    )


def limits(least: float = -np.inf, *, whole: bool = False) -> Limits:
    return Limits(
        least=np.array([least]),
        most=np.array([np.inf]),
        whole=np.array([whole]),
        whole_mean=np.array([False]),
    )


def test_long_run_coverage_returns_after_the_noise_has_doubled() -> None:
    calm, wild = panel(140, seed=0), panel(140, seed=0, noise=2.0)
    step = np.arange(len(calm.values)) - np.repeat(calm.offsets[:-1], calm.lengths)
    data = replace(calm, values=np.where(step < 40 * DAY, calm.values, wild.values))
    ledger, factors = MemoryLedger(), dict.fromkeys(LEVELS, 1.0)
    for day in range(10, 139):
        rows = forecasts_at(data, day * DAY)
        ledger.add_forecasts(
            replace(
                row,
                lower={v: row.value - factors[v] * (row.value - low)
                       for v, low in row.lower.items()},
                upper={v: row.value + factors[v] * (up - row.value)
                       for v, up in row.upper.items()},
            )
            for row in rows
        )  # fmt: skip
        score_earlier(ledger, data.until(np.full(4, (day + 1) * DAY)), run=1, season=DAY,
                      since=10**12)  # fmt: skip
        factors = factors_from(ledger.scores(0), LEVELS)
    times = data.calendar.instants(np.array([40 * DAY, 46 * DAY, 80 * DAY]))
    at_first = [row for row in ledger.scores(int(times[0])) if row.time < times[1]]
    in_the_end = ledger.scores(int(times[2]))
    for level in LEVELS:
        assert np.mean([row.covered[level] for row in at_first]) < level / 100 - 0.08
        assert np.mean([row.covered[level] for row in in_the_end]) == pytest.approx(
            level / 100, abs=0.025
        )
        assert 1.6 < factors[level] < 2.6


def test_without_scores_nothing_changes_to_the_bit() -> None:
    factors = factors_from([], LEVELS)
    assert factors == dict.fromkeys(LEVELS, 1.0)
    assert corrected(made(), factors, limits()) is not None
    assert corrected(made(), factors, limits()).lower.tobytes() == made().lower.tobytes()


def test_ends_move_away_from_the_point_by_their_factor() -> None:
    wider = corrected(made(), {80.0: 2.0, 95.0: 1.5}, limits())
    assert wider.lower[:, 0, 0].tolist() == [6.0, 4.0]
    assert wider.upper[:, 0, 0].tolist() == [12.0, 19.0]
    assert wider.point.tobytes() == made().point.tobytes()


def test_wider_levels_hold_the_narrower_ones() -> None:
    crossed = corrected(made(), {80.0: 4.0, 95.0: 0.25}, limits())
    assert (crossed.lower[1] <= crossed.lower[0]).all()
    assert (crossed.upper[1] >= crossed.upper[0]).all()


def test_ends_keep_to_the_limits_of_their_series() -> None:
    kept = corrected(made(point=3.0), {80.0: 3.3, 95.0: 3.3}, limits(0.0, whole=True))
    assert kept.lower.min() == 0
    assert np.array_equal(kept.upper, np.rint(kept.upper))


def test_a_mean_outside_of_the_interval_does_not_turn_it_round() -> None:
    forecast = replace(made(), point=made().point + 5)
    narrow = corrected(forecast, {80.0: 0.25, 95.0: 0.25}, limits())
    assert (narrow.lower <= narrow.upper).all()
    assert (narrow.upper <= forecast.upper).all()
