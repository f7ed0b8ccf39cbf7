"""One series explained: where its patches and the parts of its past lie in time."""

from __future__ import annotations

import numpy as np
from builders import seasonal_panel, small_model

from lstmcast.evaluation.activity import activity_of
from lstmcast.evaluation.explanation import explain_series
from lstmcast.evaluation.importance import importance_of
from lstmcast.model.spec import ModelSpec


def test_each_network_by_itself_and_the_past_for_all_of_them() -> None:
    specs = (
        ModelSpec(horizon=4, lookback=24, patch=4, hidden=6),
        ModelSpec(horizon=4, lookback=48, patch=12, hidden=5, cell="gru"),
    )
    ensemble = small_model(*specs).ensemble
    data = seasonal_panel(50, 120)
    made = explain_series(ensemble, data, 1, season=12, horizon=5)
    assert made.key == data.keys[1]
    assert made.end == 1 + 120
    assert [each.spec for each in made.networks] == list(specs)
    own = activity_of(ensemble.members[1], data, 1)
    np.testing.assert_array_equal(made.networks[1].first, own.first)
    np.testing.assert_array_equal(
        made.networks[1].layers[0].signals["update"].mean, own.layers[0].signals["update"].mean
    )
    expected = importance_of(ensemble, data, 1, season=12, horizon=5)
    np.testing.assert_array_equal(made.importance.moved, expected.moved)
    first, last = made.parts
    assert first.tolist() == [73, 85, 97, 109]
    assert last.tolist() == [84, 96, 108, 120]
