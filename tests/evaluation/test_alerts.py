"""Alerts: the first crossing, its chance, and the bounds of the chance of any."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from lstmcast.condition import read_conditions
from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.alerts import Alert, find_alerts
from lstmcast.inference.forecast import Forecasts, ForecastSet, join_forecasts, summarise
from lstmcast.inference.limits import limits_of

QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
SCORES = np.array([NormalDist().inv_cdf(share) for share in QUANTILES])
HISTORY = SeriesSet(
    keys=(SeriesKey(("a",), "y"), SeriesKey(("b",), "y")),
    values=np.array([-1.5, 2.25, -3.5, 4.75]),
    offsets=np.array([0, 2, 4]),
    starts=np.array([0, 10]),
    calendar=Calendar(frequency=Frequency.parse("D"), zone=None, style="YYYY-MM-DD"),
)


def forecast(centres: list[list[float]], *, whole: bool = True) -> ForecastSet:
    """Return normal forecasts of standard deviation 10 about the centres [S, H]."""
    values = np.array(centres)[..., None] + 10 * SCORES
    made = Forecasts(quantiles=values, mean=np.full(values.shape[:2], np.nan))
    return summarise(
        made, QUANTILES, HISTORY, levels=(80.0,), limits=limits_of(HISTORY), keep_whole=whole
    )


def alerts(made: ForecastSet, *texts: str) -> tuple[Alert, ...]:
    return find_alerts(made, read_conditions(texts))


def test_the_first_crossing_and_its_chance() -> None:
    made = forecast([[70, 80, 90, 100], [10, 10, 10, 10]])
    [alert] = alerts(made, "hi-90 > 95")
    assert alert.key == HISTORY.keys[0]
    assert (alert.step, alert.time) == (2, "1970-01-04")
    assert alert.value == pytest.approx(80 + 10 * NormalDist().inv_cdf(0.95))
    chances = [1 - NormalDist(centre, 10).cdf(95) for centre in (70, 80, 90, 100)]
    assert alert.chance == pytest.approx(chances[1])
    assert alert.at_least == pytest.approx(chances[3])
    assert alert.at_most == pytest.approx(min(1, sum(chances)))


@pytest.mark.parametrize(
    ("text", "step"),
    [("forecast > 90", 4), ("forecast >= 90", 3), ("forecast < 80", 1), ("forecast <= 69", None),
     ("lo-80 < 60", 1), ("lo-80 > 80", 4), ("p50 > 75", 2), ("p90 > 92.5", 2)],
)  # fmt: skip
def test_what_is_compared_is_what_was_said(text: str, step: int | None) -> None:
    made = forecast([[70, 80, 90, 100], [70, 70, 70, 70]]).select(np.array([0]))
    assert [alert.step for alert in alerts(made, text)] == ([] if step is None else [step])


def test_chances_are_of_the_side_that_was_asked_for() -> None:
    made = forecast([[70, 80, 90, 100], [10, 20, 30, 40]])
    high, low = alerts(made, "forecast > 65", "forecast < 35")
    assert high.chance == pytest.approx(1 - NormalDist(70, 10).cdf(65))
    assert low.chance == pytest.approx(NormalDist(10, 10).cdf(35))
    assert (low.key, low.step) == (HISTORY.keys[1], 1)


def test_an_end_in_the_forecast_is_compared_as_it_stands_there() -> None:
    made = forecast([[70, 80, 90, 100], [10, 10, 10, 10]])
    widened = replace(made, upper=made.upper + 50)  # as a later correction would
    assert alerts(made, "hi-80 > 120") == ()
    [alert] = alerts(widened, "hi-80 > 120")
    assert alert.value == widened.upper[0, 0, alert.step - 1]


def test_alerts_come_by_series_and_then_by_condition() -> None:
    made = forecast([[70, 80], [60, 90]])
    found = alerts(made, "hi-90 > 50", "forecast > 50")
    assert [(alert.key.ids, alert.condition.text) for alert in found] == [
        (("a",), "hi-90 > 50"), (("a",), "forecast > 50"),
        (("b",), "hi-90 > 50"), (("b",), "forecast > 50"),
    ]  # fmt: skip


def test_parts_have_the_alerts_of_the_whole() -> None:
    made = forecast([[70, 80, 90, 100], [90, 70, 70, 70]])
    parts = [made.select(np.array([place])) for place in (0, 1)]
    assert alerts(join_forecasts(parts), "hi-90 > 95") == alerts(made, "hi-90 > 95")


def test_distributions_are_needed_only_where_there_is_a_condition() -> None:
    bare = forecast([[70, 80], [60, 90]], whole=False)
    assert find_alerts(bare, ()) == ()
    with pytest.raises(ValueError, match="distributions"):
        alerts(bare, "forecast > 1")
