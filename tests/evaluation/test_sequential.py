"""The nightly test: silent on quiet nights, quick when something breaks, right about since when."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.evaluation.sequential import watch

NIGHTS = 365.0
SEEDS = range(10)


def figures(
    seed: int, count: int, *, shift: int | None = None, size: float = 0.0
) -> npt.NDArray[np.float64]:
    """Return nightly mean error and misses of 80 % and 95 % intervals, [count, 3].

    Five series of 24 steps share the wildness of a night; from ``shift`` on values are off by
    ``size`` standard deviations.
    """
    random = np.random.default_rng(seed)
    rows = []
    for night in range(count):
        wild = np.exp(random.normal(-0.045, 0.3))
        errors = wild * (random.normal(size=(5, 24)) + 0.5 * random.normal(size=(5, 1)))
        errors = np.abs(errors + (size if shift is not None and night >= shift else 0.0))
        deviation = np.sqrt(1.25)
        rows.append(
            [errors.mean(), (errors > 1.28 * deviation).mean(), (errors > 1.96 * deviation).mean()]
        )
    return np.array(rows)


def promises() -> npt.NDArray[np.float64]:
    """Return what a long test of these forecasts finds, with the slack of a promise."""
    return figures(99, 2000).mean(axis=0) * [1.5, 1.25, 1.25]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_alarm_in_sixty_quiet_nights(seed: int) -> None:
    watched = watch(figures(seed, 60), promises(), nights=NIGHTS)
    assert watched.together.max() < NIGHTS
    assert watched.since == (None, None, None)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_level_shift_is_found_within_three_nights(seed: int) -> None:
    made = figures(seed, 23, shift=20, size=8.0)
    assert watch(made[:20], promises(), nights=NIGHTS).since == (None, None, None)
    watched = watch(made, promises(), nights=NIGHTS)
    assert max(first for first in watched.since if first is not None) in range(15, 21)


def test_false_alarms_are_as_rare_as_promised_where_the_promise_is_just_kept() -> None:
    """The worst case: means are exactly as promised, and the nights as wild as it goes."""
    alarms, streams, length, nights = 0, 400, 50, 200.0
    for seed in range(streams):
        random = np.random.default_rng(seed)
        rare = np.where(random.random((length, 1)) < 0.1, 10.0, 0.0)  # mean 1
        made = np.column_stack([rare, random.exponential(size=length)])
        alarms += bool((watch(made, np.ones(2), nights=nights).together >= nights).any())
    assert alarms / streams <= length / nights


def test_evidence_is_at_most_the_number_of_nights_on_average() -> None:
    ended = [
        watch(np.random.default_rng(seed).exponential(size=(8, 1)), np.ones(1), nights=NIGHTS)
        .together[-1]
        for seed in range(4000)
    ]  # fmt: skip
    assert np.mean(ended) == pytest.approx(8, rel=0.15)


def test_an_alarm_ends_when_nothing_is_left_of_it() -> None:
    made = np.array([[1.0]] * 5 + [[20.0]] * 3 + [[0.2]] * 40)
    promise = np.array([1.5])
    assert watch(made[:8], promise, nights=NIGHTS).since == (5,)
    assert watch(made[:9], promise, nights=NIGHTS).since == (5,)
    assert watch(made, promise, nights=NIGHTS).since == (None,)


@given(st.lists(st.floats(0, 1e300) | st.just(float("nan")), max_size=60))
def test_any_figures_give_numbers(nightly: list[float]) -> None:
    watched = watch(np.array(nightly).reshape(-1, 1), np.array([1e-3]), nights=NIGHTS)
    assert np.isfinite(watched.evidence).all()
    assert (watched.evidence >= 0).all()


def test_nights_without_a_figure_change_nothing() -> None:
    made = figures(0, 20)
    gaps = np.insert(made, [3, 3, 11], np.nan, axis=0)
    expected = watch(made, promises(), nights=NIGHTS).evidence[-1]
    assert watch(gaps, promises(), nights=NIGHTS).evidence[-1] == pytest.approx(expected)


@pytest.mark.parametrize(("made", "promise"), [([[-1.0]], [1.0]), ([[1.0]], [0.0])])
def test_what_cannot_be_is_refused(made: list[list[float]], promise: list[float]) -> None:
    with pytest.raises(ValueError, match="must"):
        watch(np.array(made), np.array(promise), nights=NIGHTS)
