"""A pretrained network's file: half of the bits, all of the facts."""

from __future__ import annotations

import numpy as np
import pytest
from builders import random_weights

from lstmcast.inference.forecaster import Forecaster
from lstmcast.prior.card import Card, Pretrained, decode, encode
from lstmcast.prior.plans import PLANS

CARD = Card(
    season=12,
    generator=1,
    seed=0,
    steps=100,
    windows=25_600,
    skill=0.25,
    coverage_80=0.8,
    coverage_95=0.95,
    torch="2.6.0",
)


def network(season: int) -> Pretrained:
    plan = PLANS[season]
    forecaster = Forecaster(
        spec=plan.spec, shape=plan.shape, weights=random_weights(plan.spec, seed=season)
    )
    return Pretrained(forecaster=forecaster, card=CARD)


@pytest.mark.parametrize("season", PLANS)
def test_it_comes_back_as_it_was_but_for_half_precision(season: int) -> None:
    made = network(season)
    found = decode(encode(made))
    assert found.card == CARD
    assert found.forecaster.spec == made.forecaster.spec
    assert found.forecaster.shape == made.forecaster.shape
    assert found.forecaster.weights.keys() == made.forecaster.weights.keys()
    for name, weight in made.forecaster.weights.items():
        back = found.forecaster.weights[name]
        assert back.dtype == np.float32
        np.testing.assert_array_equal(back, weight.astype(np.float16).astype(np.float32))


def test_a_second_round_trip_changes_nothing() -> None:
    content = encode(network(4))
    assert encode(decode(content)) == content


def test_a_weight_takes_two_bytes() -> None:
    made = network(12)
    weights = sum(weight.size for weight in made.forecaster.weights.values())
    assert 2 * weights < len(encode(made)) < 2 * weights + 4096


@pytest.mark.parametrize("content", [b"", b"no weights", encode(network(1))[:-8]])
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="safetensors"):
        decode(content)
