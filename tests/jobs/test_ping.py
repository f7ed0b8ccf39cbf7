"""Pings as healthchecks.io understands them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nights import BROKEN, DONE, FAILED, LOCKED, READ, STARTED, chronicle, told
from servers import HASTY, serving

from lstmcast.jobs.channel import NotToldError
from lstmcast.jobs.events import Event, Exit, Note
from lstmcast.jobs.ping import LONGEST_BODY, Ping, address, last_lines


def hear(ping: Ping, *events: Event) -> None:
    for event in events:
        ping.hear(told(event), chronicle(event))


def test_a_good_night() -> None:
    with serving(200) as server:
        hear(Ping(f"{server.url}/uuid", patience=HASTY), STARTED, READ, DONE)
    assert server.paths == ["/uuid/start", "/uuid"]
    start, end = server.got
    assert start.body == b""
    lines = end.body.decode().splitlines()
    assert len(lines) == 3
    assert lines[0].endswith("Running /srv/sales.toml")
    assert lines[2].endswith("Done after 4.0 s")


def test_a_bad_night_tells_the_exit_status_and_why() -> None:
    with serving(200) as server:
        hear(Ping(f"{server.url}/uuid", patience=HASTY), STARTED, FAILED, BROKEN)
    assert server.paths == ["/uuid/start", "/uuid/5"]
    assert b"there is no file sales.csv" in server.got[1].body


@pytest.mark.parametrize(("code", "path"), [(1, "/1"), (143, "/143"), (255, "/255"),
                                            (256, "/fail"), (-9, "/fail")])  # fmt: skip
def test_every_exit_code(code: int, path: str) -> None:
    with serving(200) as server:
        hear(Ping(server.url, patience=HASTY), Exit(code=code, status="failed", seconds=1.0))
    assert server.paths == [path]


def test_who_finds_the_job_locked_says_nothing() -> None:
    with serving(200) as server:
        hear(Ping(server.url, patience=HASTY), LOCKED)
    assert server.got == []


@pytest.mark.parametrize(
    ("url", "ending", "whole"),
    [
        ("https://h/uuid", "start", "https://h/uuid/start"),
        ("https://h/uuid/", "start", "https://h/uuid/start"),
        ("https://h/key/slug?create=1", "7", "https://h/key/slug/7?create=1"),
        ("https://h/uuid?create=1#top", "", "https://h/uuid?create=1"),
        ("https://h", "fail", "https://h/fail"),
    ],
)
def test_addresses(url: str, ending: str, whole: str) -> None:
    assert address(url, ending) == whole


def test_the_end_is_told_even_where_the_start_was_not() -> None:
    with serving(404, 200) as server:
        ping = Ping(f"{server.url}/uuid", patience=HASTY)
        with pytest.raises(NotToldError, match=r"at the start .* was 404$") as error:
            hear(ping, STARTED, DONE)
    assert server.paths == ["/uuid/start", "/uuid"]
    assert "uuid" not in str(error.value)


def test_a_server_that_hangs_at_both_ends() -> None:
    with serving("hang") as server:
        ping = Ping(f"{server.url}/uuid", patience=HASTY)
        hear(ping, STARTED)
        with pytest.raises(NotToldError, match=r"start of the run .*; .* end of the run"):
            hear(ping, DONE)


def test_only_the_end_of_a_long_log_is_sent() -> None:
    with serving(200) as server:
        ping = Ping(server.url, patience=HASTY)
        for number in range(60):
            hear(ping, Note(code="n", text=f"{number} {'é' * 2000}"))
        hear(ping, DONE)
    [got] = server.got
    assert 90_000 < len(got.body) <= LONGEST_BODY
    lines = got.body.decode().splitlines()
    assert "Note: " in lines[0]
    assert lines[-1].endswith("Done after 4.0 s")


@given(text=st.text(), most=st.integers(1, 40))
def test_the_end_of_a_log_is_short_enough_and_valid(text: str, most: int) -> None:
    whole = text.encode()
    tail = last_lines(whole, most)
    assert len(tail) <= most
    assert whole.endswith(tail)
    tail.decode()
