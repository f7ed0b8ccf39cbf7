"""What a model file with several networks is asked for, and what is said about it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from builders import small_model

from lstmcast.artifact.store import encode_model
from lstmcast.config import Config, WindowConfig
from lstmcast.data.roles import Roles
from lstmcast.inference.forecast import forecast
from lstmcast.model.spec import ModelSpec
from lstmcast.workflows.predict import predict

SPECS = (
    ModelSpec(horizon=6, lookback=24, patch=4, hidden=6),
    ModelSpec(horizon=4, lookback=12, patch=4, hidden=5, cell="gru"),
)


@pytest.mark.parametrize(("wanted", "rolled"), [(None, False), (4, False), (5, True)])
def test_several_networks_forecast_together(
    tmp_path: Path, wanted: int | None, rolled: bool
) -> None:
    model = small_model(*SPECS)
    roles = Roles(time=("month",), ids=(), targets=("sales",), day_first=None)
    manifest = dataclasses.replace(model.manifest, roles=roles, horizon=3)
    model = dataclasses.replace(model, manifest=manifest)
    path = tmp_path / "model.safetensors"
    path.write_bytes(encode_model(model))
    stamps = np.arange("2019-01", "2023-01", dtype="datetime64[M]")
    rows = "".join(f"{stamp}-01,{100 + place % 12}\n" for place, stamp in enumerate(stamps))
    (tmp_path / "data.csv").write_text(f"month,sales\n{rows}")
    config = Config(window=WindowConfig(horizon=wanted))
    report = predict(str(tmp_path / "data.csv"), config, model_path=path)
    horizon = wanted or 3
    expected = forecast(
        model.ensemble, report.series, horizon=horizon, levels=(80.0, 95.0), allow_negative=False
    )
    np.testing.assert_array_equal(report.forecast.point, expected.point)
    np.testing.assert_array_equal(report.forecast.lower, expected.lower)
    assert (report.network, report.roles) == ("LSTM+GRU", roles)
    assert model.ensemble.trust == manifest.trust == 0.75
    said = [note.text for note in report.notes if note.code == "rolled-forward"]
    assert bool(said) is rolled
    for text in said:
        assert text.startswith("horizon 5 is beyond the 4 steps")
