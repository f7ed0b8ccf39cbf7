"""Every plan describes a network that can be built, for the season it stands under."""

from __future__ import annotations

import pytest

from lstmcast.prior.plans import PLANS, PretrainingPlan

each_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=lambda plan: str(plan.season))


def test_every_frequency_with_a_season_of_its_own_has_a_plan() -> None:
    assert tuple(PLANS) == (1, 4, 5, 7, 12, 24, 52)


@each_plan
def test_network_and_windows_fit(plan: PretrainingPlan) -> None:
    assert PLANS[plan.season] is plan
    assert (plan.spec.lookback, plan.spec.horizon) == (plan.shape.lookback, plan.shape.horizon)
    assert plan.spec.changes
    assert plan.spec.filters == plan.filters


@each_plan
def test_windows_hold_several_seasons(plan: PretrainingPlan) -> None:
    assert plan.shape.lookback >= 3 * max(plan.shape.lags)
    assert plan.shape.lags[-1] == 1  # where the season is missing, the last value serves
