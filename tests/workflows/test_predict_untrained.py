"""Forecasts without a model: what is found in the data, and which network that needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import small_model

from lstmcast.artifact.store import encode_model
from lstmcast.config import Config, DataConfig, WindowConfig
from lstmcast.data.load import load_series
from lstmcast.data.roles import Roles
from lstmcast.errors import DataError, UsageError
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast
from lstmcast.prior.library import pretrained
from lstmcast.workflows.design import design_training
from lstmcast.workflows.predict import predict, predict_untrained


def monthly(folder: Path, length: int, *, name: str = "data.csv") -> str:
    """Write months with a clear season; return the file's path."""
    stamps = np.arange(length) + np.datetime64("2015-01", "M")
    values = 100 + np.arange(length) + 30 * np.sin(np.arange(length) * 2 * np.pi / 12)
    rows = "".join(f"{s}-01,{v:.3f}\n" for s, v in zip(stamps, values, strict=True))
    (folder / name).write_text(f"month,sales\n{rows}")
    return str(folder / name)


def window(horizon: int | None = None, season: int | None = None) -> Config:
    return Config(window=WindowConfig(horizon=horizon, season=season))


def test_columns_frequency_season_and_horizon_are_found(tmp_path: Path) -> None:
    report = predict_untrained(monthly(tmp_path, 72), Config())
    assert report.pretrained is not None
    assert (report.pretrained.season, report.pretrained.matched) == (12, "own")
    assert report.network == "LSTM"
    assert report.roles == Roles(time=("month",), ids=(), targets=("sales",), day_first=None)
    assert report.forecast.point.shape == (1, 12)
    expected = forecast(
        Ensemble(members=(pretrained(12).forecaster,)),
        report.series,
        horizon=12,
        levels=(80.0, 95.0),
        allow_negative=False,
    )
    np.testing.assert_array_equal(report.forecast.point, expected.point)
    np.testing.assert_array_equal(report.forecast.upper, expected.upper)


@pytest.mark.parametrize(
    ("season", "matched"), [(12, "own"), (6, "multiple"), (24, "own"), (36, "folded")]
)
def test_a_wanted_season_is_served(tmp_path: Path, season: int, matched: str) -> None:
    report = predict_untrained(monthly(tmp_path, 72), window(7, season))
    assert report.pretrained is not None
    assert (report.pretrained.season, report.pretrained.matched) == (season, matched)
    assert report.forecast.point.shape == (1, 7)


def test_a_far_horizon_rolls_on_and_is_said(tmp_path: Path) -> None:
    source = monthly(tmp_path, 72)
    for season in (12, 36):
        steps = pretrained(season).forecaster.shape.steps_ahead
        for horizon, said in ((steps, False), (steps + 1, True)):
            report = predict_untrained(source, window(horizon, season))
            assert ("rolled-forward" in {note.code for note in report.notes}) is said
            assert report.forecast.point.shape == (1, horizon)


@pytest.mark.parametrize("season", [72, 200])
def test_a_season_that_no_series_shows_is_refused_as_in_training(
    tmp_path: Path, season: int
) -> None:
    source = monthly(tmp_path, 72)
    words = f"a season of {season} steps does not fit: the longest series has 72"
    with pytest.raises(UsageError, match=words):
        predict_untrained(source, window(season=season))
    data = load_series(source, DataConfig()).series
    with pytest.raises(UsageError, match=words):
        design_training(data, window(season=season))


@pytest.mark.parametrize("length", [2, 13, 20])
def test_short_histories_are_forecast_too(tmp_path: Path, length: int) -> None:
    report = predict_untrained(monthly(tmp_path, length), Config())
    assert np.isfinite(report.forecast.point).all()
    assumed = "season-assumed" in {note.code for note in report.notes}
    assert report.pretrained is not None
    assert assumed is (report.pretrained.season > 1)
    wanted = predict_untrained(monthly(tmp_path, length), window(season=12))
    assert "season-assumed" not in {note.code for note in wanted.notes}


def test_one_value_is_enough_and_none_is_not(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("month,sales\n2020-01,5\n2020-02,\n2020-03,\n")
    report = predict_untrained(str(tmp_path / "data.csv"), window(2, 12))
    np.testing.assert_allclose(report.forecast.point, 5)
    assert "no-interval" in {note.code for note in report.notes}
    (tmp_path / "data.csv").write_text("month,sales\n2020-01,\n2020-02,\n2020-03,\n")
    config = replace(window(2), data=DataConfig(target=("sales",)))
    with pytest.raises(DataError, match="value"):
        predict_untrained(str(tmp_path / "data.csv"), config)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (window(season=7), "--season 7 contradicts .* a season of 12"),
        (Config(data=DataConfig(freq="D")), "--freq D contradicts .* trained for 1mo-start"),
        (Config(data=DataConfig(freq="ME")), "--freq ME contradicts"),
        (Config(data=DataConfig(freq="2MS")), "--freq 2MS contradicts"),
    ],
)
def test_a_model_has_its_season_and_frequency(tmp_path: Path, config: Config, words: str) -> None:
    model = small_model()
    roles = Roles(time=("month",), ids=(), targets=("sales",), day_first=None)
    path = tmp_path / "model.safetensors"
    path.write_bytes(encode_model(replace(model, manifest=replace(model.manifest, roles=roles))))
    source = monthly(tmp_path, 40)
    with pytest.raises(UsageError, match=words) as caught:
        predict(source, config, model_path=path)
    assert "--pretrained" in str(caught.value.hint)
    same = Config(data=DataConfig(freq="MS"), window=WindowConfig(season=12))
    assert predict(source, same, model_path=path).pretrained is None
