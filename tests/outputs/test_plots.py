from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.errors import MissingDependencyError, UsageError
from lstmcast.evaluation.record import Record
from lstmcast.inference.forecast import ForecastSet
from lstmcast.outputs.plots import check_plot_path, plot_forecast, plot_record

pytest.importorskip("matplotlib", reason="pictures need matplotlib, which is not installed")


@pytest.fixture
def record(history: SeriesSet) -> Record:
    """Return two forecasts of a year, made one and two years before the end."""
    cutoffs = np.array([96, 108])
    places = cutoffs[:, None] + np.arange(12)
    actual = history.values[places]
    quantiles = np.stack([actual - 9, actual + 1, actual + 9], axis=-1)
    return Record(
        name="LSTM",
        season=12,
        data=history,
        series=np.array([0, 0]),
        cutoffs=cutoffs,
        folds=np.array([0, 1]),
        actual=actual,
        forecast=ForecastSet(
            keys=history.keys * 2,
            calendar=history.calendar,
            ordinals=history.starts[0] + places,
            point=actual + 1,
            levels=(80.0,),
            lower=quantiles[None, ..., 0],
            upper=quantiles[None, ..., 2],
        ),
        quantiles=(0.1, 0.5, 0.9),
        made=quantiles,
        rivals={"seasonal naive": history.values[places - 12]},
    )


def words(path: Path) -> list[str]:
    """Return the comments of an SVG: matplotlib writes every text into one, beside its outline."""
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    tree = ElementTree.parse(path, parser)
    return [(node.text or "").strip() for node in tree.iter(ElementTree.Comment)]


def test_a_forecast_as_png(history: SeriesSet, one: ForecastSet, tmp_path: Path) -> None:
    path = tmp_path / "plot.PNG"
    plot_forecast(history, one, path)
    assert path.read_bytes().startswith(b"\x89PNG\r\n")
    assert [each.name for each in tmp_path.iterdir()] == ["plot.PNG"]


def test_a_forecast_as_svg_says_what_is_what(
    history: SeriesSet, one: ForecastSet, tmp_path: Path
) -> None:
    path = tmp_path / "plot.svg"
    plot_forecast(history, one, path, season=12)
    assert {"passengers", "what happened", "forecast", "80 %", "97.5 %", "1958"} <= set(words(path))


def test_same_forecast_same_bytes(history: SeriesSet, one: ForecastSet, tmp_path: Path) -> None:
    for suffix in ("png", "svg"):
        paths = [tmp_path / f"{name}.{suffix}" for name in ("a", "b")]
        for path in paths:
            plot_forecast(history, one, path)
        assert paths[0].read_bytes() == paths[1].read_bytes()


def test_what_was_forecast_in_the_past(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "plot.svg"
    plot_record(record, path)
    assert {"passengers", "forecast", "80 %"} <= set(words(path))


def test_six_series_at_most(history: SeriesSet, one: ForecastSet, tmp_path: Path) -> None:
    names = [f"series {number}" for number in range(8)]
    keys = tuple(SeriesKey((name,), "sales") for name in names)
    again = np.zeros(8, dtype=np.int64)
    path = tmp_path / "plot.svg"
    data = replace(history.select(again), keys=keys)
    plot_forecast(data, replace(one.select(again), keys=keys), path)
    assert [text for text in words(path) if text in names] == names[:6]


def test_names_are_no_formulas(history: SeriesSet, one: ForecastSet, tmp_path: Path) -> None:
    key = SeriesKey((r"$\frac{a$ _ \x 日本 <b>",), "passengers")
    data, forecast = replace(history, keys=(key,)), replace(one, keys=(key,))
    for name in ("plot.png", "plot.svg"):
        plot_forecast(data, forecast, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000


def test_a_constant_series_without_intervals(
    history: SeriesSet, one: ForecastSet, tmp_path: Path
) -> None:
    none = np.empty((0, *one.point.shape))
    flat = replace(one, point=np.zeros_like(one.point), levels=(), lower=none, upper=none)
    plot_forecast(replace(history, values=np.zeros(120)), flat, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").exists()


@pytest.mark.parametrize("name", ["plot.pdf", "plot", "plot.svg.gz"])
def test_other_pictures_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a picture is \.png or \.svg") as caught:
        check_plot_path(tmp_path / name)
    assert "--plot" in (caught.value.hint or "")


def test_a_place_that_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        check_plot_path(tmp_path / "missing" / "plot.png")


def test_without_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingDependencyError) as caught:
        check_plot_path(tmp_path / "plot.png")
    assert caught.value.hint == 'pip install "lstmcast[plot]"'
