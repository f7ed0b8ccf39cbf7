"""The teller: everybody hears everything, and nobody's failure is the job's."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from expositions import read_exposition
from nights import ALL, BROKEN, DONE, FINDING, LOCKED, MOMENT, READ, RUN, STARTED
from servers import serving
from test_record import FACTS
from test_redaction import PING, tells

from lstmcast.errors import UsageError
from lstmcast.jobs import notices
from lstmcast.jobs.channel import Channel, NotToldError
from lstmcast.jobs.chronicle import Chronicle, Told
from lstmcast.jobs.delivery import Patience
from lstmcast.jobs.events import Event, Exit, Failed, Warned, name_of
from lstmcast.jobs.lines import JsonLines
from lstmcast.jobs.notices import teller_of
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.redaction import Redactor
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.tell import Teller


class Listener:
    """Hears, notes it in a common book, and fails where it should."""

    def __init__(
        self, name: str, book: list[tuple[str, str]], fail: Callable[[Event], None] | None = None
    ) -> None:
        self.name = name
        self._book = book
        self._fail = fail

    def hear(self, told: Told, chronicle: Chronicle) -> None:
        assert chronicle.latest(type(told.event)) == told.event
        self._book.append((self.name, name_of(type(told.event))))
        if self._fail is not None and not isinstance(told.event, Warned):
            self._fail(told.event)


def failing(error: BaseException) -> Callable[[Event], None]:
    def fail(_event: Event) -> None:
        raise error

    return fail


def told_by(book: list[tuple[str, str]], name: str) -> list[str]:
    return [event for who, event in book if who == name]


def teller(*lines: Channel, notices: tuple[Channel, ...] = ()) -> Teller:
    return Teller(RUN, lines=lines, notices=notices, now=lambda: MOMENT)


def test_lines_hear_first_but_of_the_end_last() -> None:
    book: list[tuple[str, str]] = []
    line, file, notice = (Listener(name, book) for name in ("line", "file", "notice"))
    speaker = teller(line, file, notices=(notice,))
    speaker.tell(READ)
    speaker.tell(DONE)
    assert [who for who, _ in book] == ["line", "file", "notice", "notice", "file", "line"]
    assert speaker.chronicle.latest(Exit) == DONE


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (NotToldError("the ping was not taken"), "the ping was not taken"),
        (UsageError("cannot write x"), "cannot write x"),
        (RuntimeError("boom"), "notice failed (RuntimeError: boom)"),
        (MemoryError(), "notice failed (MemoryError: )"),
    ],
)
def test_a_failure_is_warned_of_and_goes_no_further(error: Exception, text: str) -> None:
    book: list[tuple[str, str]] = []
    notice = Listener("notice", book, failing(error))
    speaker = teller(Listener("line", book), notices=(notice, Listener("other", book)))
    speaker.tell(READ)
    assert told_by(book, "line") == ["data_read", "warning"]
    assert sorted(told_by(book, "other")) == ["data_read", "warning"]
    assert told_by(book, "notice") == ["data_read"]
    assert speaker.chronicle.all(Warned) == (Warned(code="notice", text=text),)


def test_the_same_failure_is_warned_of_once() -> None:
    book: list[tuple[str, str]] = []
    notice = Listener("notice", book, failing(NotToldError("no")))
    speaker = teller(Listener("line", book), notices=(notice,))
    for _ in range(5):
        speaker.tell(FINDING)
    assert told_by(book, "line").count("warning") == 1
    assert told_by(book, "notice").count("finding") == 5


def test_the_exit_stays_the_last_line_of_every_log_that_can_be_written() -> None:
    for broken in ("notice", "file", "line"):
        book: list[tuple[str, str]] = []
        lines = [
            Listener(name, book, failing(OSError("full")) if name == broken else None)
            for name in ("line", "file", "notice")
        ]
        teller(*lines[:2], notices=(lines[2],)).tell(DONE)
        for name in {"line", "file"} - {broken}:
            assert told_by(book, name)[-1] == "exit", broken
        if broken == "notice":
            assert told_by(book, "file") == ["warning", "exit"]


def test_all_fail_and_nothing_happens() -> None:
    book: list[tuple[str, str]] = []

    def fail(_event: Event) -> None:
        raise OSError("gone")

    class Broken(Listener):
        def hear(self, told: Told, chronicle: Chronicle) -> None:
            raise OSError(f"{self.name} is gone")

    broken = [Broken(name, book) for name in ("line", "file", "notice")]
    speaker = teller(*broken[:2], notices=(broken[2],))
    for event in ALL:
        speaker.tell(event)
    assert speaker.chronicle.count(Warned) <= 4


def test_a_signal_is_no_failure_of_a_channel() -> None:
    notice = Listener("notice", [], failing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        teller(notices=(notice,)).tell(READ)


def test_secrets_reach_nobody() -> None:
    written: list[str] = []

    def fail(_event: Event) -> None:
        raise RuntimeError(f"no route to {PING}")

    speaker = Teller(
        RUN, lines=[JsonLines(written.append)], notices=[Listener("notice", [], fail)],
        redactor=Redactor([PING]), now=lambda: MOMENT,
    )  # fmt: skip
    speaker.tell(Failed(code="bug", message=f"a bug at {PING}", hint=None))
    assert len(written) == 2
    assert tells("".join(written)) == []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pings and webhooks give up soon."""
    hasty = Patience(timeout=0.3, pauses=(0.01,))
    for name in ("Ping", "Webhook"):
        maker = getattr(notices, name)
        monkeypatch.setattr(notices, name, lambda url, maker=maker: maker(url, patience=hasty))


