"""The history of a job as people and other programs read it."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from printing import printed

from lstmcast.outputs.documents import encode_document
from lstmcast.outputs.figures import ASCII
from lstmcast.outputs.history import history_report, history_table
from lstmcast.outputs.history_rows import FIELDS, HistoryReport, HistoryRun, history_csv

STARTED = datetime(2026, 11, 1, 4, tzinfo=timezone(timedelta(hours=1)))
RUN = HistoryRun(
    id=1,
    started=STARTED,
    ended=STARTED + timedelta(seconds=65),
    command="run",
    status="done",
    exit_code=0,
    seconds=65.0,
    rows=1200,
    series=2,
    model="v0001",
    promoted=None,
    message=None,
    scored=48,
    mae=1.5,
    skill=0.31,
    coverage={80.0: 0.75, 97.5: 1.0},
)
FAILED = dataclasses.replace(
    RUN,
    id=2,
    started=STARTED + timedelta(days=1),
    status="failed",
    exit_code=5,
    message='no column\x1b[31m named, "sales"',
    scored=0,
    mae=None,
    skill=None,
    coverage={},
)
KILLED = dataclasses.replace(FAILED, id=3, status="killed", exit_code=None, message=None,
                             ended=None, seconds=None)  # fmt: skip
WORSE = dataclasses.replace(RUN, id=4, skill=-0.05, seconds=9.0, promoted="v0002",
                            coverage={80.0: 0.9})  # fmt: skip
REPORT = HistoryReport(job="sales", ledger="/x/ledger.db", runs=(RUN, FAILED, KILLED, WORSE))


def test_what_people_read() -> None:
    text = "\n".join(printed(part, width=120) for part in history_report(REPORT, width=120))
    assert "Last 4 runs of sales, in UTC" in text
    assert "2026-11-01 03:00" in text
    row = next(line for line in text.splitlines() if line.strip().startswith("2026-11-01"))
    assert row.split() == [
        "2026-11-01", "03:00", "0", "done", "1", "min", "5", "s", "1200", "v0001", "48", "1.50",
        "75", "%", "100", "%", "+31", "%",
    ]  # fmt: skip
    assert "Skill        +31 %  █  ▁  −5 %" in text
    assert "Held by 80 % 75 %  ▁  █  90 %" in text
    assert "Held by 97.5" not in text  # known once
    assert 'exit 5: no column\\x1b[31m named, "sales"' in text


def test_a_terminal_that_knows_little() -> None:
    text = "\n".join(
        printed(part, width=60) for part in history_report(REPORT, width=60, glyphs=ASCII)
    )
    assert text.isascii()
    assert "+31 %" in text
    assert all(len(line) <= 60 for line in text.splitlines() if line.strip()[:2] == "20")


@pytest.mark.parametrize("width", [30, 50, 80, 200])
def test_what_tells_most_stays_when_there_is_little_room(width: int) -> None:
    table = history_table(REPORT, width=width)
    headings = [column.header for column in table.columns]
    assert "exit" in headings
    assert ("rows" in headings) == (width == 200)


def test_nothing_has_run() -> None:
    [line] = history_report(HistoryReport(job="a", ledger="b", runs=()))
    assert printed(line).strip() == "No run of a is in the ledger yet."


def test_json() -> None:
    document = json.loads(encode_document(REPORT.to_dict()))
    assert [run["id"] for run in document["runs"]] == [1, 2, 3, 4]
    assert document["runs"][0]["started"] == "2026-11-01T04:00:00+01:00"
    assert document["runs"][0]["coverage"] == {"80": 0.75, "97.5": 1.0}
    assert document["runs"][2]["exit_code"] is None
    assert list(document["runs"][0]) == [*FIELDS, "coverage"]


def test_csv_holds_every_field() -> None:
    rows = list(csv.DictReader(io.StringIO(history_csv(REPORT).decode())))
    assert list(rows[0]) == [*FIELDS, "coverage-80", "coverage-97.5"]
    assert rows[0]["skill"] == "0.31"
    assert rows[1]["message"] == FAILED.message
    assert (rows[2]["exit_code"], rows[3]["coverage-97.5"]) == ("", "")


def test_no_field_is_forgotten() -> None:
    assert {*FIELDS, "coverage"} == {field.name for field in dataclasses.fields(HistoryRun)}
    assert RUN.started.astimezone(UTC).hour == 3
