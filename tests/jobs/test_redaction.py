"""Secrets are blotted out wherever they stand."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nights import ALL

from lstmcast.jobs.events import Event
from lstmcast.jobs.redaction import HIDDEN, Redactor

PING = "https://hc.example.org/0b1f6a52-1111-2222-3333-444455556666?create=1"
WEBHOOK = "https://robot:s%40crets@chat.example.org/hooks/T0000/abcdefghijklmnop"
LEDGER = "postgresql+psycopg://forecaster:hunter2222@db.example.org:5432/forecasts"
TELLING = ("0b1f6a52", "s%40crets", "s@crets", "abcdefghijklmnop", "T0000", "hunter2222")


@pytest.fixture
def redactor() -> Redactor:
    return Redactor([PING, WEBHOOK, LEDGER])


def tells(text: str) -> list[str]:
    return [word for word in TELLING if word in text]


@pytest.mark.parametrize("secret", [PING, WEBHOOK, LEDGER])
@pytest.mark.parametrize(
    "form", ["{}", "cannot reach {}: no route", "<{}>", '"{}"', "{}\n{}", "x={}", "({})"]
)
def test_a_known_secret_in_any_text(redactor: Redactor, secret: str, form: str) -> None:
    shown = redactor.text(form.replace("{}", secret))
    assert tells(shown) == []
    assert HIDDEN in shown


@pytest.mark.parametrize(
    "part",
    [
        "nonnumeric port: '0b1f6a52-1111-2222-3333-444455556666'",
        "GET /0b1f6a52-1111-2222-3333-444455556666?create=1 HTTP/1.1",
        "/hooks/T0000/abcdefghijklmnop",
        "the step abcdefghijklmnop",
        "password s@crets is wrong",
        'FATAL: password authentication failed for "hunter2222"',
    ],
)
def test_parts_of_a_known_secret(redactor: Redactor, part: str) -> None:
    assert tells(redactor.text(part)) == []


def test_a_password_that_is_a_syllable_spoils_no_sentence() -> None:
    redactor = Redactor(["mysql://me:fore@host/sales", "https://host/hook"])
    assert redactor.text("the forecast was not taken by the webhook") == (
        "the forecast was not taken by the webhook"
    )
    assert redactor.text("the password fore is wrong") == f"the password {HIDDEN} is wrong"
    assert redactor.text("sales of https://host/hook") == f"sales of {HIDDEN}"


def test_a_secret_that_is_no_address() -> None:
    assert Redactor(["open sesame"]).text("say open sesame!") == f"say {HIDDEN}!"
    assert Redactor(["[http://["]).text("at [http://[ it fails") == f"at {HIDDEN} it fails"
    assert Redactor(["", "  "]).text("nothing to hide") == "nothing to hide"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mysql://me:pass/word@host/db", f"mysql://{HIDDEN}@host/db"),
        ("postgresql://me:p@ss@host/db", f"postgresql://{HIDDEN}@host/db"),
        ("PGPASSWORD=geheim", f"PGPASSWORD={HIDDEN}"),
        ("?token=abc&x=1", f"?token={HIDDEN}&x=1"),
        ("api_key: abc", f"api_key: {HIDDEN}"),
        ("Authorization: Bearer abcdef123456", f"Authorization: Bearer {HIDDEN}"),
    ],
)
def test_what_looks_like_a_secret(text: str, shown: str) -> None:
    assert Redactor().text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Read sales.csv: 144 rows, 1 series, 1949-01 – 1960-12",
        "see https://example.org/manual/index.html",
        "the webhook took the forecasts of hc and chat, whose hooks are two",
        "write to ops@example.org",
        "a basic understanding of the bearer certificates",
    ],
)
def test_the_rest_is_left_alone(redactor: Redactor, text: str) -> None:
    assert redactor.text(text) == text


def with_text(event: Event, name: str, text: str) -> Event:
    changes: dict[str, Any] = {name: text}
    return replace(event, **changes)


@pytest.mark.parametrize("event", ALL, ids=lambda event: type(event).__name__)
def test_every_text_of_every_event(redactor: Redactor, event: Event) -> None:
    for field in fields(event):
        if isinstance(getattr(event, field.name), str):
            told = redactor.event(with_text(event, field.name, f"x {PING} {LEDGER}"))
            assert tells(getattr(told, field.name)) == []
        elif field.name == "series" and isinstance(getattr(event, field.name), tuple):
            changes: dict[str, Any] = {"series": (PING, "A")}
            assert redactor.event(replace(event, **changes)).series == (HIDDEN, "A")  # type: ignore[union-attr]
    assert redactor.event(event) == event


def test_documents_by_name_and_by_content(redactor: Redactor) -> None:
    document = {
        "url": "x", "notify.ping": "y", "notify": {"webhook": ["z"], "password": 7},
        "ping_file": "/etc/ping", "url_file": "/etc/url", "empty": {"url": None, "token": ""},
        f"key {PING}": [f"a {WEBHOOK}", {"deep": LEDGER}], "rows": 3, "share": 0.5,
    }  # fmt: skip
    shown = redactor.document(document)
    assert tells(json.dumps(shown)) == []
    assert shown["url"] == shown["notify.ping"] == HIDDEN
    assert shown["notify"] == {"webhook": HIDDEN, "password": HIDDEN}
    assert (shown["ping_file"], shown["url_file"]) == ("/etc/ping", "/etc/url")
    assert shown["empty"] == {"url": None, "token": ""}
    assert (shown["rows"], shown["share"]) == (3, 0.5)


def test_command_lines(redactor: Redactor) -> None:
    shown = redactor.arguments(
        ["lstmcast", "run", "job.toml", "--ping", "abc", "--webhook=def", "--api-key", "ghi",
         "--token", "--force", "https://unknown.example/secret-path", "-q", "--now", "2026-01-01",
         LEDGER]
    )  # fmt: skip
    assert shown == [
        "lstmcast", "run", "job.toml", "--ping", HIDDEN, f"--webhook={HIDDEN}", "--api-key",
        HIDDEN, "--token", "--force", f"https://unknown.example/{HIDDEN}", "-q", "--now",
        "2026-01-01", HIDDEN,
    ]  # fmt: skip


def test_nothing_is_shown_by_the_redactor_itself(redactor: Redactor) -> None:
    assert tells(repr(redactor)) == []


@given(
    secret=st.text(st.characters(categories=["L", "N"]), min_size=8).map(
        lambda text: f"https://example.org/{quote(text)}"
    ),
    around=st.text(),
)
def test_no_address_survives(secret: str, around: str) -> None:
    redactor = Redactor([secret])
    assert secret not in redactor.text(f"{around}{secret}{around}")