def job(folder: Path, url: str) -> JobSpec:
    path = folder / "sales.toml"
    path.write_text(
        '[job]\nsource = "sales.csv"\n'
        f'[notify]\nping = "{url}/ping-0123456789abcdef"\nwebhook = "{url}/hook"\n'
        'prometheus = "sales.prom"\nlog_file = "sales.log"\n'
    )
    return read_job(path, {})


def night(folder: Path, url: str, *events: Event, dry_run: bool = False) -> list[str]:
    """Tell a night to all that a job can name; return the lines of the terminal."""
    lines: list[str] = []
    speaker = teller_of(
        job(folder, url), run="r17", terminal=[JsonLines(lines.append)], log_format="json",
        record=folder / "run.json", facts=FACTS, dry_run=dry_run,
    )  # fmt: skip
    for event in events:
        speaker.tell(event)
    return lines


@pytest.mark.usefixtures("impatient")
def test_a_night_told_to_everybody(tmp_path: Path) -> None:
    with serving(200) as server:
        lines = night(tmp_path, server.url, *ALL)
    assert "".join(lines) == (tmp_path / "sales.log").read_text()
    assert [json.loads(line)["event"] for line in lines] == [name_of(type(each)) for each in ALL]
    assert read_exposition((tmp_path / "sales.prom").read_text())
    assert json.loads((tmp_path / "run.json").read_text())["exit_code"] == 0
    ping = "/ping-0123456789abcdef"
    assert sorted(server.paths) == ["/hook", ping, f"{ping}/start"]
    assert server.paths[-1] == ping


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("answer", [500, 404, "hang", "drip", "noise"])
def test_servers_that_fail_only_cost_a_warning(tmp_path: Path, answer: int | str) -> None:
    began = time.monotonic()
    with serving(answer) as server:
        lines = night(tmp_path, server.url, STARTED, READ, DONE)
    assert time.monotonic() - began < 20
    events = [json.loads(line) for line in lines]
    assert [each["event"] for each in events] == [
        "run_started", "data_read", "warning", "warning", "exit",
    ]  # fmt: skip
    assert {each["code"] for each in events[2:4]} == {"ping", "webhook"}
    assert "0123456789abcdef" not in "".join(lines)
    assert json.loads((tmp_path / "run.json").read_text())["exit_code"] == 0


@pytest.mark.usefixtures("impatient")
def test_a_dry_run_touches_nothing_and_calls_nobody(tmp_path: Path) -> None:
    with serving(200) as server:
        lines = night(tmp_path, server.url, *ALL, dry_run=True)
    assert len(lines) == len(ALL)
    assert server.got == []
    assert [path.name for path in tmp_path.iterdir()] == ["sales.toml"]


@pytest.mark.usefixtures("impatient")
def test_who_finds_the_job_locked_leaves_a_line_and_nothing_else(tmp_path: Path) -> None:
    with serving(200) as server:
        lines = night(tmp_path, server.url, LOCKED)
    assert server.got == []
    assert len(lines) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sales.log", "sales.toml"]


@pytest.mark.usefixtures("impatient")
def test_nothing_can_be_written_and_nobody_answers(tmp_path: Path) -> None:
    for name in ("sales.prom", "sales.log", "run.json"):
        (tmp_path / name).mkdir()
    with serving("noise") as server:
        lines = night(tmp_path, server.url, STARTED, BROKEN)
    events = [json.loads(line) for line in lines]
    assert {each["code"] for each in events if each["event"] == "warning"} == {
        "log-file", "prometheus", "record", "webhook", "ping",
    }  # fmt: skip
    assert events[-1]["event"] == "exit"
