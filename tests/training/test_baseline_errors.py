"""Where intervals start from: the errors of the repeated season, or an honest guess."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pytest

from lstmcast.training.baseline_errors import error_quantiles
from lstmcast.windows.sampling import Inputs, Windows
from lstmcast.windows.scaling import Scale

QUANTILES = (0.1, 0.5, 0.9)
SCORES = np.array([NormalDist().inv_cdf(quantile) for quantile in QUANTILES])


def windows_with(errors: npt.ArrayLike, observed: npt.ArrayLike | None = None) -> Windows:
    """Return windows whose baseline errs by ``errors`` [B, H], in units of their spread."""
    gaps = np.asarray(errors, dtype=np.float32)
    rows = len(gaps)
    baseline = np.full_like(gaps, 3.0)
    return Windows(
        inputs=Inputs(
            past=np.zeros((rows, 1), dtype=np.float32),
            observed=np.ones((rows, 1), dtype=np.float32),
            baseline=baseline,
            changes=np.zeros((rows, 1), dtype=np.float32),
            pace=np.ones(rows, dtype=np.float32),
            scale=Scale(centre=np.zeros(rows), spread=np.ones(rows)),
        ),
        target=baseline + gaps,
        target_observed=np.ones_like(gaps) if observed is None else np.asarray(observed),
    )


def test_many_errors_speak_for_themselves() -> None:
    errors = np.random.default_rng(0).gamma(2.0, size=(500, 2))
    made = error_quantiles(windows_with(errors), QUANTILES)
    expected = np.quantile(errors, QUANTILES, axis=0).T
    np.testing.assert_allclose(made, expected, atol=1e-5)
    assert made.dtype == np.float32


@pytest.mark.parametrize("count", [0, 1, 5, 19])
def test_few_errors_are_taken_as_normal_around_zero(count: int) -> None:
    made = error_quantiles(windows_with(np.full((count, 1), 2.0)), QUANTILES)
    deviation = np.sqrt((4.0 * count + 1) / (count + 1))
    np.testing.assert_allclose(made, [deviation * SCORES], rtol=1e-6)


def test_every_step_has_its_own_errors_and_gaps_do_not_count() -> None:
    errors = np.column_stack([np.linspace(-1, 1, 40), np.full(40, 99.0), np.full(40, 7.0)])
    observed = np.ones((40, 3))
    observed[:, 1] = 0
    made = error_quantiles(windows_with(errors, observed), QUANTILES)
    np.testing.assert_allclose(made, [[-0.8, 0, 0.8], SCORES, [7, 7, 7]], atol=1e-5)


def test_errors_may_be_measured_in_another_unit() -> None:
    random = np.random.default_rng(0)
    errors, unit = random.normal(size=(200, 3)), random.uniform(0.1, 3, 200).astype(np.float32)
    made = error_quantiles(windows_with(errors), QUANTILES, unit)
    expected = np.quantile(errors / unit[:, None], QUANTILES, axis=0).T
    np.testing.assert_allclose(made, expected, atol=1e-5)


def test_quantiles_rise() -> None:
    made = error_quantiles(windows_with(np.zeros((3, 4))), QUANTILES)
    assert (np.diff(made, axis=1) > 0).all()
