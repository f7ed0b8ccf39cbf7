"""From file to file: bounds, counts, demand and percentages, several targets at once."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import series_set
from covariate_shops import OWN, Row, make, manifest_of, points, shops, with_covariates

from lstmcast.artifact.store import read_model
from lstmcast.cli.app import main
from lstmcast.data.bounds import Bounds
from lstmcast.workflows.kinds import remark_kinds

STEPS = np.arange(150)
TARGETS = ("revenue", "orders", "load %")


@pytest.fixture
def shop(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file of days with a season in thousands, demand, and percentages."""
    monkeypatch.setenv("LSTMCAST_STEPS", "2")
    random = np.random.default_rng(0)
    columns = [
        5000 + 900 * np.sin(STEPS * 2 * np.pi / 7) + random.normal(0, 80, len(STEPS)),
        random.poisson(0.4, len(STEPS)).astype(float),
        np.clip(85 + 12 * np.sin(STEPS * 2 * np.pi / 7) + random.normal(0, 9, len(STEPS)), 0, 100),
    ]
    days = np.datetime64("2024-01-01") + STEPS
    rows = [
        f"{day},{revenue:.2f},{orders:.0f},{load:.1f}"
        for day, revenue, orders, load in zip(days, *columns, strict=True)
    ]
    Path("shop.csv").write_text("\n".join([",".join(("day", *TARGETS)), *rows]) + "\n")
    return workplace


def forecast_of(target: str, name: str = "forecast.csv") -> list[dict[str, str]]:
    with Path(name).open() as stream:
        return [row for row in csv.DictReader(stream) if row["target"] == target]


def numbers(rows: list[dict[str, str]]) -> np.ndarray:
    """Return forecast and ends of each row, from the lowest to the highest end."""
    names = ("lo-95", "lo-80", "hi-80", "hi-95", "forecast")
    return np.array([[float(row[name]) for name in names] for row in rows])


def notes(output: str) -> dict[str, str]:
    document: dict[str, Any] = json.loads(output)
    return {note["code"]: note["text"] for note in document["notes"]}


ASKED = ["shop.csv", "--target", ",".join(TARGETS), "--season", "7", "--horizon", "7"]


