"""Servers that take it, refuse it, fail, hang, drip or talk nonsense: none holds up the job."""

from __future__ import annotations

import base64
import socket
import time

import pytest
from servers import HASTY, serving

from lstmcast.jobs.delivery import Delivery, Patience

TEXT = "text/plain; charset=utf-8"


def deliver(url: str, *, patience: Patience = HASTY) -> str | None:
    return Delivery(url, b"body", content_type=TEXT, patience=patience).failure()


def test_what_is_sent() -> None:
    with serving(200) as server:
        assert deliver(f"{server.url}/a/b?c=d") is None
    [got] = server.got
    assert (got.method, got.path, got.body) == ("POST", "/a/b?c=d", b"body")
    assert got.headers["Content-Type"] == TEXT
    assert got.headers["User-Agent"].startswith("lstmcast/")
    assert "Authorization" not in got.headers


def test_a_name_and_a_password_become_a_header() -> None:
    with serving(200) as server:
        assert deliver(server.url.replace("://", "://me:p%40ss@") + "/x") is None
    [got] = server.got
    assert got.path == "/x"
    assert got.headers["Authorization"] == f"Basic {base64.b64encode(b'me:p@ss').decode()}"


@pytest.mark.parametrize("status", [200, 201, 204])
def test_any_success_is_one(status: int) -> None:
    with serving(status) as server:
        assert deliver(server.url) is None
    assert len(server.got) == 1


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_what_may_pass_is_tried_three_times(status: int) -> None:
    with serving(status) as server:
        assert deliver(server.url) == f"the answer was {status}"
    assert len(server.got) == 3


def test_a_later_attempt_may_succeed() -> None:
    with serving(500, 502, 200) as server:
        assert deliver(server.url) is None
    assert len(server.got) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_what_will_not_pass_is_not_tried_again(status: int) -> None:
    with serving(status) as server:
        assert deliver(server.url) == f"the answer was {status}"
    assert len(server.got) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere(status: int) -> None:
    with serving(status) as server:
        assert deliver(server.url) == f"the answer was {status}"
    assert [(got.method, got.body) for got in server.got] == [("POST", b"body")]


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert deliver(f"http://127.0.0.1:{port}/x") == "no connection (connection refused)"


def test_a_server_that_hangs() -> None:
    with serving("hang") as server:
        assert deliver(server.url) == "no answer within 0.3 s"
    assert len(server.got) == 3


def test_a_server_that_drips_is_left_when_the_time_is_up() -> None:
    patience = Patience(timeout=0.2, pauses=())
    with serving("drip") as server:
        began = time.monotonic()
        failure = deliver(server.url, patience=patience)
        waited = time.monotonic() - began
    assert failure == "no answer within 0.2 s"
    assert waited < 10  # the server would have dripped for fifty


def test_a_server_that_talks_nonsense() -> None:
    with serving("noise") as server:
        failure = deliver(server.url)
    assert failure is not None
    assert server.url not in failure


@pytest.mark.parametrize(
    "url", ["http://a b/secret", "http://[::1/secret", "http://h:port/secret", "x:secret",
            "http://h\x00/secret", "http:///secret", "", "http://h/\N{SNOWMAN}secret"]
)  # fmt: skip
def test_an_address_that_is_none_fails_without_being_told(url: str) -> None:
    failure = deliver(url, patience=Patience(timeout=0.2, pauses=()))
    assert failure is not None
    assert "secret" not in failure


def test_sending_does_not_wait() -> None:
    with serving("hang") as server:
        began = time.monotonic()
        patience = Patience(timeout=5.0, pauses=())
        sent = Delivery(server.url, b"", content_type=TEXT, patience=patience)
        assert time.monotonic() - began < 2
        assert sent._thread.daemon
        server.closing.set()
        sent.failure()


def test_the_bounds_of_patience() -> None:
    assert Patience().limit == 34.0
