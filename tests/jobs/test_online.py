"""Intervals of a forecast stretched by what the ledger says of earlier ones."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from ledgers import DAY, HOURLY, MemoryLedger, forecasts_at, hourly, panel

from lstmcast.condition import read_conditions
from lstmcast.data.series import SeriesKey
from lstmcast.evaluation.alerts import Alert, find_alerts
from lstmcast.inference.forecast import Forecasts, ForecastSet, summarise
from lstmcast.inference.limits import Limits
from lstmcast.jobs.online import corrected, factors_from
from lstmcast.jobs.scoring import score_earlier

LEVELS = (80.0, 95.0)
QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


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


def normal(centres: list[float], *, whole: bool = False, least: float = -np.inf) -> ForecastSet:
    """Return forecasts of one series, normal about the centres with a deviation of 10."""
    scores = np.array([NormalDist().inv_cdf(share) for share in QUANTILES])
    values = np.array(centres)[None, :, None] + 10 * scores
    drawn = Forecasts(quantiles=values, mean=np.full(values.shape[:2], np.nan))
    return summarise(
        drawn, QUANTILES, hourly([1.0, 2.0]), levels=LEVELS, limits=limits(least, whole=whole),
        keep_whole=True,
    )  # fmt: skip


def first(made: ForecastSet, text: str) -> Alert:
    [alert] = find_alerts(made, read_conditions([text]))
    return alert


@pytest.mark.parametrize("factors", [{80.0: 1.5, 95.0: 1.5}, {80.0: 1.5, 95.0: 1.1},
                                     {80.0: 0.4, 95.0: 0.8}, {80.0: 1.0, 95.0: 3.0}])  # fmt: skip
def test_the_chance_of_an_alert_is_that_of_the_stretched_interval(
    factors: dict[float, float],
) -> None:
    made = corrected(normal([70.0, 80.0, 90.0]), factors, limits())
    for level, tail in ((80.0, 0.1), (95.0, 0.025)):
        place = LEVELS.index(level)
        high, low = made.upper[place, 0, 1], made.lower[place, 0, 1]
        found = first(made, f"hi-{level:g} >= {float(high)!r}")
        assert (found.step, found.value) == (2, high)
        assert found.chance == pytest.approx(tail)
        assert made.whole is not None
        assert made.whole.chance_below(float(low), inclusive=True)[0, 1] == pytest.approx(tail)
    assert made.whole.chance_below(float(made.point[0, 1]), inclusive=True)[0, 1] == 0.5
    assert (np.diff(made.whole.values, axis=-1) >= 0).all()


def test_a_quantile_between_levels_is_stretched_with_them() -> None:
    made = corrected(normal([80.0]), dict.fromkeys(LEVELS, 2.0), limits())
    assert first(made, "hi-90 > 0").value == pytest.approx(80 + 20 * NormalDist().inv_cdf(0.95))
    assert first(made, "p75 > 0").value == pytest.approx(80 + 20 * NormalDist().inv_cdf(0.75))
    assert first(made, "forecast < 99").chance == pytest.approx(NormalDist(80, 20).cdf(99))


def test_whole_numbers_within_bounds_stay_so() -> None:
    made = corrected(normal([12.0], whole=True, least=0.0), {80.0: 1.7, 95.0: 1.7},
                     limits(0.0, whole=True))  # fmt: skip
    assert made.lower[:, 0, 0].tolist() == [0.0, 0.0]
    high = float(made.upper[0, 0, 0])
    assert first(made, f"hi-80 >= {high:g}").value == high == round(high)
    # Whole numbers up to the end are what the interval holds, and half of the next step.
    assert 0.9 < first(made, f"forecast <= {high:g}").chance < 0.92
    assert made.whole is not None
    assert made.whole.chance_below(0.0, inclusive=False)[0, 0] == 0
