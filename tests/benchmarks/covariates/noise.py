"""Columns that mean nothing, added to two competitions: what they cost.

Three are known ahead, one in the past alone; all are drawn anew for each row, from a seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.competitions.panels import PANELS, Panel
from tests.benchmarks.competitions.validation import hold_out
from tests.benchmarks.covariates.commands import Trained, predict, train
from tests.benchmarks.covariates.results import Finding, Line
from tests.benchmarks.scoring import read_series, score

_KNOWN, _PAST = ("noise_1", "noise_2", "noise_3"), "noise_4"
_SETS = ("m3-monthly", "m4-weekly")
_NOISE_SEED, _TRAINING_SEED = 20, 0
_LARGEST_CHANGE = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class _Files:
    history: Path
    noisy: Path
    ahead: Path  # the noise of the steps to come
    actual: Path


def measure_noise(data: Path, folder: Path, *, validation: bool) -> Finding:
    """Return the MASE of both competitions with noise and without, of the same seed."""
    lines, remarks = [], []
    for panel in PANELS:
        if panel.name not in _SETS:
            continue
        history, actual = panel.train_file(data), panel.test_file(data)
        if validation:
            history, actual = hold_out(history, horizon=panel.horizon, into=folder)
        files = _add_noise(history, actual, folder)
        line, used = _compare(panel, files, folder)
        lines.append(line)
        remarks.append(f"{panel.title}: noise was {'used' if used else 'tried and left out'}")
    return Finding(title="noise", unit="MASE", lines=tuple(lines), remarks=tuple(remarks))


def _compare(panel: Panel, files: _Files, folder: Path) -> tuple[Line, bool]:
    window = ("--horizon", str(panel.horizon), "--season", str(panel.season))
    options = ("--target", "y", *window, "--seed", str(_TRAINING_SEED))
    model = folder / "model.safetensors"
    plain = train(files.history, options, model=model)
    without = _mase(panel, plain, files.history, files, future=None)
    covariates = ("--known", ",".join(_KNOWN), "--past", _PAST)
    noisy = train(files.noisy, (*options, *covariates), model=model)
    future = files.ahead if noisy.uses_covariates else None
    line = Line(
        name=panel.title,
        measured=_mase(panel, noisy, files.noisy, files, future=future),
        reference=without,
        least=1 - _LARGEST_CHANGE,
        most=1 + _LARGEST_CHANGE,
    )
    return line, noisy.uses_covariates


def _mase(panel: Panel, model: Trained, data: Path, files: _Files, *, future: Path | None) -> float:
    made = predict(model, data, future=future, id="unique_id")
    history, actual = (
        read_series(path, id="unique_id", value="y") for path in (files.history, files.actual)
    )
    return score(history, actual, made, season=panel.scoring_season).mase


def _add_noise(history: Path, actual: Path, folder: Path) -> _Files:
    """Write the history with noise beside it, and the noise of the steps that followed."""
    rng = np.random.default_rng(_NOISE_SEED)
    past, ahead = (pd.read_csv(path, dtype=str) for path in (history, actual))
    noisy, future = folder / "noisy.csv", folder / "ahead.csv"
    _with_noise(past, (*_KNOWN, _PAST), rng).to_csv(noisy, index=False)
    _with_noise(ahead.drop(columns="y"), _KNOWN, rng).to_csv(future, index=False)
    return _Files(history=history, noisy=noisy, ahead=future, actual=actual)


def _with_noise(
    rows: pd.DataFrame, names: tuple[str, ...], rng: np.random.Generator
) -> pd.DataFrame:
    return rows.assign(**{name: rng.normal(size=len(rows)).round(4) for name in names})
