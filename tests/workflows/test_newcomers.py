"""Series without values, or with a few, among others that are forecast as ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import series_set

from lstmcast.config import Config, CovariateConfig, DataConfig, ForecastConfig, WindowConfig
from lstmcast.errors import DataError
from lstmcast.workflows.newcomers import remark_unlearnt
from lstmcast.workflows.predict import predict_untrained
from lstmcast.workflows.reports import PredictReport

CONFIG = Config(
    data=DataConfig(target=("sales",), id=("shop",), freq="MS"),
    window=WindowConfig(horizon=3, season=12),
)
MONTHS = np.arange("2016-01", "2020-01", dtype="datetime64[M]")


def sales(seed: int, level: float = 100) -> np.ndarray:
    """Return 48 months of a season about a level."""
    random = np.random.default_rng(seed)
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(48) / 12)
    return np.asarray(level * season * np.exp(0.05 * random.normal(size=48)))


def write(folder: Path, shops: Mapping[str, np.ndarray], region: Mapping[str, str] = {}) -> str:
    """Write months of sales by shop, NaN as an empty cell; return the file's path."""
    rows = ["month,shop,region,sales"]
    for name, values in shops.items():
        for month, value in zip(MONTHS[-len(values) :], values.tolist(), strict=True):
            cell = "" if np.isnan(value) else f"{value:.4f}"
            rows.append(f"{month},{name},{region.get(name, 'north')},{cell}")
    path = folder / "sales.csv"
    path.write_text("\n".join(rows) + "\n")
    return str(path)


WARM = {name: sales(seed, 50 + 40 * seed) for seed, name in enumerate(["a", "c", "e", "g"])}
EMPTY = np.full(48, np.nan)


def forecasts(report: PredictReport) -> dict[str, bytes]:
    """Return what is forecast of each shop, to the bit."""
    made = report.forecast
    layers = np.concatenate([made.ordinals[None], made.point[None], made.lower, made.upper])
    return {key.label: layers[:, row].tobytes() for row, key in enumerate(made.keys)}


def texts(report: PredictReport) -> dict[str, str]:
    return {note.code: note.text for note in report.notes}


def test_newcomers_stand_among_the_others_which_stay_as_they_are(tmp_path: Path) -> None:
    plain = predict_untrained(write(tmp_path, WARM), CONFIG)
    assert not {"no-values", "few-values"} & set(texts(plain))
    shops = {**WARM, "b": EMPTY, "d": sales(9)[-5:], "h": EMPTY}
    report = predict_untrained(write(tmp_path, shops), CONFIG)
    assert [key.label for key in report.forecast.keys] == list("abcdegh")
    assert report.series.keys == report.forecast.keys
    assert report.skipped == ()
    before, after = forecasts(plain), forecasts(report)
    assert {name: after[name] for name in before} == before
    assert (report.forecast.ordinals == report.forecast.ordinals[0]).all()
    assert texts(report)["no-values"] == (
        "2 of 7 series ('b' first) hold no value: the forecast is that of the others most like them"
    )
    assert texts(report)["few-values"] == (
        "1 of 7 series ('d') holds at most 12 values: the past of others, at its level, completes"
        " its own"
    )


def test_an_attribute_says_which_others_count(tmp_path: Path) -> None:
    shops = {f"n{k}": sales(k, 100 + 5 * k) for k in range(5)}
    shops |= {f"s{k}": sales(k, 10 + k / 2) for k in range(5)}
    shops |= {"new": EMPTY}
    region = {name: "south" for name in shops if name[0] == "s"}
    config = replace(CONFIG, covariates=CovariateConfig(static=("region",)))
    points = {}
    for where in ("north", "south"):
        path = write(tmp_path, shops, region | {"new": where})
        report = predict_untrained(path, config)
        assert texts(report)["no-values"].endswith("most like it, by region")
        row = [key.label for key in report.forecast.keys].index("new")
        points[where] = report.forecast.point[row].mean()
    assert 80 < points["north"] < 160
    assert 8 < points["south"] < 16


def test_a_single_other_series_is_said_to_be_too_few(tmp_path: Path) -> None:
    report = predict_untrained(write(tmp_path, {"a": WARM["a"], "b": EMPTY}), CONFIG)
    made = forecasts(report)
    assert made["a"] == made["b"]
    assert texts(report)["no-values"].endswith("so the interval is too narrow")


def test_what_nobody_can_lend_to_is_left_out(tmp_path: Path) -> None:
    report = predict_untrained(write(tmp_path, {"a": WARM["a"], "b": EMPTY[:1]}), CONFIG)
    assert len(report.forecast.keys) == 2
    late = "\n2023-01,b,north,\n"
    path = Path(write(tmp_path, {"a": WARM["a"]}))
    path.write_text(path.read_text() + late.lstrip())
    report = predict_untrained(str(path), CONFIG)
    assert [key.label for key in report.forecast.keys] == ["a"]
    ((key, why),) = report.skipped
    assert key.label == "b"
    assert why == "it holds no value, and no other series has enough of them shortly before"
    with pytest.raises(DataError, match="no series holds a value"):
        predict_untrained(write(tmp_path, {"a": EMPTY, "b": EMPTY}), CONFIG)


def test_few_values_alone_are_forecast_as_ever(tmp_path: Path) -> None:
    report = predict_untrained(write(tmp_path, {"a": sales(1)[-5:], "b": sales(2)[-7:]}), CONFIG)
    assert len(report.forecast.keys) == 2
    assert "few-values" not in texts(report)


def test_a_newcomer_keeps_to_what_the_others_do(tmp_path: Path) -> None:
    shops = {name: np.maximum(values - 130, 0.0) for name, values in WARM.items()}
    path = write(tmp_path, {**shops, "z": EMPTY})
    report = predict_untrained(path, CONFIG)
    assert report.forecast.lower[:, -1].min() >= 0
    config = replace(CONFIG, forecast=ForecastConfig(max=20))
    report = predict_untrained(path, config)
    assert report.forecast.upper[:, -1].max() <= 20


def test_training_says_what_it_cannot_learn_from() -> None:
    assert remark_unlearnt(series_set([1, 2], [3])) == ()
    assert remark_unlearnt(series_set([], [])) == ()
    (note,) = remark_unlearnt(series_set([1, 2], [], []))
    assert note.text == (
        "nothing to learn from in 2 of 3 series ('s1' first): `lstmcast predict` forecasts them"
        " from the others"
    )


def test_what_is_said_of_newcomers_is_said_once(tmp_path: Path) -> None:
    shops = {**WARM, "b": EMPTY, "d": sales(9)[-1:]}
    report = predict_untrained(write(tmp_path, shops), CONFIG)
    assert {"no-values", "few-values"} <= set(texts(report))
    assert not {"empty-series", "short-series"} & set(texts(report))
