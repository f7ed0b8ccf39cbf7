"""A file with a shop that has not sold anything yet, through the tool itself."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from running import run, succeed

_HEADER = "month,shop,region,sales"


def _rows(shop: str, region: str, level: float, *, months: int = 36) -> list[str]:
    return [
        f"{2019 + step // 12}-{step % 12 + 1:02d},{shop},{region},"
        f"{level * (10 + (step % 12 - 6) ** 2 / 10):g}"
        for step in range(months)
    ]


def _write(folder: Path, *blocks: list[str]) -> None:
    rows = [_HEADER, *(row for block in blocks for row in block)]
    (folder / "sales.csv").write_text("\n".join(rows) + "\n")


def _forecast(text: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["shop"], []).append(row)
    return found


def test_a_new_shop_is_forecast_from_its_region(tmp_path: Path) -> None:
    shops = [_rows(f"n{k}", "north", 10 + k / 4) for k in range(4)]
    shops += [_rows(f"s{k}", "south", 1 + k / 40) for k in range(4)]
    options = ["--target", "sales", "--id", "shop"]
    env = {"LSTMCAST_STATIC": "region"}
    _write(tmp_path, *shops)
    command = ["predict", "sales.csv", "-o", "-", *options]
    before = _forecast(succeed(tmp_path, command, env=env).stdout)
    _write(tmp_path, *shops, ["2022-01,new,south,"])
    finished = succeed(tmp_path, command, env=env)
    after = _forecast(finished.stdout)
    said = " ".join(finished.stderr.split())
    assert "1 of 9 series ('new') holds no value" in said
    assert "most like it, by region" in said
    new = after.pop("new")
    assert after == before
    assert [row["month"] for row in new] == [row["month"] for row in before["s0"]]
    assert all(8 < float(row["forecast"]) < 20 for row in new)
    assert all(float(row["lo-80"]) < float(row["hi-80"]) for row in new)


def test_a_new_shop_alone_is_left_out(tmp_path: Path) -> None:
    _write(tmp_path, _rows("a", "north", 1), ["2030-01,b,north,"])
    options = ["--target", "sales", "--id", "shop", "--freq", "MS"]
    finished = run(tmp_path, ["predict", "sales.csv", "--json", *options])
    assert finished.code == 3
    (skipped,) = json.loads(finished.stdout)["skipped"]
    assert skipped["ids"] == ["b"]
    assert "no other series has enough" in skipped["reason"]
