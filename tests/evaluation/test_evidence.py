"""Better by more than chance explains: margins, blocks and their standard error."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.evaluation.evidence import (
    Margin,
    blocks_of,
    clearly_better,
    prefer,
    standard_error,
)

MARGIN = Margin(tested=0.01, untested=0.1)


def test_windows_of_a_series_within_one_horizon_are_one_block() -> None:
    series = np.array([0, 0, 0, 0, 3, 3])
    cutoffs = np.array([23, 24, 30, 36, 30, 31])
    blocks = blocks_of(series, cutoffs, 12)
    same = blocks[:, None] == blocks
    expected = np.eye(6, dtype=bool)
    for first, second in [(1, 2), (4, 5)]:
        expected[first, second] = expected[second, first] = True
    np.testing.assert_array_equal(same, expected)


def test_the_error_is_that_of_a_mean_over_blocks() -> None:
    """Repeating every window says nothing new."""
    gains = np.array([0.5, -0.2, 0.3, -0.1])
    error = 2.3534 * float(np.std(gains, ddof=1) / 2)  # Student's t, three degrees, 5 %
    old = np.ones(4)
    for shift, better in (
        (error - gains.mean() + 0.005, True),
        (error - gains.mean() - 0.005, False),
    ):
        new = old - gains - shift
        assert clearly_better(new, old, np.arange(4), MARGIN) is better
        copies = clearly_better(
            new.repeat(50),
            old.repeat(50),
            np.arange(4).repeat(50),
            MARGIN,
        )
        assert copies is better


@pytest.mark.parametrize(("fall", "better"), [(0.009, False), (0.011, True)])
def test_a_sure_gain_has_to_reach_the_margin(fall: float, better: bool) -> None:
    old = np.array([1.0, 2.0, 3.0])
    assert clearly_better(old * (1 - fall), old, np.arange(3), MARGIN) is better


@pytest.mark.parametrize(("fall", "better"), [(0.099, False), (0.101, True)])
@pytest.mark.parametrize("blocks", [[0, 0, 0], [0, 0, 1]])
def test_few_blocks_have_to_show_more(fall: float, better: bool, blocks: list[int]) -> None:
    old = np.array([1.0, 2.0, 3.0])
    assert clearly_better(old * (1 - fall), old, np.array(blocks), MARGIN) is better


def test_a_gain_in_one_of_many_blocks_is_chance() -> None:
    old, new = np.ones(6), np.ones(6)
    new[2] = 0.1
    assert not clearly_better(new, old, np.arange(6), MARGIN)


def test_what_is_not_known_does_not_count() -> None:
    old = np.array([1.0, np.nan, 1.0, np.nan, 1.0])
    new = np.array([0.9, np.nan, 0.9, np.nan, 0.9])
    assert clearly_better(new, old, np.arange(5), MARGIN)
    assert not clearly_better(new, old, np.array([0, 7, 0, 8, 1]), MARGIN)
    nothing = np.full(5, np.nan)
    assert not clearly_better(nothing, nothing, np.arange(5), MARGIN)


def test_infinite_losses_are_the_worst() -> None:
    finite, wild = np.ones(3), np.array([1.0, np.inf, 0.0])
    assert clearly_better(finite, wild, np.arange(3), MARGIN)
    assert not clearly_better(wild, finite, np.arange(3), MARGIN)
    assert not clearly_better(wild, wild, np.arange(3), MARGIN)


@pytest.mark.parametrize(
    ("losses", "place"),
    [
        ([1.0, 0.998, 0.996], 0),  # within one per cent
        ([1.0, 0.98], 1),
        ([1.0, 0.98, 0.975, 0.9], 3),
        ([1.0, 0.98, 0.976], 1),
        ([1.0, np.inf, 0.9], 2),
        ([np.inf, 2.0], 1),
        ([np.inf, np.inf], 0),
        ([0.0, 0.0], 0),
        ([np.nan, np.nan], 0),
    ],
)
def test_a_better_network_has_to_be_clearly_better(losses: list[float], place: int) -> None:
    everywhere = np.repeat(np.array(losses)[:, None], 5, axis=1)
    assert prefer(everywhere, np.arange(5), MARGIN) == place


@settings(max_examples=200)
@given(st.data(), st.integers(1, 6), st.integers(1, 12))
def test_what_is_preferred_is_never_worse_than_the_simplest(
    data: st.DataObject, candidates: int, windows: int
) -> None:
    size = st.floats(0, 1e6)
    drawn = st.lists(size, min_size=windows, max_size=windows)
    losses = np.array(data.draw(st.lists(drawn, min_size=candidates, max_size=candidates)))
    blocks = np.arange(windows) // data.draw(st.integers(1, 4))
    place = prefer(losses, blocks, MARGIN)
    assert losses[place].mean() <= losses[0].mean() * (1 + 1e-9)


def test_the_standard_error_is_that_of_the_means_of_equal_blocks() -> None:
    values = np.random.default_rng(0).normal(size=(5, 4))
    expected = values.mean(axis=1).std(ddof=1) / 5**0.5
    assert standard_error(values.ravel(), np.repeat(np.arange(5), 4)) == pytest.approx(expected)
    assert standard_error(values[:2].ravel(), np.repeat(np.arange(2), 4)) is None
    assert standard_error(np.empty(0), np.empty(0, dtype=np.int64)) is None
