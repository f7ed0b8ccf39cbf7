"""How far coverage may be off by chance, where steps are held or missed together."""

from __future__ import annotations

import numpy as np
import pytest

from lstmcast.evaluation.coverage import largest_chance_error


@pytest.mark.parametrize("level", [50.0, 80.0, 95.0])
@pytest.mark.parametrize("series", [100, 400])
def test_chance_goes_further_five_times_in_a_hundred_at_most(level: float, series: int) -> None:
    random = np.random.default_rng(0)
    share = level / 100
    found = {}
    for alike in (0.0, 0.5, 1.0):
        common = random.random((1500, series, 1))
        own = random.random((1500, series, 6))
        drawn = np.where(random.random(own.shape) < alike, common, own)
        coverage = (drawn < share).mean(axis=(1, 2))
        found[alike] = (np.abs(coverage - share) > largest_chance_error(level, series)).mean()
    assert found[0.0] <= found[0.5] < found[1.0]
    assert found[1.0] == pytest.approx(0.05, abs=0.02)


@pytest.mark.parametrize(("level", "series", "error"), [(80, 1, 0.784), (95, 100, 0.0427)])
def test_figures_by_hand(level: float, series: int, error: float) -> None:
    assert largest_chance_error(level, series) == pytest.approx(error, abs=1e-3)
