"""Events and the lines they become."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nights import ALL, BROKEN, DONE, FAILED, FINDING, MOMENT, READ, STARTED, chronicle, told

from lstmcast.jobs.events import KINDS, Exit, Failed, Published, RunStarted, name_of
from lstmcast.jobs.lines import ENVELOPE, HumanLines, JsonLines, human_line, json_line
from lstmcast.jobs.sentences import sentence
from lstmcast.outputs.figures import ASCII


def test_the_made_up_night_has_every_kind_in_order() -> None:
    assert tuple(type(event) for event in ALL) == KINDS


def test_events_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        STARTED.pid = 1  # type: ignore[misc]


def test_names_are_told_apart_and_spelled_like_in_logs() -> None:
    names = [name_of(kind) for kind in KINDS]
    assert len(set(names)) == len(names)
    assert {"run_started", "data_read", "already_done", "finding", "warning", "exit"} <= set(names)
    assert all(name == name.lower() and " " not in name for name in names)


def test_no_field_hides_one_of_the_envelope() -> None:
    for kind in KINDS:
        assert not {field.name for field in fields(kind)} & set(ENVELOPE), kind


@pytest.mark.parametrize("event", ALL, ids=lambda event: name_of(type(event)))
def test_every_event_is_one_line_of_json_with_all_its_fields(event: object) -> None:
    line = json_line(told(event))  # type: ignore[arg-type]
    assert line.count("\n") == 1
    assert line.endswith("\n")
    document = json.loads(line)
    own = [field.name for field in fields(event)]  # type: ignore[arg-type]
    assert list(document) == [*ENVELOPE, *own]


def test_what_a_line_says() -> None:
    document = json.loads(json_line(told(READ)))
    assert document["ts"] == "2026-03-01T03:00:00.123+00:00"
    assert (document["level"], document["event"]) == ("info", "data_read")
    assert (document["run_id"], document["job"]) == ("r17", "sales")
    assert document["rows"] == 144
    assert json.loads(json_line(told(ALL[4])))["coverage"][1] == {"level": 97.5, "share": 1.0}


def test_levels() -> None:
    levels = {name_of(type(event)): event.level for event in ALL}
    assert {name for name, level in levels.items() if level == "warning"} == {
        "alert", "finding", "warning",
    }  # fmt: skip
    assert levels["failed"] == "error"
    assert levels["exit"] == "info"
    assert BROKEN.level == "error"
    assert Exit(code=1, status="findings", seconds=1.0).level == "error"


@given(text=st.text())
def test_any_name_stays_on_its_line_and_comes_back(text: str) -> None:
    event = Published(path=text, format="csv", bytes=1, seconds=0.0)
    line = json_line(told(event))
    assert line.isascii()
    assert line.count("\n") == 1
    assert json.loads(line)["path"] == text
    words = human_line(told(event))
    assert len(words.splitlines()) == 1


def test_numbers_that_are_none_are_null() -> None:
    assert json.loads(json_line(told(replace(DONE, seconds=float("nan")))))["seconds"] is None


@pytest.mark.parametrize("event", ALL, ids=lambda event: name_of(type(event)))
def test_every_event_has_a_sentence(event: object) -> None:
    words = sentence(event)  # type: ignore[arg-type]
    assert words
    assert words[0].isupper()
    assert "None" not in words
    assert sentence(event, glyphs=ASCII).isascii()  # type: ignore[arg-type]


def test_sentences_speak_as_the_other_commands_do() -> None:
    words = [sentence(event) for event in ALL]
    assert words[0] == "Running /srv/sales.toml"
    assert words[1] == "Read sales.csv: 144 rows, 2 series, 1949-01 – 1960-12"
    assert words[2] == ("Fresh enough: newest 1960-12, 1 h 0 min old, 26 h 0 min allowed; 144 rows")
    assert words[4] == (
        "Scored 48 values of 2 runs: skill +31 %;"
        " 80 % interval held 75 %; 97.5 % interval held 100 %"
    )
    assert words[11] == "Forecast from 1960-12 with 12: 2 series, 12 steps each; 1 left out"
    assert words[14] == "Finding level: 2 series have moved up. Suggestion: Train again."
    assert words[17] == "Error: there is no file sales.csv Hint: check the path"
    assert words[18] == "Done after 4.0 s"
    assert sentence(BROKEN) == "Failed after 4.0 s, exit code 5"
    changed = RunStarted(path="j", version="1", pid=1, dry_run=True, cutoff="2026-01")
    assert sentence(changed) == "Running j (dry run, as of 2026-01)"


def test_quiet_lines_hold_what_is_amiss_only() -> None:
    for maker in (JsonLines, HumanLines):
        written: list[str] = []
        channel = maker(written.append, least="warning")
        for event in (STARTED, READ, FINDING, FAILED, DONE, BROKEN):
            channel.hear(told(event), chronicle(event))
        assert len(written) == 3


def test_what_the_command_line_reports_is_left_out() -> None:
    written: list[str] = []
    channel = HumanLines(written.append, without=(Failed,))
    for event in (READ, FAILED, BROKEN):
        channel.hear(told(event), chronicle(event))
    assert [line[:4] for line in written] == ["Read", "Fail"]


def test_a_line_of_a_log_is_dated() -> None:
    stamp = MOMENT.isoformat(timespec="milliseconds")
    assert human_line(told(DONE)) == f"{stamp} r17 Done after 4.0 s\n"
