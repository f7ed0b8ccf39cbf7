"""Every frequency and spelling from file to forecast, through the real process."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from calendars import FILES, SPELLINGS
from running import succeed

QUICK = {"LSTMCAST_STEPS": "5"}


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_holds_is_found(tmp_path: Path, name: str) -> None:
    file = FILES[name]
    (tmp_path / "data.csv").write_bytes(file.content)
    found = json.loads(succeed(tmp_path, ["inspect", "data.csv", "--json", *file.flags]).out)
    assert found["frequency"] == file.frequency
    assert (found["first"], found["last"]) == (file.first, file.last)
    assert found["time_zone"] == file.zone
    assert tuple(found["roles"]["targets"]) == file.targets
    assert tuple(found["roles"]["ids"]) == file.ids
    series = found["series"]
    rows = found["source"]["rows"] * len(file.targets)
    assert [each["steps"] for each in series] == [rows // len(series)] * len(series)
    warnings = {note["code"] for note in found["notes"] if note["level"] == "warning"}
    assert warnings <= {"season-assumed"}  # the files are short


@pytest.mark.parametrize("name", [name for name, file in FILES.items() if file.following])
def test_a_forecast_goes_on_where_the_file_ends(tmp_path: Path, name: str) -> None:
    file = FILES[name]
    (tmp_path / "data.csv").write_bytes(file.content)
    horizon = str(len(file.following))
    arguments = ["train", "data.csv", "--quiet", "--horizon", horizon, *file.flags]
    succeed(tmp_path, arguments, env=QUICK)
    made = succeed(tmp_path, ["predict", "-o", "-"]).stdout
    _, *rows = csv.reader(io.StringIO(made))
    assert tuple(row[0] for row in rows) == file.following


def test_spellings_do_not_change_a_forecast(tmp_path: Path) -> None:
    (tmp_path / "plain.csv").write_bytes(SPELLINGS["byte order mark"].content[3:])
    succeed(tmp_path, ["train", "plain.csv", "--quiet"], env=QUICK)
    expected = succeed(tmp_path, ["predict", "-o", "-"]).out
    for name in ("decimal comma and semicolon", "tab", "byte order mark", "gzip"):
        (tmp_path / "data.csv").write_bytes(SPELLINGS[name].content)
        assert succeed(tmp_path, ["predict", "data.csv", "-o", "-"]).out == expected


def test_ids_and_targets_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes(FILES["two columns of ids"].content)
    succeed(tmp_path, ["train", "data.csv", "--quiet", "--horizon", "2"], env=QUICK)
    rows = list(csv.reader(io.StringIO(succeed(tmp_path, ["predict", "-o", "-"]).stdout)))
    assert rows[0][:4] == ["shop", "item", "date", "forecast"]
    assert [row[:3] for row in rows[1:]] == [
        [shop, item, day]
        for shop in ("north", "south")
        for item in ("coffee", "tea")
        for day in ("2024-02-10", "2024-02-11")
    ]


def test_several_targets_get_a_column_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes(FILES["two targets side by side"].content)
    succeed(tmp_path, ["train", "data.csv", "--quiet", "--horizon", "1"], env=QUICK)
    rows = list(csv.DictReader(io.StringIO(succeed(tmp_path, ["predict", "-o", "-"]).stdout)))
    assert [(row["date"], row["target"]) for row in rows] == [
        ("2024-02-10", "tea"),
        ("2024-02-10", "coffee"),
    ]
