"""What training says of trust and calibration is what is scored, published and forecast with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import random_weights

from lstmcast.artifact.store import read_model
from lstmcast.config import Config, ForecastConfig, WindowConfig
from lstmcast.data.series import SeriesSet
from lstmcast.inference.calibration import UNCALIBRATED, Calibration
from lstmcast.inference.forecaster import Forecaster
from lstmcast.training.events import StopFlag
from lstmcast.workflows.design import Design
from lstmcast.workflows.outcome import MadeMember, Outcome
from lstmcast.workflows.reports import TrainReport
from lstmcast.workflows.train import train

VALUES = 100 + 10 * np.sin(np.arange(60)) + np.arange(60) % 12


def ignore(event: object) -> None:
    """Listen to nothing."""


def train_with(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, trust: float, calibration: Calibration
) -> TrainReport:
    """Train on ``VALUES`` where training says nothing but this of a network at random."""

    def trained(data: SeriesSet, design: Design, *_settings: object, **_more: Any) -> Outcome:
        weights = random_weights(design.spec)
        forecaster = Forecaster(spec=design.spec, shape=design.shape, weights=weights)
        member = MadeMember(
            origin="scratch",
            validated=forecaster,
            published=forecaster,
            recipe=design.recipe,
            steps=3,
        )
        return Outcome(
            members=(member,),
            trust=trust,
            calibration=calibration,
            candidates=(),
            windows=len(data),
            refitted=True,
            ended="finished",
            unfinished=False,
        )

    monkeypatch.setattr("lstmcast.workflows.training.train_networks", trained)
    stamps = np.arange("2019-01", "2024-01", dtype="datetime64[M]")
    rows = "".join(f"{at}-01,{value:.3f}\n" for at, value in zip(stamps, VALUES, strict=True))
    (folder / "data.csv").write_text(f"month,sales\n{rows}")
    return train(
        str(folder / "data.csv"),
        Config(
            window=WindowConfig(horizon=6, season=12),
            forecast=ForecastConfig(allow_negative=True),  # or bounds are cut at zero
        ),
        model_path=folder / "model.safetensors",
        resume=False,
        listen=ignore,
        stop=StopFlag(),
    )


def test_a_network_nobody_trusts_forecasts_the_repeated_season(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = train_with(tmp_path, monkeypatch, trust=0.0, calibration=UNCALIBRATED)
    assert report.model is not None
    manifest = report.model.manifest
    assert manifest.trust == 0.0
    assert [member.origin for member in manifest.members] == ["scratch"]
    assert manifest.training.steps == 3
    assert manifest.holdout is not None
    scores = manifest.holdout.scores
    assert scores["LSTM"].mae == pytest.approx(scores["seasonal naive"].mae, rel=1e-9)
    np.testing.assert_allclose(report.model.example.point[0], VALUES[-12:-6].round(3), rtol=1e-9)
    ensemble = read_model(report.model_path).ensemble
    assert (len(ensemble.members), ensemble.trust) == (1, 0.0)


@pytest.mark.parametrize(("factor", "coverage"), [(1e-6, 0.0), (1e6, 1.0)])
def test_intervals_are_scored_and_forecast_as_calibrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, factor: float, coverage: float
) -> None:
    calibration = Calibration(factors=((factor,) * 9,) * 6)
    plain, stretched = (
        train_with(tmp_path, monkeypatch, trust=1.0, calibration=each).model
        for each in (UNCALIBRATED, calibration)
    )
    assert plain is not None
    assert stretched is not None
    assert stretched.manifest.holdout is not None
    assert stretched.manifest.holdout.scores["LSTM"].coverage == {"80": coverage, "95": coverage}
    assert read_model(tmp_path / "model.safetensors").ensemble.calibration == calibration
    np.testing.assert_array_equal(stretched.example.point, plain.example.point)
    widths = (made.example.upper - made.example.lower for made in (stretched, plain))
    np.testing.assert_allclose(next(widths), factor * next(widths), rtol=1e-3)
