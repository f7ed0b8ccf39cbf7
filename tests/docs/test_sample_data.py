"""The sample files are what their script and the README say."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lstmcast.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["station_load.csv", "museum_visitors.csv"])
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


@pytest.mark.usefixtures("workplace")
def test_the_price_of_a_ticket_is_left_out_with_a_reason(
    capsys: pytest.CaptureFixture[str], repository: Path
) -> None:
    data = repository / "sample_data" / "museum_visitors.csv"
    assert main(["inspect", str(data), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["roles"]["ignored"] == [["price", "known ahead"]]
    assert found["last"] == "2024-12-31"
