"""Draws over series and cutoffs: unbiased, repeatable, and as scattered as what they are from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from lstmcast.evaluation.chance import resampling
from lstmcast.evaluation.chance.origins import Origins, origins
from lstmcast.evaluation.chance.resampling import DRAWS, drawn_sums

FloatArray = npt.NDArray[np.float64]


def crossed(series: int, cutoffs: int) -> Origins:
    """Return origins of rows [series x cutoffs] that share their cutoffs."""
    number, cutoff = np.divmod(np.arange(series * cutoffs), cutoffs)
    return origins(number, cutoff * 10, 10)


def test_sums_are_right_on_average() -> None:
    values = np.random.default_rng(0).uniform(1, 2, size=(30, 2))
    found = drawn_sums(values, crossed(10, 3))
    assert found.shape == (DRAWS, 2)
    np.testing.assert_allclose(found.mean(axis=0), values.sum(axis=0), rtol=0.03)


def test_it_repeats_to_the_bit_however_much_is_done_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = np.random.default_rng(1).normal(size=(21, 2))
    first = drawn_sums(values, crossed(7, 3))
    np.testing.assert_array_equal(drawn_sums(values, crossed(7, 3)), first)
    monkeypatch.setattr(resampling, "_WEIGHTS_AT_ONCE", 100)
    np.testing.assert_array_equal(drawn_sums(values, crossed(7, 3)), first)


def test_rows_of_one_series_and_stretch_go_together() -> None:
    """Windows a step apart say nearly the same: they are drawn together, or not at all."""
    apart = origins(np.repeat(np.arange(6), 4), np.tile(np.arange(4), 6), 10)
    values = np.repeat(np.arange(6.0) + 1, 4)[:, None]
    once = drawn_sums(4 * values[::4], origins(np.arange(6), np.zeros(6, dtype=np.int64), 10))
    np.testing.assert_array_equal(drawn_sums(values, apart), once)


@pytest.mark.parametrize(("of_series", "of_cutoffs"), [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
def test_what_sets_series_or_cutoffs_apart_shows(of_series: float, of_cutoffs: float) -> None:
    series, cutoffs = 40, 30
    random = np.random.default_rng(2)
    effects = of_series * random.normal(size=(series, 1)), of_cutoffs * random.normal(size=cutoffs)
    values = (100 + effects[0] + effects[1]).ravel()
    sums = drawn_sums(np.stack([values, np.ones_like(values)], axis=1), crossed(series, cutoffs))
    expected = effects[0].var() / series + effects[1].var() / cutoffs
    assert np.var(sums[:, 0] / sums[:, 1]) == pytest.approx(expected, rel=0.1)


def test_cells_that_are_not_there_are_not_drawn() -> None:
    """Series that end at different times share no cutoff."""
    ragged = origins(np.array([0, 1, 1, 2]), np.array([0, 10, 20, 30]), 10)
    found = drawn_sums(np.eye(4), ragged)
    np.testing.assert_allclose(found.mean(axis=0), np.ones(4), atol=0.15)
    correlations = np.corrcoef(found.T)
    assert correlations[1, 2] > 0  # of one series: drawn together or not at all
    assert correlations[0, 1] < -0.1  # one is drawn in place of the other
