"""What kind of numbers a series holds, told by its past alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.kinds import are_small_counts, is_intermittent, newest, pattern_of
from lstmcast.data.percentages import whole_of

FloatArray = npt.NDArray[np.float64]


def demand(seed: int = 0, *, share: float = 0.3, steps: int = 120) -> FloatArray:
    """Return sizes between one and four that come by chance."""
    random = np.random.default_rng(seed)
    return np.where(random.random(steps) < share, random.integers(1, 5, steps), 0).astype(float)


@pytest.mark.parametrize(
    ("sizes", "interval", "expected"),
    [
        ([5.0, 6.0, 7.0], 1, "smooth"),
        ([1.0, 1.0, 40.0], 1, "erratic"),
        ([5.0, 6.0, 7.0], 4, "intermittent"),
        ([1.0, 1.0, 40.0], 4, "lumpy"),
    ],
)
def test_classes_of_demand(sizes: list[float], interval: int, expected: str) -> None:
    values = np.zeros(60)
    places = np.arange(0, 60, interval)
    values[places] = np.resize(sizes, len(places))
    assert pattern_of(values) == expected


def test_the_border_between_often_and_seldom() -> None:
    values = np.array([1.0] * 100 + [0.0] * 32)
    assert pattern_of(values) == "smooth"
    assert pattern_of(np.append(values, 0.0)) == "intermittent"


@pytest.mark.parametrize(
    "values",
    [np.zeros(50), np.array([-1.0] + [0.0, 2.0] * 20), np.array([0.0, 3.0] * 4), np.full(20, NAN)],
    ids=["nothing ever", "negative", "few", "unknown"],
)
def test_what_is_no_demand(values: FloatArray) -> None:
    assert pattern_of(values) is None
    assert not is_intermittent(values, 1)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6])
def test_zeros_by_chance_are_recognised(seed: int, share: float) -> None:
    assert is_intermittent(demand(seed, share=share, steps=200), 7)


def test_zeros_by_the_clock_are_no_chance() -> None:
    random = np.random.default_rng(0)
    sun = np.tile(np.maximum(np.sin(np.arange(24) * np.pi / 12), 0), 20)
    assert pattern_of(sun) is not None
    assert not is_intermittent(sun, 24)
    shop = np.tile([5.0, 6.0, 4.0, 5.0, 7.0, 0.0, 0.0], 20) + 0.0
    shop[shop > 0] += random.integers(0, 3, 100)
    assert not is_intermittent(shop, 7)
    assert is_intermittent(shop[random.permutation(140)], 7)


def test_a_long_pause_is_no_chance() -> None:
    assert not is_intermittent(np.repeat([3.0, 0.0, 4.0], 40), 1)


@given(seed=st.integers(0, 99), factor=st.floats(1e-200, 1e200))
def test_a_unit_changes_nothing(seed: int, factor: float) -> None:
    values = demand(seed)
    assert pattern_of(values) == pattern_of(factor * values)
    assert is_intermittent(values, 7) == is_intermittent(factor * values, 7)


def test_gaps_count_as_nothing_known() -> None:
    values = demand()
    gappy = np.repeat(values, 2)
    gappy[1::2] = NAN
    assert pattern_of(gappy) == pattern_of(values)
    assert is_intermittent(gappy, 14) == is_intermittent(values, 7)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 3.0, 7.0] * 5, True),
        ([20.0] * 9 + [400.0], True),
        ([21.0] * 10, False),
        ([0.5] + [3.0] * 10, False),
        ([-1.0] + [3.0] * 10, False),
        ([3.0] * 9, False),
        ([NAN] * 4 + [3.0] * 10, True),
    ],
)
def test_small_counts(values: list[float], expected: bool) -> None:
    assert are_small_counts(np.array(values)) == expected


def test_the_newest_steps() -> None:
    values = np.arange(5.0)
    assert newest(values, 2).tolist() == [3, 4]
    assert newest(values, 9).tolist() == values.tolist()


RANDOM = np.random.default_rng(0)
SHARES = RANDOM.uniform(0.2, 0.8, 100)
TOUCHING = np.append(SHARES, [1.0] * 3)


@pytest.mark.parametrize(
    ("target", "values", "expected"),
    [
        ("load", TOUCHING, 1.0),
        ("load", 100 * TOUCHING, 100.0),
        ("load", np.append(SHARES, [1.0] * 2), None),  # twice may be chance
        ("load", np.append(100 * TOUCHING, 101.0), None),
        ("load", np.append(TOUCHING, -0.1), None),
        ("load", np.array([0.0, 1.0] * 50), None),  # yes and no
        ("load", np.full(20, 100.0), None),
        ("humidity %", 100 * SHARES, 100.0),
        ("percent_full", SHARES, None),  # or small percents, which may grow
        ("percent_full", TOUCHING, 1.0),
        ("inflation %", np.repeat([0.2, 0.5, 0.9, 1.0], [30, 40, 20, 9]), None),
        ("score", np.repeat([60.0, 80.0, 90.0, 100.0], [30, 40, 20, 19]), None),
        ("score", np.repeat([60.0, 80.0, 90.0, 100.0], [30, 40, 20, 21]), 100.0),
        ("Auslastung (Prozent)", 100 * SHARES, 100.0),
        ("pct", 100 * SHARES - 50, None),
        ("pct", 200 * SHARES, None),
        ("percentile", SHARES, None),
        ("load", np.full(5, NAN), None),
    ],
)
def test_percentages(target: str, values: FloatArray, expected: float | None) -> None:
    assert whole_of(target, values) == expected
