from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pages import make_record, panel

from lstmcast.outputs.report.residuals import (
    Memory,
    bias_by_fold,
    memory_of,
    scaled_errors,
    spread_of,
)

NAN = float("nan")


def test_errors_are_in_typical_changes() -> None:
    record = make_record(panel(60, 70))
    errors = scaled_errors(record)
    history = record.history(2)
    unit = np.abs(history[12:] - history[:-12]).mean()
    expected = (record.forecast.point[2] - record.actual[2]) / unit
    np.testing.assert_allclose(errors[2], expected)


def test_a_series_that_never_changes_has_no_unit() -> None:
    data = panel(60)
    record = make_record(replace(data, values=np.full(60, 3.0)))
    assert np.isnan(scaled_errors(record)).all()


def test_bias_is_the_mean_over_rows() -> None:
    errors = np.array([[1.0, 3.0], [NAN, 4.0], [0.0, 0.0], [NAN, NAN], [2.0, 2.0]])
    first, second = bias_by_fold(errors, np.array([0, 0, 0, 1, 1]))
    assert (first.fold, second.fold) == (0, 1)
    assert first.mean == pytest.approx(2.0)
    assert first.margin == pytest.approx(1.96 * np.std([2, 4, 0], ddof=1) / 3**0.5)
    assert second.mean == 2.0
    assert second.margin is None


def test_memory_is_found_where_there_is_some() -> None:
    record = make_record(panel(*[90] * 12), folds=6)
    random = np.random.default_rng(0)
    drawn = random.normal(size=(12, 6))
    for series in drawn:
        for fold in range(1, 6):
            series[fold] += 0.8 * series[fold - 1]
    errors = drawn[record.series, record.folds][:, None]
    memory = memory_of(record, errors)
    assert memory is not None
    assert len(memory.correlations) == len(memory.band) == 5
    assert memory.correlations[0] > 0.5 > memory.band[0]
    assert memory.band[0] == pytest.approx(1.96 / (12 * 5) ** 0.5)
    assert memory.correlations[0] > memory.correlations[2]
    assert memory.telling


def test_memory_is_not_made_up() -> None:
    """Few cutoffs, each around its own mean, would seem to alternate."""
    record = make_record(panel(*[60] * 300), folds=3)
    errors = np.random.default_rng(0).normal(size=(len(record), 1))
    memory = memory_of(record, errors)
    assert memory is not None
    assert not memory.telling


@pytest.mark.parametrize(("lags", "quantile"), [(1, 3.841), (4, 9.488), (12, 21.026)])
def test_the_test_of_all_correlations_is_that_of_the_tables(lags: int, quantile: float) -> None:
    """Chi squared with so many degrees of freedom lies below the quantile in 95 % of all cases."""
    just = (quantile / lags) ** 0.5  # in standard errors
    for factor, telling in ((0.98, False), (1.02, True)):
        memory = Memory(correlations=(factor * just * 0.1,) * lags, band=(0.196,) * lags)
        assert memory.telling is telling


def test_too_few_cutoffs_tell_nothing() -> None:
    record = make_record(panel(60), folds=3)
    assert memory_of(record, scaled_errors(record)) is None
    assert memory_of(record, np.full((3, 6), NAN)) is None


def test_the_histogram_holds_every_error() -> None:
    errors = np.random.default_rng(1).normal(loc=0.3, size=(40, 10))
    errors[0, 0], errors[1, 1] = 50.0, NAN
    spread = spread_of(errors)
    assert spread is not None
    assert sum(spread.counts) == 399
    assert len(spread.counts) % 2 == 0
    assert spread.edges[0] == -spread.edges[-1]
    assert spread.edges[len(spread.counts) // 2] == pytest.approx(0)
    assert spread.above == pytest.approx(np.nanmean(np.where(np.isnan(errors), NAN, errors > 0)))
    assert spread.median == pytest.approx(np.nanmedian(errors))


def test_a_histogram_of_nothing_and_of_zeros() -> None:
    assert spread_of(np.full((2, 2), NAN)) is None
    spread = spread_of(np.zeros((2, 2)))
    assert spread is not None
    assert sum(spread.counts) == 4
    assert (spread.above, spread.below, spread.median) == (0, 0, 0)
