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
    entry = FOLDER / f"season-{season}.safetensors"
    if not entry.is_file():
        pytest.skip(f"no network for season {season} yet; `make prior` trains it")
    return decode(entry.read_bytes())


def test_all_of_them_are_planned_for_and_small_enough() -> None:
    assert set(seasons()) <= set(PLANS)
    sizes = [len((FOLDER / f"season-{season}.safetensors").read_bytes()) for season in seasons()]
    assert sum(sizes) <= _MOST_BYTES


@each_season
def test_the_network_is_whole_and_made_for_its_season(season: int) -> None:
    found = shipped(season)
    forecaster = found.forecaster
    check_weights(forecaster.spec, forecaster.weights)
    assert found.card.season == forecaster.shape.season == season
    assert forecaster.spec.lookback == forecaster.shape.lookback
    assert forecaster.spec.horizon == forecaster.shape.horizon
    assert forecaster.shape.lags == PLANS[season].shape.lags


@each_season
def test_it_is_better_than_repeating_the_season_and_knows_how_sure_it_is(season: int) -> None:
    card = shipped(season).card
    assert card.generator == generator.VERSION
    assert card.skill > 0
    assert 0.7 < card.coverage_80 < 0.9 < card.coverage_95 < 1
