"""What gates and states are said to have done, beside what they did."""

from __future__ import annotations

import numpy as np
import pytest
from builders import NAN, random_weights, series_set

from lstmcast.evaluation.activity import OPEN, SHUT, UNITS, activity_of, holding_time
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.tracing import GATES, trace_member
from lstmcast.model.spec import CELLS, Cell, ModelSpec
from lstmcast.windows.folding import Fold
from lstmcast.windows.sampling import WindowShape


def forecaster(cell: Cell = "lstm", *, fold: Fold | None = None, layers: int = 1) -> Forecaster:
    spec = ModelSpec(
        horizon=4, lookback=24, patch=6, cell=cell, hidden=9, layers=layers, bidirectional=True
    )
    shape = WindowShape(lookback=24, horizon=4, season=12, lags=(12, 1), fold=fold)
    weights = {name: 4 * each for name, each in random_weights(spec).items()}
    return Forecaster(spec=spec, shape=shape, weights=weights)


def test_a_gate_that_keeps_a_share_holds_for_as_long_as_all_shares_add_up() -> None:
    shares = np.array([0.0, 0.5, 0.9, 0.99])
    summed = (shares ** np.arange(5000)[:, None]).sum(axis=0)
    np.testing.assert_allclose(summed, [1, 2, 10, 100])
    np.testing.assert_allclose(holding_time(np.tile(shares, (7, 1))), summed)


def test_it_is_the_mean_of_the_gate_that_counts() -> None:
    np.testing.assert_allclose(holding_time(np.array([[0.2, 1.0], [0.8, 1.0]])), [2, 1e6])


@pytest.mark.parametrize("cell", CELLS)
def test_figures_are_those_of_the_traced_units(cell: Cell) -> None:
    data = series_set(np.arange(40.0), np.sin(np.arange(50.0)))
    member = forecaster(cell, layers=2)
    described = activity_of(member, data, 1)
    traced = trace_member(member, data, np.array([1]), np.array([50]))
    assert [(each.layer, each.backward) for each in described.layers] == [
        (0, False), (0, True), (1, False), (1, True),
    ]  # fmt: skip
    for told, seen in zip(described.layers, traced, strict=True):
        assert list(told.signals) == list(seen.signals)
        for name, activity in told.signals.items():
            units = seen.signals[name][:, 0]
            np.testing.assert_allclose(activity.mean, np.abs(units).mean(axis=1))
            if name not in GATES[cell]:
                assert activity.open is None
                assert activity.shut is None
                continue
            assert activity.open is not None
            assert activity.shut is not None
            assert activity.open.tolist() == [sum(step > OPEN) / 9 for step in units]
            assert activity.shut.tolist() == [sum(step < SHUT) / 9 for step in units]
        if not GATES[cell]:
            assert told.holds is None
            continue
        assert told.holds is not None
        keeping = seen.signals[GATES[cell][0]][:, 0].mean(axis=0)
        np.testing.assert_allclose(told.holds, np.quantile(1 / (1 - keeping), UNITS))


def test_patches_end_where_the_series_does() -> None:
    values = np.arange(21.0)
    values[3:9] = NAN  # the second patch of the window is the first one that the series reaches
    values[12] = NAN
    described = activity_of(forecaster(), series_set([1.0], values), 1)
    end = 1 + 21  # the second series starts one step after the first
    assert described.first.tolist() == [end - 24, end - 18, end - 12, end - 6]
    assert described.last.tolist() == [end - 19, end - 13, end - 7, end - 1]
    np.testing.assert_allclose(described.observed, [3 / 6, 0, 5 / 6, 1])
    assert described.patch_steps == 6
    assert not described.folded


def test_folded_patches_are_told_in_steps() -> None:
    member = forecaster(fold=Fold(steps=365, bins=12))
    described = activity_of(member, series_set(np.sin(np.arange(800.0))), 0)
    assert described.folded
    assert described.patch_steps == 730 / 4
    assert described.last[-1] == 799
    assert described.first[0] == 800 - 730
    np.testing.assert_array_equal(described.first[1:], described.last[:-1] + 1)
    np.testing.assert_array_equal(described.observed, 1)


def test_without_a_value_there_is_nothing_to_describe() -> None:
    with pytest.raises(ValueError, match="no value before"):
        activity_of(forecaster(), series_set([1.0], []), 1)
