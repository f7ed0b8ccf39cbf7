"""Horizons in units of time: trained for the longest, forecast exactly, kept in the model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import small_model

from lstmcast.artifact.store import encode_model
from lstmcast.config import Config, DataConfig, WindowConfig
from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.load import load_series
from lstmcast.data.roles import Roles
from lstmcast.errors import UsageError
from lstmcast.model.spec import ModelSpec
from lstmcast.span import Span
from lstmcast.workflows.backtest_plan import Subject, make_plan
from lstmcast.workflows.design import design_training
from lstmcast.workflows.predict import predict, predict_untrained

MONTH = Config(window=WindowConfig(horizon=Span(1, "month")))


def daily(folder: Path, last: str, *, weekmask: str = "1111111") -> str:
    """Write 300 days up to one day, with those of a week alone; return the file's path."""
    days = np.arange(np.datetime64(last) - 299, np.datetime64(last) + 1)
    kept = days[np.is_busday(days, weekmask=weekmask)]
    rows = "".join(f"{day},{100 + place % 7}\n" for place, day in enumerate(kept))
    path = folder / "data.csv"
    path.write_text(f"day,sales\n{rows}")
    return str(path)


def daily_model(folder: Path, span: Span | None, freq: str = "1d") -> Path:
    """Write a model of days that forecasts 31 of them, or those of a span; return its path."""
    model = small_model(ModelSpec(horizon=31, lookback=62, patch=31, hidden=4))
    manifest = replace(
        model.manifest,
        roles=Roles(time=("day",), ids=(), targets=("sales",), day_first=None),
        calendar=Calendar(frequency=Frequency.parse(freq), zone=None, style="YYYY-MM-DD"),
        horizon=31,
        span=span,
    )
    path = folder / "model.safetensors"
    path.write_bytes(encode_model(replace(model, manifest=manifest)))
    return path


@pytest.mark.parametrize(
    ("last", "steps"),
    [("2023-01-31", 28), ("2024-01-31", 29), ("2024-02-29", 31), ("2024-03-31", 30)],
)
@pytest.mark.parametrize("kept", [False, True])
def test_a_forecast_takes_the_month_that_follows(
    tmp_path: Path, last: str, steps: int, kept: bool
) -> None:
    path = daily_model(tmp_path, Span(1, "month") if kept else None)
    made = predict(daily(tmp_path, last), Config() if kept else MONTH, model_path=path).forecast
    times = made.calendar.format(made.ordinals[0])
    following = np.datetime64(last, "M") + 1
    assert times[0] == f"{following}-01"
    assert len(times) == steps
    assert np.datetime64(times[-1]) + 1 == np.datetime64(following + 1, "D")


def test_steps_beat_what_the_model_keeps(tmp_path: Path) -> None:
    path = daily_model(tmp_path, Span(1, "month"))
    wanted = Config(window=WindowConfig(horizon=3))
    made = predict(daily(tmp_path, "2024-01-31"), wanted, model_path=path)
    assert made.forecast.point.shape == (1, 3)


def test_without_a_model_the_month_is_exact_too(tmp_path: Path) -> None:
    assert predict_untrained(daily(tmp_path, "2024-01-31"), MONTH).forecast.point.shape == (1, 29)


def test_training_and_tests_are_for_the_longest_month(tmp_path: Path) -> None:
    source = daily(tmp_path, "2024-01-31")
    data = load_series(source, DataConfig()).series
    assert design_training(data, MONTH).shape.horizon == 31
    assert make_plan(source, MONTH, Subject(pretrained=True)).scene.horizon == 31


def test_no_whole_number_of_steps_is_refused(tmp_path: Path) -> None:
    wanted = Config(window=WindowConfig(horizon=Span(36, "hour")))
    with pytest.raises(UsageError, match="36h is no whole number of steps of 1d"):
        predict_untrained(daily(tmp_path, "2024-01-31"), wanted)


def test_a_model_has_its_week(tmp_path: Path) -> None:
    path = daily_model(tmp_path, Span(1, "week"), freq="1bd-sun-thu")
    source = daily(tmp_path, "2024-01-31", weekmask="1111001")
    made = predict(source, Config(data=DataConfig(weekmask="Sun-Thu")), model_path=path).forecast
    assert made.calendar.format(made.ordinals[0]) == [
        "2024-02-01", "2024-02-04", "2024-02-05", "2024-02-06", "2024-02-07",
    ]  # fmt: skip
    with pytest.raises(UsageError, match=r"--weekmask Mon-Sat contradicts .* for 1bd-sun-thu"):
        predict(source, Config(data=DataConfig(weekmask="Mon-Sat")), model_path=path)
