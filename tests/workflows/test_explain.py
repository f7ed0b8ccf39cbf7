"""Explanations of files: which series, by which networks, and what could not be measured."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from builders import small_model

from lstmcast.artifact.store import encode_model
from lstmcast.config import Config, DataConfig, WindowConfig
from lstmcast.data.roles import Roles
from lstmcast.errors import DataError, ModelFileError, NumericalError, UsageError
from lstmcast.evaluation.explanation import explain_series
from lstmcast.model.spec import ModelSpec
from lstmcast.prior.library import pretrained
from lstmcast.workflows.explain import explain, explain_untrained
from lstmcast.workflows.predict import predict, predict_untrained
from lstmcast.workflows.reports import ExplainReport

SPECS = (
    ModelSpec(horizon=6, lookback=24, patch=4, hidden=6),
    ModelSpec(horizon=4, lookback=12, patch=4, hidden=5, cell="gru", bidirectional=True),
)
LENGTH = 72


def write(
    folder: Path, *shops: str, length: int = LENGTH, values: list[float] | None = None
) -> str:
    """Write monthly sales of shops; return the file's path. A shop called "empty" has no value."""
    stamps = np.arange(length) + np.datetime64("2015-01", "M")
    rows = []
    for number, shop in enumerate(shops):
        swing = 100 + np.arange(length) + 30 * np.sin(np.arange(length) * np.pi / 6 + number)
        for stamp, value in zip(stamps, values or swing.tolist(), strict=True):
            rows.append(f"{stamp}-01,{shop},{'' if shop == 'empty' else f'{value:.3f}'}\n")
    (folder / "data.csv").write_text("month,shop,sales\n" + "".join(rows))
    return str(folder / "data.csv")


def model_file(folder: Path, *specs: ModelSpec, source: str | None = None, steps: int = 0) -> Path:
    model = small_model(*specs)
    manifest = dataclasses.replace(
        model.manifest,
        roles=Roles(time=("month",), ids=("shop",), targets=("sales",), day_first=None),
        training=dataclasses.replace(model.manifest.training, steps=steps),
        data=dataclasses.replace(model.manifest.data, path=source),
    )
    path = folder / "model.safetensors"
    path.write_bytes(encode_model(dataclasses.replace(model, manifest=manifest)))
    return path


def codes(report: ExplainReport) -> set[str]:
    """Return what is remarked, but for a shop that tells no series apart."""
    return {note.code for note in report.notes} - {"unused-columns"}


def test_a_model_of_several_networks(tmp_path: Path) -> None:
    source = write(tmp_path, "Berlin", "Bonn")
    path = model_file(tmp_path, *SPECS)
    report = explain(source, Config(), model_path=path, series="Bonn")
    assert (report.network, report.name) == ("LSTM+GRU", "Bonn")
    made = report.explanation
    assert (made.season, made.horizon) == (12, 6)
    assert [each.spec.cell for each in made.networks] == ["lstm", "gru"]
    assert [len(each.layers) for each in made.networks] == [1, 2]
    forecast = predict(source, Config(), model_path=path).forecast
    np.testing.assert_allclose(made.importance.forecast, forecast.point[1])
    assert made.importance.windows == 15
    assert codes(report) == {"rolled-forward"}  # the GRU was made for 4 steps


def test_what_a_model_has_learnt_from_is_said(tmp_path: Path) -> None:
    source = write(tmp_path, "Berlin")
    for steps, said in ((0, False), (100, True)):
        path = model_file(tmp_path, SPECS[0], steps=steps)
        report = explain(source, Config(), model_path=path)
        assert ("seen-before" in codes(report)) is said


def test_the_pretrained_network_needs_no_model(tmp_path: Path) -> None:
    source = write(tmp_path, "Berlin", "Bonn")
    report = explain_untrained(source, Config(), series="Bonn")
    assert report.pretrained is not None
    assert report.pretrained.season == 12
    forecast = predict_untrained(source, Config()).forecast
    np.testing.assert_allclose(report.explanation.importance.forecast, forecast.point[1])
    (network,) = report.explanation.networks
    assert network.spec == pretrained(12).forecaster.spec
    assert codes(report) == set()


