"""What `future-template` asks for is what the model needs, behind the series of the data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lstmcast.artifact.store import encode_model
from lstmcast.config import Config, CovariateConfig, WindowConfig
from lstmcast.data.covariates import Column
from lstmcast.errors import DataError, ModelFileError, UsageError
from lstmcast.workflows.future_template import TemplateReport, future_template
from tests.builders import NAN, small_model

PRICE = Column(name="price", when="known")
KIND = Column(name="kind", when="known", levels=("big", "small"))
VISITORS = Column(name="visitors", when="past")

DATA = """month,shop,sales,price,kind,visitors
1961-01-01,a,1,2.5,big,7
1961-02-01,a,2,2.5,small,8
1961-03-01,a,,3.5,huge,
1961-01-01,b,5,9,big,8
"""


@pytest.fixture
def model_path(tmp_path: Path) -> Path:
    """Return a model of four steps that knows price and kind ahead."""
    return write(tmp_path / "m.safetensors", (KIND, PRICE, VISITORS))


@pytest.fixture
def data(tmp_path: Path) -> str:
    path = tmp_path / "sales.csv"
    path.write_text(DATA, encoding="utf-8")
    return str(path)


def write(path: Path, columns: tuple[Column, ...]) -> Path:
    model = small_model()
    roles = replace(
        model.manifest.roles,
        known=tuple(column.name for column in columns if column.when == "known"),
        past=tuple(column.name for column in columns if column.when == "past"),
    )
    manifest = replace(model.manifest, roles=roles, covariates=columns)
    path.write_bytes(encode_model(replace(model, manifest=manifest)))
    return path


def times(report: TemplateReport) -> list[tuple[str, str]]:
    stamps = report.calendar.format(report.rows.ordinals)
    return [(ids[0], stamp[:7]) for ids, stamp in zip(report.rows.ids, stamps, strict=True)]


def test_rows_follow_the_last_value_of_each_series(model_path: Path, data: str) -> None:
    report = future_template(data, Config(), model_path=model_path)
    assert times(report) == [
        *(("a", f"1961-{month:02d}") for month in range(3, 7)),
        *(("b", f"1961-{month:02d}") for month in range(2, 6)),
    ]
    assert report.rows.columns == (KIND, PRICE)
    # What the data say of March is there, though "huge" is no word that the model knows.
    np.testing.assert_array_equal(report.rows.values[:2], [[0, 3.5], [NAN, NAN]])
    assert report.missing == 14
    assert (report.horizon, report.source.rows) == (4, 4)


def test_a_horizon_and_a_file_of_rows_to_come_count(
    model_path: Path, data: str, tmp_path: Path
) -> None:
    future = tmp_path / "have.csv"
    future.write_text("shop,month,price,kind\nb,1961-02-01,4,small\n", encoding="utf-8")
    config = Config(window=WindowConfig(horizon=1), covariates=CovariateConfig(future=str(future)))
    report = future_template(data, config, model_path=model_path)
    assert times(report) == [("a", "1961-03"), ("b", "1961-02")]
    np.testing.assert_array_equal(report.rows.values, [[0, 3.5], [2, 4]])
    assert report.missing == 0


def test_a_column_that_the_data_lack_is_asked_for(model_path: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text("month,shop,sales\n1961-01-01,a,1\n", encoding="utf-8")
    report = future_template(str(bare), Config(), model_path=model_path)
    assert report.rows.columns == (KIND, PRICE)
    assert report.missing == 8


def test_a_model_that_needs_nothing_says_so(data: str, tmp_path: Path) -> None:
    path = write(tmp_path / "past.safetensors", (VISITORS,))
    with pytest.raises(UsageError) as caught:
        future_template(data, Config(), model_path=path)
    assert caught.value.message == (
        f"{path} uses no columns that are known ahead, so `lstmcast predict` needs no rows to come"
    )
    assert caught.value.hint == (
        "`lstmcast predict` needs nothing; in training, --known names columns known ahead"
    )


def test_what_cannot_be_read_is_an_error(model_path: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is gone"):
        future_template(None, Config(), model_path=model_path)  # that it was trained on
    with pytest.raises(ModelFileError):
        future_template(None, Config(), model_path=tmp_path / "none.safetensors")
