"""The networks that ship: whole, small, and better than repeating the season."""

from __future__ import annotations

from importlib.resources import files

import pytest

from lstmcast.inference.weights import check_weights
from lstmcast.prior import generator
from lstmcast.prior.card import Pretrained, decode
from lstmcast.prior.library import seasons
from lstmcast.prior.plans import PLANS

FOLDER = files("lstmcast.prior") / "weights"
_MOST_BYTES = 12_000_000

each_season = pytest.mark.parametrize("season", PLANS)


def shipped(season: int) -> Pretrained:
    return decode((FOLDER / f"season-{season}.safetensors").read_bytes())


def test_there_is_one_for_each_plan_and_they_are_small_enough() -> None:
    assert set(seasons()) == set(PLANS)
    sizes = [len((FOLDER / f"season-{season}.safetensors").read_bytes()) for season in seasons()]
    assert sum(sizes) <= _MOST_BYTES


@each_season
def test_the_network_is_whole_and_as_planned(season: int) -> None:
    forecaster, plan = shipped(season).forecaster, PLANS[season]
    check_weights(forecaster.spec, forecaster.weights)
    assert forecaster.spec == plan.spec
    assert forecaster.shape == plan.shape


@each_season
def test_the_card_tells_of_the_plan(season: int) -> None:
    card, plan = shipped(season).card, PLANS[season]
    assert (card.season, card.steps, card.seed) == (plan.season, plan.steps, plan.seed)
    assert card.windows == plan.steps * plan.batch_size
    assert card.generator == generator.VERSION


@each_season
def test_it_is_better_than_repeating_the_season_and_knows_how_sure_it_is(season: int) -> None:
    card = shipped(season).card
    assert card.skill > 0
    assert 0.7 < card.coverage_80 < 0.9 < card.coverage_95 < 1
