"""Probabilities are those of the distribution whose quantiles are forecast."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.errors import UsageError
from lstmcast.inference.distribution import Distribution, join_distributions
from lstmcast.inference.limits import Limits

QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
NORMAL = NormalDist(100, 15)
KNOWN = [NORMAL.inv_cdf(share) for share in QUANTILES]


def limits(
    series: int, *, least: float = -np.inf, most: float = np.inf, whole: bool = False
) -> Limits:
    return Limits(
        least=np.full(series, least),
        most=np.full(series, most),
        whole=np.full(series, whole),
        whole_mean=np.full(series, whole),
    )


def one(
    values: list[float], *, least: float = -np.inf, most: float = np.inf, whole: bool = False
) -> Distribution:
    return Distribution(
        quantiles=QUANTILES,
        values=np.array(values, dtype=np.float64)[None, None],
        limits=limits(1, least=least, most=most, whole=whole),
    )


def below(made: Distribution, number: float, *, inclusive: bool = False) -> float:
    return float(made.chance_below(number, inclusive=inclusive)[0, 0])


@pytest.mark.parametrize("number", [20, 60, 71, 85, 99.9, 100, 101, 118, 130, 141, 180])
def test_a_normal_forecast_has_normal_probabilities(number: float) -> None:
    expected = NORMAL.cdf(number)
    assert below(one(KNOWN), number) == pytest.approx(expected, abs=1e-12)
    assert below(one(KNOWN), number, inclusive=True) == pytest.approx(expected, abs=1e-12)


@given(
    st.lists(st.integers(-50, 50), min_size=9, max_size=9),
    st.floats(0.001, 0.999),
    st.booleans(),
)
def test_a_quantile_and_its_probability_are_inverse(
    steps: list[int], wanted: float, whole: bool
) -> None:
    made = one(sorted(float(step) for step in steps), least=-40, most=40, whole=whole)
    number = float(made.quantile(wanted)[0, 0])
    # Values up to the quantile have at least its probability, those below it at most.
    assert below(made, number, inclusive=True) >= wanted - 1e-6
    assert below(made, number) <= wanted + 1e-6


@given(st.lists(st.floats(-50, 50), min_size=9, max_size=9), st.floats(-60, 60), st.floats(0, 9))
def test_more_is_likelier(values: list[float], number: float, more: float) -> None:
    made = one(sorted(values))
    for inclusive in (False, True):
        chance = below(made, number, inclusive=inclusive)
        assert 0 <= chance <= below(made, number + more, inclusive=inclusive) <= 1
    assert below(made, number) <= below(made, number, inclusive=True)


def test_equal_quantiles_are_a_value_with_a_probability() -> None:
    made = one([0, 0, 0, 0, 0, 0, 3, 5, 8])
    assert below(made, 0) == 0
    assert below(made, 0, inclusive=True) == pytest.approx(0.75)
    assert below(made, 3) == pytest.approx(0.9)
    certain = one([7] * 9)
    assert [below(certain, number) for number in (6, 7, 8)] == [0, 0, 1]
    assert below(certain, 7, inclusive=True) == 1


def test_nothing_lies_beyond_the_limits() -> None:
    made = one(KNOWN, least=90, most=110)
    assert below(made, 90) == 0
    assert below(made, 90, inclusive=True) == pytest.approx(NORMAL.cdf(90))
    assert below(made, 110) == pytest.approx(NORMAL.cdf(110))
    assert below(made, 110, inclusive=True) == 1
    assert below(made, 120) == 1


def test_whole_values_are_those_that_are_rounded_to() -> None:
    made = one(KNOWN, whole=True)
    assert below(made, 103, inclusive=True) == pytest.approx(NORMAL.cdf(103.5))
    assert below(made, 103) == pytest.approx(NORMAL.cdf(102.5))
    assert below(made, 103.2) == below(made, 103.2, inclusive=True)
    assert below(made, 103.2) == pytest.approx(NORMAL.cdf(103.5))


def test_each_series_keeps_its_own() -> None:
    parts = [one(KNOWN), one(KNOWN, least=100), one(KNOWN, whole=True)]
    joined = join_distributions(parts)
    for place, part in enumerate(parts):
        alone = joined.select(np.array([place]))
        for number in (80.0, 100.0, 103.0):
            assert joined.chance_below(number, inclusive=True)[place] == part.chance_below(
                number, inclusive=True
            )
            assert alone.chance_below(number, inclusive=True) == part.chance_below(
                number, inclusive=True
            )
        assert alone.quantile(0.3) == part.quantile(0.3)


def test_a_median_alone_has_no_other_quantile() -> None:
    made = Distribution(quantiles=(0.5,), values=np.full((1, 2, 1), 3.0), limits=limits(1))
    assert made.quantile(0.5).tolist() == [[3.0, 3.0]]
    assert made.chance_below(4, inclusive=False).tolist() == [[1.0, 1.0]]
    with pytest.raises(UsageError, match="median only"):
        made.quantile(0.9)
