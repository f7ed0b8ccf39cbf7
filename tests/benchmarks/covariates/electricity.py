"""Day-ahead prices of four markets with two series that are known ahead: the last day held out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.covariates.commands import Trained
from tests.benchmarks.covariates.comparing import compare_errors
from tests.benchmarks.covariates.cutting import hold_out, read_rows
from tests.benchmarks.covariates.results import Finding
from tests.benchmarks.covariates.seeds import MOST_EACH, MOST_ON_AVERAGE, Trial, measure_sides

_FILE = "electricity-short/train.csv"
_HORIZON = 24


def measure_electricity(
    data: Path, seeds: Sequence[int], folder: Path, *, validation: bool
) -> Finding:
    """Return the mean absolute error of each market over seeds, with covariates and without."""
    cut = hold_out(
        read_rows(data / _FILE),
        id="unique_id",
        target="y",
        horizon=_HORIZON,
        skipped=_HORIZON if validation else 0,
        folder=folder,
    )
    trial = Trial(
        cut=cut,
        id="unique_id",
        options=("--horizon", str(_HORIZON)),
        covariates=("--known", "Exogenous1,Exogenous2"),
    )
    sides = measure_sides(trial, seeds, folder, look=_pass)
    return Finding(
        title="electricity",
        unit=f"MAE of 24 h, mean of {len(seeds)} seeds",
        lines=compare_errors(
            sides.with_them, sides.without, most_each=MOST_EACH, most_on_average=MOST_ON_AVERAGE
        ),
        remarks=sides.remarks,
        details=sides.details,
    )


def _pass(model: Trained) -> None:
    """Look at nothing."""
