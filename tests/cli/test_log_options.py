"""What a run says on standard error, by the flags that were given."""

from __future__ import annotations

import io
import json
import sys

import pytest

from lstmcast.cli.console import Terminal
from lstmcast.cli.log_options import choose_log_format, log_on
from lstmcast.errors import UsageError
from lstmcast.jobs.chronicle import Run
from lstmcast.jobs.events import Event, Exit, Failed, Finding, Note
from lstmcast.jobs.lines import LogFormat
from lstmcast.jobs.tell import Teller

NIGHT: tuple[Event, ...] = (
    Note(code="gaps", text="3 values of Köln are missing"),
    Finding(id="level", text="It moved.", suggestion="Train again."),
    Failed(code="data", message="there is no file", hint=None),
    Exit(code=5, status="failed", seconds=1.0),
)


def said(
    capsys: pytest.CaptureFixture[str], form: LogFormat, *, json: bool = False, quiet: bool = False
) -> list[str]:
    speaker = Teller(Run(job="j", id="r"), lines=log_on(Terminal.of(json=json, quiet=quiet), form))
    for event in NIGHT:
        speaker.tell(event)
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()


def test_sentences_but_for_the_error_that_the_command_line_reports(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert said(capsys, "human") == [
        "Note: 3 values of Köln are missing",
        "Finding level: It moved. Suggestion: Train again.",
        "Failed after 1.0 s, exit code 5",
    ]


def test_an_object_per_line(capsys: pytest.CaptureFixture[str]) -> None:
    events = [json.loads(line)["event"] for line in said(capsys, "json")]
    assert events == ["note", "finding", "failed", "exit"]


@pytest.mark.parametrize(("form", "lines"), [("human", 2), ("json", 3)])
def test_quiet_leaves_what_is_amiss(
    capsys: pytest.CaptureFixture[str], form: LogFormat, lines: int
) -> None:
    assert len(said(capsys, form, quiet=True)) == lines


def test_with_json_people_get_nothing_and_logs_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "human", json=True) == []
    assert len(said(capsys, "json", json=True)) == 4


def test_a_stream_of_ascii_gets_lines_that_stay_legal(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="ascii"))
    speaker = Teller(Run(job="j", id="r"), lines=log_on(Terminal(json=False, quiet=False), "json"))
    speaker.tell(NIGHT[0])
    assert json.loads(raw.getvalue())["text"] == "3 values of Köln are missing"


def test_a_closed_stream_does_not_stop_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    lines = log_on(Terminal(json=False, quiet=False), "json")
    monkeypatch.setattr(sys, "stderr", closed)
    speaker = Teller(Run(job="j", id="r"), lines=lines)
    for event in NIGHT:
        speaker.tell(event)


def test_formats_by_name() -> None:
    assert [choose_log_format(name) for name in ("human", "json")] == ["human", "json"]
    with pytest.raises(UsageError, match="there is no log format xml"):
        choose_log_format("xml")
