"""The unit of error of a row: from its own history, and never made of nothing."""

from __future__ import annotations

import numpy as np
import pytest
from builders import NAN, series_set
from records import record_of

from lstmcast.evaluation.scales import scales_of


def scales_at(history: list[float], season: int) -> tuple[float, float, float]:
    """Return the scales of one row, whose history is followed by something enormous."""
    record = record_of(series_set([*history, 1e6]), horizon=1, season=season)
    found = scales_of(record)
    assert len(found.absolute) == 1
    return float(found.absolute[0]), float(found.quadratic[0]), float(found.size[0])


@pytest.mark.parametrize(
    ("history", "season", "absolute", "quadratic"),
    [
        ([1.0, 5.0, 2.0, 9.0], 2, 2.5, 8.5**0.5),
        ([1.0, NAN, 2.0, 9.0], 2, 1.0, 1.0),
        ([2.0, 4.0, 4.0, -4.0], 1, 10 / 3, (68 / 3) ** 0.5),
        ([3.0, 3.0, 3.0], 1, NAN, NAN),  # never changes
        ([1.0, 2.0], 2, NAN, NAN),  # no longer than a season
        ([1.0, NAN, 2.0, NAN, 3.0], 1, NAN, NAN),  # never both values of a change
    ],
)
def test_by_hand(history: list[float], season: int, absolute: float, quadratic: float) -> None:
    found = scales_at(history, season)
    assert found[:2] == pytest.approx((absolute, quadratic), nan_ok=True)
    assert found[2] == np.nanmax(np.abs(history))


def test_rounding_noise_is_no_change() -> None:
    thirds = [0.1 + 0.2, 0.3] * 5
    assert np.diff(thirds).any()
    assert scales_at(thirds, 1)[:2] == pytest.approx((NAN, NAN), nan_ok=True)
    assert scales_at([value - 0.3 for value in thirds], 1)[0] > 0  # here it is all there is


@pytest.mark.parametrize("size", [1e307, 1e-300])
def test_no_square_is_too_large_or_too_small(size: float) -> None:
    absolute, quadratic, largest = scales_at([size, -size, 3 * size, size], 1)
    assert absolute == pytest.approx(8 / 3 * size)
    assert quadratic == pytest.approx(8**0.5 * size)
    assert largest == 3 * size


def test_each_row_has_its_own_history() -> None:
    data = series_set([1.0, 2.0, 4.0, 8.0, 16.0], [0.0, 1.0, 0.0, 1.0])
    found = scales_of(record_of(data, horizon=1, season=1, folds=2))
    assert found.absolute.tolist() == [3 / 2, 1.0, 7 / 3, 1.0]  # rows go fold by fold
    assert found.size.tolist() == [4.0, 1.0, 8.0, 1.0]
