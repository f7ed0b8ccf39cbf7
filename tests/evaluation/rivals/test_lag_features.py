"""What trees are told of a step, on a window small enough to look at."""

from __future__ import annotations

import numpy as np
import pytest
from builders import NAN

from lstmcast.evaluation.rivals.lag_features import lag_features
from lstmcast.windows.sampling import WindowShape, prepare

#: Ten steps, the second not observed; the last season has a mean of zero.
PAST = np.array([[5.0, NAN, 1, 2, 3, 4, 0, 6, 7, -13]])
NEWEST = [-13, 7, 6, 0, 4, 3, 2, 1, NAN, 5]
MEANS = [(1 + 2 + 3 + 4) / 4, 5]  # of the season before the last, and of what is left before


def features_of(step: int, season: int) -> list[float]:
    """Return the features of one step ahead, 0 the first; values in the unit of PAST."""
    shape = WindowShape(lookback=10, horizon=6, season=season, lags=(season, 1))
    inputs = prepare(PAST, shape, changes=False)
    made = lag_features(inputs, np.array([[step]]), season)
    assert made.dtype == np.float32
    values = inputs.scale.centre[0] + inputs.scale.spread[0] * made[0, 1:].astype(np.float64)
    return [float(made[0, 0]), *np.round(values, 4)]


@pytest.mark.parametrize(
    ("step", "repeated", "around"),
    [
        (0, 0, [4, 0, 6, NAN, 1, 2, NAN, NAN, NAN]),
        (3, -13, [7, -13, NAN, 3, 4, 0, 5, NAN, 1]),  # after the cutoff nothing is known
        (5, 6, [0, 6, 7, 1, 2, 3, NAN, NAN, 5]),  # in the second season ahead
    ],
)
def test_values_are_looked_up_from_the_step(
    step: int, repeated: float, around: list[float]
) -> None:
    expected = [step, repeated, *NEWEST, *around, *MEANS]
    np.testing.assert_array_equal(features_of(step, season=4), expected)


def test_without_a_season_only_the_newest_values_are_told() -> None:
    np.testing.assert_array_equal(features_of(2, season=1), [2, -13, *NEWEST])


def test_every_step_of_every_window_has_a_row() -> None:
    shape = WindowShape(lookback=10, horizon=6, season=4, lags=(4, 1))
    inputs = prepare(np.concatenate([PAST, PAST + 1]), shape, changes=False)
    made = lag_features(inputs, np.array([[0, 3], [5, 1]]), 4)
    assert made[:, 0].tolist() == [0, 3, 5, 1]
    alone = lag_features(inputs.rows(slice(1, 2)), np.array([[5, 1]]), 4)
    np.testing.assert_array_equal(made[2:], alone)
