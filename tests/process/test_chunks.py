"""However many series are forecast at a time, the bytes are the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import contents, run, succeed

WEEKS = 30


def series(name: str, values: list[str]) -> str:
    return "".join(
        f"{name},2024-{1 + day // 28:02d}-{1 + day % 28:02d},{value}\n"
        for day, value in enumerate(values)
    )


#: Smooth, intermittent, short and empty ones, so that each way to a forecast is taken.
SHOPS = "shop,day,sales\n" + "".join(
    [
        series("a", [str(100 + 10 * (day % 7) + day / 8) for day in range(7 * WEEKS)]),
        series("b", [str(50 - 5 * (day % 7)) for day in range(7 * WEEKS)]),
        series("c", [str(3 if day % 11 == 5 else 0) for day in range(7 * WEEKS)]),
        series("d", [str(1e6 + day % 7) for day in range(7 * WEEKS)]),
    ]
) + "e,2024-08-01,7\ne,2024-08-02,9\nf,2024-08-02,\n"  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the shops; not to be written to but with --output."""
    folder = tmp_path_factory.mktemp("shops")
    (folder / "shops.csv").write_text(SHOPS)
    return folder


def predict(folder: Path, place: str, *more: str) -> list[str]:
    return ["predict", str(folder / "shops.csv"), "--pretrained", "--output", place, *more]


def test_chunks_change_no_byte(folder: Path, tmp_path: Path) -> None:
    asked = ["--json", "--when", "forecast > 40", "--when", "lo-80 < 10"]
    whole = succeed(tmp_path, predict(folder, "out.csv", *asked))
    expected = contents(tmp_path)
    assert {entry["ids"][0] for entry in json.loads(whole.out)["alerts"]} >= {"a", "b", "c", "d"}
    for size in ("1", "2", "5", "1000000"):
        chunked = succeed(tmp_path, predict(folder, "out.csv", *asked, "--chunk-series", size))
        assert chunked.out == whole.out
        assert contents(tmp_path) == expected


@pytest.mark.parametrize("style", ["nixtla", "prophet"])
def test_other_styles_and_standard_output(folder: Path, tmp_path: Path, style: str) -> None:
    made = [
        succeed(
            tmp_path, predict(folder, "-", "--quiet", "--style", style, "--chunk-series", size)
        ).out
        for size in ("1", "1000")
    ]
    assert made[0] == made[1]
    assert made[0].count(b"\n") > 6
    assert contents(tmp_path) == {}


def test_a_chunk_holds_a_series_at_least(folder: Path, tmp_path: Path) -> None:
    refused = run(tmp_path, predict(folder, "out.csv", "--chunk-series", "0"))
    assert refused.code == 2
    assert "--chunk-series must be a whole number from 1 to 1000000, not 0" in refused.stderr
