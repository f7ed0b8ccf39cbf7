"""The sample files are what their script and the README say."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstmcast.cli.app import main
from sample_data.make_samples import PRICE_EFFECT, PROMOTION_EFFECT, SHOPS

if TYPE_CHECKING:
    from pathlib import Path

    from sample_data.make_samples import Shop


@pytest.mark.parametrize("name", ["station_load.csv", "museum_visitors.csv", "shop_sales.csv"])
def test_the_script_makes_the_same_bytes(tmp_path: Path, repository: Path, name: str) -> None:
    script = repository / "sample_data" / "make_samples.py"
    subprocess.run([sys.executable, "-W", "error", str(script), str(tmp_path)], check=True)
    assert (tmp_path / name).read_bytes() == (repository / "sample_data" / name).read_bytes()


def test_air_passengers_are_the_public_figures(repository: Path) -> None:
    with (repository / "sample_data" / "air_passengers.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["month"] for row in rows] == [
        f"{year}-{month:02d}" for year in range(1949, 1961) for month in range(1, 13)
    ]
    yearly = [
        sum(int(row["passengers"]) for row in rows[start : start + 12])
        for start in range(0, 144, 12)
    ]
    assert yearly == [
        1520, 1676, 2042, 2364, 2700, 2867, 3408, 3939, 4421, 4572, 5140, 5714,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "time", "ids", "targets", "frequency", "series"),
    [
        ("air_passengers.csv", ["month"], [], ["passengers"], "1mo-start", 1),
        ("station_load.csv", ["time"], ["station"], ["load"], "1h", 6),
        ("museum_visitors.csv", ["date"], [], ["visitors"], "1d", 1),
        ("shop_sales.csv", ["date"], ["shop"], ["sales"], "1d", 6),
    ],
)
@pytest.mark.usefixtures("workplace")
def test_what_is_understood_of_them(
    capsys: pytest.CaptureFixture[str],
    repository: Path,
    name: str,
    time: list[str],
    ids: list[str],
    targets: list[str],
    frequency: str,
    series: int,
) -> None:
    assert main(["inspect", str(repository / "sample_data" / name), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["roles"]["time"] == time
    assert found["roles"]["ids"] == ids
    assert found["roles"]["targets"] == targets
    assert found["frequency"] == frequency
    assert len(found["series"]) == series


@pytest.mark.parametrize(
    ("name", "known", "last"),
    [
        ("museum_visitors.csv", {"price"}, "2024-12-31"),
        ("shop_sales.csv", {"price", "promo"}, "2024-12-22"),
    ],
)
@pytest.mark.usefixtures("workplace")
def test_what_is_filled_ahead_is_used_and_said_so(
    capsys: pytest.CaptureFixture[str], repository: Path, name: str, known: set[str], last: str
) -> None:
    assert main(["inspect", str(repository / "sample_data" / name), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert known <= set(found["roles"]["known"])
    assert "visitors" not in found["roles"]["known"]
    assert "known-ahead" in {note["code"] for note in found["notes"]}
    assert found["last"] == last


def shop_rows(repository: Path) -> list[dict[str, str]]:
    with (repository / "sample_data" / "shop_sales.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_shops_know_price_and_promotions_ahead_but_not_visitors(repository: Path) -> None:
    rows = shop_rows(repository)
    assert {row["shop"]: row["region"] for row in rows} == {
        shop.name: shop.region for shop in SHOPS
    }
    ahead = [row for row in rows if row["date"] > "2024-12-22"]
    assert len(ahead) == 28 * len(SHOPS)
    assert all(row["price"] and row["promo"] for row in ahead)
    assert not any(row["sales"] or row["visitors"] for row in ahead)
    past = [row for row in rows if row["date"] <= "2024-12-22"]
    for column in ("sales", "price", "visitors"):
        assert 0 < sum(not row[column] for row in past) < 0.02 * len(past)
    first = {row["shop"]: row["date"] for row in reversed(rows)}
    assert first.pop("village") == "2023-09-04"
    assert set(first.values()) == {"2022-07-04"}


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.name)
def test_the_effects_in_the_shops_are_those_that_were_put_in(repository: Path, shop: Shop) -> None:
    """Least squares on weekdays, trend, season, price and promotions find them again."""
    rows = [
        row
        for row in shop_rows(repository)
        if row["shop"] == shop.name and row["sales"] and row["price"]
    ]
    dates = np.array([row["date"] for row in rows], dtype="datetime64[D]")
    day = (dates - np.datetime64("2022-07-04")).astype(np.int64)
    year = 2 * np.pi * day / 365.25
    design = np.column_stack(
        [
            np.eye(7)[day % 7],
            day,
            np.sin(year),
            np.cos(year),
            [float(row["promo"]) for row in rows],
            [float(row["price"]) / shop.price - 1 for row in rows],
        ]
    )
    sold = np.array([float(row["sales"]) for row in rows]) / shop.level
    *_, promotion, price = np.linalg.lstsq(design, sold, rcond=None)[0]
    assert promotion == pytest.approx(PROMOTION_EFFECT, rel=0.05)
    assert price == pytest.approx(PRICE_EFFECT, rel=0.05)
