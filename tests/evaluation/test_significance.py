"""Intervals of skill hold what they should, as often as they should."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.evaluation.chance.origins import Origins, origins
from lstmcast.evaluation.scores import Interval
from lstmcast.evaluation.significance import coverage_errors, skill_intervals

FloatArray = npt.NDArray[np.float64]

MANY, ONE = (8, 3), (1, 6)  # series and cutoffs: one case for each rule


def grid(series: int, cutoffs: int) -> Origins:
    """Return rows of all series at all cutoffs, series by series."""
    number, cutoff = np.divmod(np.arange(series * cutoffs), cutoffs)
    return origins(number, cutoff * 12, 12)


def errors_of(shape: tuple[int, int], seed: int = 0, ratio: float = 0.8) -> FloatArray:
    """Return errors of a forecaster and of the reference, [2, R], alike but for chance."""
    random = np.random.default_rng(seed)
    level = np.exp(random.normal(size=(shape[0], 1)) / 2)
    made = level * np.exp(random.normal(size=(2, *shape)) / 3)
    return (made * np.array([ratio, 1.0])[:, None, None]).reshape(2, -1)


def skill_of(own: FloatArray, reference: FloatArray, where: Origins) -> Interval:
    [found] = skill_intervals(own[None], reference, where)
    assert found is not None
    return found


@pytest.mark.parametrize("shape", [MANY, ONE])
@given(seed=st.integers(0, 10**6))
@settings(max_examples=15)
def test_it_holds_its_estimate(shape: tuple[int, int], seed: int) -> None:
    own, reference = errors_of(shape, seed)
    found = skill_of(own, reference, grid(*shape))
    assert found.estimate == pytest.approx(1 - own.sum() / reference.sum())
    assert found.low < found.estimate < found.high < 1


@pytest.mark.parametrize("shape", [MANY, ONE])
@pytest.mark.parametrize("factor", [1e-300, 1e-3, 1e300])
def test_the_size_of_errors_changes_nothing(shape: tuple[int, int], factor: float) -> None:
    own, reference = errors_of(shape)
    plain = skill_of(own, reference, grid(*shape))
    scaled = skill_of(factor * own, factor * reference, grid(*shape))
    assert (scaled.low, scaled.estimate, scaled.high) == pytest.approx(
        (plain.low, plain.estimate, plain.high)
    )


@pytest.mark.parametrize("shape", [MANY, ONE])
def test_who_of_two_is_the_reference_makes_no_difference(shape: tuple[int, int]) -> None:
    """The ratio turns over, and so do its limits: its logarithm changes its sign."""
    own, reference = errors_of(shape)
    there = skill_of(own, reference, grid(*shape))
    back = skill_of(reference, own, grid(*shape))
    assert math.log(1 - back.low) == pytest.approx(-math.log(1 - there.high))
    assert math.log(1 - back.high) == pytest.approx(-math.log(1 - there.low))
    assert math.log(1 - back.estimate) == pytest.approx(-math.log(1 - there.estimate))


@pytest.mark.parametrize("shape", [MANY, ONE])
def test_the_order_of_rows_and_the_company_make_no_difference(shape: tuple[int, int]) -> None:
    own, reference = errors_of(shape)
    where = grid(*shape)
    alone = skill_of(own, reference, where)
    order = np.random.default_rng(5).permutation(len(own))
    mixed = origins(where.series[order], where.times[order], 12)
    shuffled = skill_of(own[order], reference[order], mixed)
    assert (shuffled.low, shuffled.high) == pytest.approx((alone.low, alone.high))
    same, other = skill_intervals(np.stack([reference, own]), reference, where)
    assert same == Interval(estimate=0.0, low=0.0, high=0.0)
    assert other is not None
    assert (other.low, other.high) == pytest.approx((alone.low, alone.high))


@pytest.mark.parametrize("shape", [MANY, ONE])
def test_rows_that_do_not_count(shape: tuple[int, int]) -> None:
    own, reference = errors_of(shape)
    where = grid(*shape)
    without = np.arange(len(own)) != 1
    holes = np.where(without, own, NAN), np.where(without, reference, NAN)
    found = skill_of(*holes, where)
    expected = skill_of(own[without], reference[without], where.at(without))
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize("shape", [(4, 2), (1, 2), (1, 1)])
def test_too_few_to_tell(shape: tuple[int, int]) -> None:
    own, reference = errors_of(shape)
    assert skill_intervals(own[None], reference, grid(*shape)) == (None,)


@pytest.mark.parametrize("shape", [MANY, ONE])
def test_no_error_at_all(shape: tuple[int, int]) -> None:
    own, reference = errors_of(shape)
    nothing = np.zeros_like(own)
    perfect = Interval(estimate=1.0, low=1.0, high=1.0)
    assert skill_intervals(nothing[None], reference, grid(*shape)) == (perfect,)
    assert skill_intervals(own[None], nothing, grid(*shape)) == (None,)
    assert skill_intervals(nothing[None], nothing, grid(*shape)) == (None,)
    assert skill_intervals(own[None], NAN * nothing, grid(*shape)) == (None,)


def test_a_reference_that_mostly_makes_no_error_tells_nothing() -> None:
    own, reference = errors_of((8, 1))
    reference[1:] = 0
    assert skill_intervals(own[None], reference, grid(8, 1)) == (None,)
    own[1:] = 0  # one series alone has a say
    assert skill_intervals(own[None], reference, grid(8, 1)) == (None,)


def test_a_forecaster_that_hardly_ever_errs_tells_nothing_either() -> None:
    own, reference = errors_of((8, 1))
    own[1:] = 0
    assert skill_intervals(own[None], reference, grid(8, 1)) == (None,)


def held(shape: tuple[int, int], *, of_series: float, of_cutoffs: float, alone: float) -> float:
    """Return how often the interval holds the true skill, in many worlds."""
    random = np.random.default_rng(3)
    where = grid(*shape)
    truth = 0.8 * math.exp((of_series**2 + of_cutoffs**2 + alone**2) / 2)
    hits = 0
    for _ in range(200):
        reference = np.exp(random.normal(size=shape) / 2)
        noise = (
            of_series * random.normal(size=(shape[0], 1))
            + of_cutoffs * random.normal(size=shape[1])
            + alone * random.normal(size=shape)
        )
        own = 0.8 * reference * np.exp(noise)
        found = skill_of(own.ravel(), reference.ravel(), where)
        hits += found.low <= 1 - truth <= found.high
    return hits / 200


@pytest.mark.parametrize(
    ("shape", "of_series", "of_cutoffs", "alone", "expected"),
    [
        ((20, 3), 0.4, 0.0, 0.2, 0.95),  # series differ: the usual case
        ((20, 1), 0.4, 0.0, 0.0, 0.94),
        ((20, 5), 0.1, 0.3, 0.1, 0.94),  # cutoffs differ
        ((20, 3), 0.1, 0.3, 0.1, 0.93),  # so few cutoffs that no draw goes far enough
        ((20, 3), 0.0, 0.0, 0.4, 0.99),  # every row by itself: more careful than it need be
        ((1, 10), 0.0, 0.3, 0.0, 0.94),
        ((1, 5), 0.0, 0.3, 0.0, 0.94),
        ((3, 8), 0.0, 0.3, 0.1, 0.94),
    ],
)
def test_it_is_right_nineteen_times_of_twenty(
    shape: tuple[int, int], of_series: float, of_cutoffs: float, alone: float, expected: float
) -> None:
    found = held(shape, of_series=of_series, of_cutoffs=of_cutoffs, alone=alone)
    assert found == pytest.approx(expected, abs=0.045)


@pytest.mark.parametrize("shape", [(20, 3), (1, 10)])
@pytest.mark.parametrize("level", [80.0, 95.0])
def test_right_coverage_is_mostly_within_its_error(shape: tuple[int, int], level: float) -> None:
    """Points inside or outside by chance, and whole rows that are so together."""
    random = np.random.default_rng(4)
    where = grid(*shape)
    for together in (1, 6):
        hits = 0
        for _ in range(200):
            rows = random.random((shape[0] * shape[1], 24 // together)) < level / 100
            shares = rows.mean(axis=1)
            [error] = coverage_errors(shares[None], (level,), where)
            assert error is not None
            hits += abs(shares.mean() - level / 100) <= error
        assert hits / 200 >= 0.93


def test_wrong_coverage_is_seen() -> None:
    random = np.random.default_rng(5)
    for shape in [(20, 3), (1, 10)]:
        shares = (random.random((shape[0] * shape[1], 24)) < 0.6).mean(axis=1)
        [error] = coverage_errors(shares[None], (80.0,), grid(*shape))
        assert error is not None
        assert 0.8 - shares.mean() > error


def test_a_few_rows_that_agree_are_no_certainty() -> None:
    """Five windows without a miss are what a 95 % interval should show."""
    [error] = coverage_errors(np.ones((1, 5)), (95.0,), grid(1, 5))
    assert error is not None
    assert error > 0.05
    assert coverage_errors(np.ones((1, 2)), (95.0,), grid(1, 2)) == (None,)
