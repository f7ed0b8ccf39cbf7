"""What training says of trust is what is scored, published and forecast with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import random_weights

from lstmcast.artifact.store import read_model
from lstmcast.config import Config, WindowConfig
from lstmcast.data.series import SeriesSet
from lstmcast.inference.forecaster import Forecaster
from lstmcast.training.events import StopFlag
from lstmcast.workflows.design import Design
from lstmcast.workflows.outcome import MadeMember, Outcome
from lstmcast.workflows.train import train


def ignore(event: object) -> None:
    """Listen to nothing."""


def test_a_network_nobody_trusts_forecasts_the_repeated_season(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def untrusted(data: SeriesSet, design: Design, *_settings: object, **_more: Any) -> Outcome:
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
            trust=0.0,
            candidates=(),
            windows=len(data),
            refitted=True,
            ended="finished",
            unfinished=False,
        )

    monkeypatch.setattr("lstmcast.workflows.training.train_networks", untrusted)
    values = 100 + 10 * np.sin(np.arange(60)) + np.arange(60) % 12
    stamps = np.arange("2019-01", "2024-01", dtype="datetime64[M]")
    rows = "".join(f"{at}-01,{value:.3f}\n" for at, value in zip(stamps, values, strict=True))
    (tmp_path / "data.csv").write_text(f"month,sales\n{rows}")
    report = train(
        str(tmp_path / "data.csv"),
        Config(window=WindowConfig(horizon=6, season=12)),
        model_path=tmp_path / "model.safetensors",
        resume=False,
        listen=ignore,
        stop=StopFlag(),
    )
    assert report.model is not None
    manifest = report.model.manifest
    assert manifest.trust == 0.0
    assert [member.origin for member in manifest.members] == ["scratch"]
    assert manifest.training.steps == 3
    assert manifest.holdout is not None
    scores = manifest.holdout.scores
    assert scores["LSTM"].mae == pytest.approx(scores["seasonal naive"].mae, rel=1e-9)
    np.testing.assert_allclose(report.model.example.point[0], values[-12:-6].round(3), rtol=1e-9)
    ensemble = read_model(report.model_path).ensemble
    assert (len(ensemble.members), ensemble.trust) == (1, 0.0)