def test_each_target_is_of_its_own_kind(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", *ASKED, "--pretrained", "--json"]) == 0
    told = notes(capsys.readouterr().out)
    assert "1 of 3 series ('orders')" in told["intermittent"]
    assert "load % holds percentages: forecasts do not exceed 100" in told["percentages"]
    assert "counts" not in told  # the mean of demand is no whole number
    assert 4000 < numbers(forecast_of("revenue"))[:, 4].mean() < 6000
    load = numbers(forecast_of("load %"))
    assert (load >= 0).all()
    assert load.max() == 100
    orders = forecast_of("orders")
    assert (numbers(orders)[:, :2] == 0).all()
    assert ((numbers(orders)[:, 4] > 0.2) & (numbers(orders)[:, 4] < 0.8)).all()
    assert all(row["hi-95"] in {"1", "2", "3"} for row in orders)  # without decimals


def test_bounds_are_for_all_targets_and_kept_by_the_model(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", *ASKED, "--min", "0", "--max", "6500", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [(each["min"], each["max"]) for each in document["bounds"]] == [(0, 6500)] * 3
    assert document["intermittent"] in {0, 0.5, 1}
    assert all("rmsse" in scores for scores in document["holdout"]["scores"].values())
    manifest = read_model(Path("model.safetensors")).manifest
    assert [each.target for each in manifest.bounds] == list(TARGETS)
    assert main(["predict", "--max", "5000", "--integer", "--json"]) == 0
    assert "is above --max 5000" in notes(capsys.readouterr().out)["outside-bounds"]
    for target in TARGETS:
        made = numbers(forecast_of(target))
        assert ((made >= 0) & (made <= 5000)).all()
        assert (made == np.rint(made)).all()
    assert numbers(forecast_of("revenue")).max() == 5000
    assert "." not in "".join(row["forecast"] for row in forecast_of("load %"))


def test_a_backtest_keeps_to_bounds(shop: Path) -> None:
    bounded = ["--pretrained", "--windows", "2", "--rivals", "none", "--quiet", "--max", "6500"]
    assert main(["backtest", *ASKED, *bounded, "--level", "99"]) == 0
    with Path("backtest.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    upper = {target: [] for target in TARGETS}
    for row in rows:
        upper[row["target"]].append(float(row["hi-99"]))
    assert max(map(max, upper.values())) <= 6500
    orders = [row for row in rows if row["target"] == "orders"]
    assert all(float(row["lo-99"]) == 0 for row in orders)
    assert all(float(row["hi-99"]).is_integer() for row in orders)


def test_rows_say_who_forecast_them(shop: Path) -> None:
    assert main(["train", *ASKED, "--fallback", "--quiet"]) == 0
    assert main(["predict", "--quiet"]) == 0
    assert {row["model"] for row in forecast_of("orders")} == {"own past"}
    assert {row["model"] for row in forecast_of("revenue")} <= {"LSTM", "seasonal naive"}


@pytest.mark.parametrize("command", ["train", "backtest"])
def test_values_outside_are_refused(
    shop: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, *ASKED, "--max", "5000"]) == 5
    told = " ".join(capsys.readouterr().err.split())
    assert "in revenue at 2024-01-0" in told
    assert "is above --max 5000" in told
    assert "values are outside in all" in told
    assert not Path("model.safetensors").exists()


@pytest.mark.parametrize("command", ["train", "predict", "backtest"])
@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--min", "3", "--max", "2"], "--min 3 is not below --max 2"),
        (["--min", "0.2", "--max", "0.8", "--integer"], "no whole number from 0.2 to 0.8"),
        (["--min", "nan"], "--min must be a number; -inf for no bound"),
        (["--max", "-inf"], "--max must be a number; inf for no bound"),
        (["--min", "few"], "--min must be a number"),
    ],
)
def test_flags_that_make_no_sense(
    shop: Path, command: str, flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, *ASKED, *flags]) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_scores_of_demand_are_explained(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LSTMCAST_STEPS", "2")
    random = np.random.default_rng(0)
    days = np.datetime64("2024-01-01") + STEPS
    rows = [
        f"{item},{day},{value}"
        for item in "abc"
        for day, value in zip(days, random.poisson(0.3, len(STEPS)), strict=True)
    ]
    Path("parts.csv").write_text("\n".join(["item,day,sold", *rows]) + "\n")
    for command in (
        ["train", "parts.csv", "--horizon", "7"],
        ["backtest", "parts.csv", "--pretrained", "--windows", "2", "--rivals", "none"],
    ):
        assert main([*command, "--json"]) == 0
        told = notes(capsys.readouterr().out)["zeros-scored"]
        assert "many values are zero" in told
        figures = [float(word.split()[-1]) for word in told.split("mean: ")[1].split(", ")]
        assert figures[0] < figures[1]  # the model before the seasonal naive


def test_many_zeros_are_told_in_true_words() -> None:
    random = np.random.default_rng(0)
    comes = random.random((3, 120)) < 0.4
    rain, parts, more = comes * [random.gamma(0.5, 8, 120), np.full(120, 2.5), np.full(120, 3.5)]
    told = []
    for series in ([rain], [parts], [rain, parts, more]):
        [note] = remark_kinds(series_set(*series), 0.0, (7, 1), [Bounds(target="y")])
        told.append(note.text)
    assert "many zeros, in s0, in sizes that differ widely: the forecast is the mean" in told[0]
    assert told[0].endswith("by the distribution of its own past")
    assert "many zeros, in s0: the forecast" in told[1]
    assert "in 3 of 3 series ('s0' first), 1 of them in sizes that differ" in told[2]
    assert told[2].endswith("by the distribution of their own past")
    aged = np.concatenate([50 * parts, np.tile(parts, 4)])  # sizes of long ago are forgotten
    [note] = remark_kinds(series_set(aged), 0.0, (1,), [])
    assert "differ widely" not in note.text


def test_small_whole_numbers_need_not_be_counts() -> None:
    """Temperatures are not: the note says what is seen, and what to type against it."""
    degrees = np.rint(10 + 8 * np.sin(np.arange(200) / 30))
    [note] = remark_kinds(series_set(degrees), 0.0, (1,), [Bounds(target="y")])
    assert (note.code, note.text) == (
        "counts",
        "small whole numbers in s0: such are forecast; --no-integer allows fractions",
    )
    assert remark_kinds(series_set(degrees), 0.0, (1,), [Bounds(target="y", integer=False)]) == ()


def sold_at_low_prices(row: Row) -> Row:
    """Return the row of a day with demand where the price is low, and without any elsewhere."""
    return row | {"sold": row["sold"] and f"{6 * (float(row['price']) < 2.2)}"}


def test_demand_that_a_covariate_explains_is_left_to_the_networks(workplace: Path) -> None:
    """The own past knows how often something is sold, a price when."""
    rows = [sold_at_low_prices(row) for row in shops()]
    config = replace(OWN, training=replace(OWN.training, steps=150, learning_rate=1e-2))
    made = make(workplace, rows, config)
    assert made.used
    assert manifest_of(made).intermittent == 1
    report = made.predict(str(workplace / "m.csv"))
    prices = [float(row["price"]) for row in rows if row["sold"] == ""]
    low = np.reshape(prices, (3, -1))[:, :7] < 2.2
    assert points(report)[low].mean() > 4
    assert points(report)[~low].mean() < 2
    blind = make(workplace, rows, with_covariates(config, known=(), past=(), static=()), name="b")
    assert manifest_of(blind).intermittent < 1