def test_the_training_file_is_read_where_no_file_is_named(tmp_path: Path) -> None:
    source = write(tmp_path, "Berlin")
    path = model_file(tmp_path, SPECS[0], source=source)
    assert explain(None, Config(), model_path=path).source.path == source
    nowhere = model_file(tmp_path, SPECS[0])
    with pytest.raises(UsageError, match="standard input"):
        explain(None, Config(), model_path=nowhere)


def test_of_several_series_the_first_is_explained_and_that_is_said(tmp_path: Path) -> None:
    report = explain_untrained(write(tmp_path, "Bonn", "Bad Ems", "Ulm"), Config())
    first, second = ("Bad Ems", "Bonn")
    assert report.name == first
    (note,) = [note for note in report.notes if note.code == "first-series"]
    assert note.text == f"{first} is the first of 3 series; another: --series {second}"
    named = explain_untrained(write(tmp_path, "Bonn", "Bad Ems"), Config(), series="Bonn")
    assert "first-series" not in codes(named)


def test_a_series_without_values_cannot_be_explained(tmp_path: Path) -> None:
    source = write(tmp_path, "empty", "full")
    config = Config(data=DataConfig(target=("sales",)))
    with pytest.raises(DataError, match="the series empty holds no value") as caught:
        explain_untrained(source, config, series="empty")
    assert str(caught.value.hint).endswith("such as full")
    assert explain_untrained(source, config).name == "full"
    with pytest.raises(UsageError, match="there is no series fill"):
        explain_untrained(source, config, series="fill")


@pytest.mark.parametrize(
    ("length", "said"), [(2, "one-part"), (30, "no-windows"), (38, "few-windows"), (72, None)]
)
def test_what_is_too_short_for_windows_says_so(
    tmp_path: Path, length: int, said: str | None
) -> None:
    config = Config(window=WindowConfig(season=12, horizon=12))
    report = explain_untrained(write(tmp_path, "a", length=length), config)
    assert codes(report) == ({said} if said else set())
    importance = report.explanation.importance
    assert bool(np.isfinite(importance.moved).any()) is (said != "one-part")
    assert (importance.windows == 0) is (said in {"one-part", "no-windows"})


def test_equal_values_say_nothing(tmp_path: Path) -> None:
    source = write(tmp_path, "a", values=[5.0] * LENGTH)
    config = Config(window=WindowConfig(season=12))
    report = explain_untrained(source, config)
    assert "constant-series" in codes(report)
    assert report.explanation.networks[0].layers[0].holds is not None


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # as the command line does
def test_a_forecast_that_is_no_number_is_an_error(tmp_path: Path) -> None:
    values = [float(10**307 * 17 * (-1) ** place) for place in range(LENGTH)]
    with pytest.raises(NumericalError, match="the forecast of sales is not a finite number"):
        explain_untrained(write(tmp_path, "a", values=values), Config())


def test_the_model_has_its_own_columns_and_season(tmp_path: Path) -> None:
    path = model_file(tmp_path, SPECS[0])
    (tmp_path / "other.csv").write_text("day,price\n2020-01-01,1\n2020-01-02,2\n")
    with pytest.raises(DataError, match=r"other\.csv has no column"):
        explain(str(tmp_path / "other.csv"), Config(), model_path=path)
    with pytest.raises(UsageError, match="contradicts"):
        explain(write(tmp_path, "a"), Config(window=WindowConfig(season=7)), model_path=path)
    with pytest.raises(ModelFileError, match="no model file"):
        explain(write(tmp_path, "a"), Config(), model_path=tmp_path / "none")


def test_the_report_needs_no_file(tmp_path: Path) -> None:
    """What draws an explanation can have it from an ensemble and series at hand."""
    report = explain_untrained(write(tmp_path, "a"), Config())
    suited = small_model(SPECS[0]).ensemble
    made = explain_series(suited, report.series, 0, season=12, horizon=3)
    assert made.importance.forecast.shape == (3,)
